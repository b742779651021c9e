"""Layouts: the conventions of site generators, a file each; `LAYOUTS` lists them by the name used in settings."""

from corpus.layouts.gitbook import GitBook
from corpus.layouts.jekyll import Jekyll
from corpus.layouts.model import Layout
from corpus.layouts.plain import Plain

LAYOUTS: dict[str, Layout] = {
    "gitbook": GitBook(),
    "jekyll": Jekyll(),
    "plain": Plain(),
}
