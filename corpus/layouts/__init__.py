"""Layouts: the conventions of site generators, a file each; `LAYOUTS` lists them by the name used in settings."""

from corpus.layouts.docusaurus import Docusaurus
from corpus.layouts.gitbook import GitBook
from corpus.layouts.hugo import Hugo
from corpus.layouts.jekyll import Jekyll
from corpus.layouts.mkdocs import MkDocs
from corpus.layouts.model import Layout
from corpus.layouts.plain import Plain

LAYOUTS: dict[str, Layout] = {
    "docusaurus": Docusaurus(),
    "gitbook": GitBook(),
    "hugo": Hugo(),
    "jekyll": Jekyll(),
    "mkdocs": MkDocs(),
    "plain": Plain(),
}
