"""One file of a source → its document."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.layouts.model import Layout, Page, PageFacts
from corpus.model import Document
from corpus.readers.decoding import decode
from corpus.readers.model import Heading, Reading
from corpus.sectioning import sections

READER_VERSION = 7
"""Raised whenever the same file would give another document, so that stored ones are read anew."""

_HTML = (".html", ".htm", ".xhtml")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")


def read_document(source: str, url: str, layout: Layout, page: Page, data: bytes | str, checksum: str) -> Document:
    """The document of `page`. `data` is the file's bytes, or why there are none. Never raises: what goes wrong in
    reading an untrusted file costs a warning and that file's sections, nothing else."""
    warnings: list[str] = []
    reading, text = Reading(), ""
    if isinstance(data, str):
        warnings.append(data)
    else:
        text, warnings = decode(data)
        try:
            reading = _read(page.path, text, layout)
        except Exception as error:  # the file is untrusted, and the parser not ours
            warnings.append(f"left out: reading it failed with {type(error).__name__}")
    facts = layout.facts(page, reading.front, _first_heading(reading))
    if facts.hidden:
        warnings.append(f"left out: {facts.hidden}")
    document = _document(source, url, layout, page, reading, facts, checksum, (*warnings, *reading.warnings))
    return document if facts.hidden else replace(document, lines=tuple(text.split("\n")))


def _read(path: str, text: str, layout: Layout) -> Reading:
    """Its reader is imported with the first file of its kind: a process that only lists files reads none."""
    if path.lower().endswith(_HTML):
        from corpus.readers.html import read_html

        return read_html(text)
    from corpus.readers.markdown import read_markdown

    return read_markdown(text, layout.prepare)


def _document(
    source: str,
    url: str,
    layout: Layout,
    page: Page,
    reading: Reading,
    facts: PageFacts,
    checksum: str,
    warnings: tuple[str, ...],
) -> Document:
    identity = f"{source}:{page.path}"
    elements = () if facts.hidden else reading.elements
    return Document(
        id=identity,
        source=source,
        path=page.path,
        title=facts.title,
        url=f"{url.rstrip('/')}/{facts.location}" if url else "",
        language=_language(reading),
        date=facts.date,
        tags=facts.tags,
        checksum=checksum,
        sections=sections(identity, elements, page.chapters, layout.slugger()),
        order=page.order,
        warnings=warnings,
    )


def _first_heading(reading: Reading) -> str:
    return next((element.text for element in reading.elements if isinstance(element, Heading) and element.text), "")


def _language(reading: Reading) -> str:
    """The head's word, else `zh` where at least a twentieth of the words' characters are Chinese, else `en`."""
    told = reading.front.text("lang") or reading.front.text("language")
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", told):
        return told
    sample = "".join(element.text for element in reading.elements)[:20_000]
    return "zh" if 20 * sum(map(len, _HAN.findall(sample))) >= max(1, len(sample)) else "en"
