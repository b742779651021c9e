"""Stands before the package on the path of what is measured without the extra `fast`."""

raise ImportError("left out: measured without the extra `fast`")
