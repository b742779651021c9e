"""The pages: search, reader, graph explorer, the demo of the widget, and the files that they load."""

from service.pages.blueprint import create_pages

__all__ = ["create_pages"]
