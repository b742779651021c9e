"""How the outside reaches the index: commands, HTTP API, pages, widget."""
