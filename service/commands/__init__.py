"""The commands of `xunmai`, a module each; `service.cli` lists them."""
