"""The tutorial as analysed documents, and larger corpora made of it by redrawing its sentences under a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from corpus.model import Document
from corpus.sources import SourceSpec, open_source
from index.analysis.analyzer import terms
from index.analysis.fold import visible
from index.analysis.sections import analyze_document
from index.ports import AnalyzedDocument, AnalyzedSection
from index.schema import TEXT_FIELDS, VISIBLE_FIELDS

SHARED = Path(__file__).resolve().parents[3] / "shared" / "corpus"
_SENTENCES = re.compile(r"(?<=[。！？!?\n])")
_SEED = 7


def tutorial(root: Path = SHARED / "docker_practice") -> list[Document]:
    """The documents of the tutorial in their reading order."""
    spec = SourceSpec("docker_practice", "directory", "gitbook", path=str(root))
    source = open_source(spec, root)
    source.sync()
    return [source.document(file.path) for file in source.files()]


def utf8_size(documents: Sequence[Document]) -> int:
    """The size of the texts that people see, in bytes."""
    return sum(
        len(section.heading.encode()) + len(section.text.encode())
        for document in documents
        for section in document.sections
    )


def analyzed(documents: Sequence[Document]) -> list[AnalyzedDocument]:
    """The documents as engines take them."""
    return [analyze_document(document) for document in documents]


@cache
def _terms(sentence: str) -> tuple[str, ...]:
    return terms(sentence)


def scaled(documents: Sequence[Document], factor: int) -> Iterator[AnalyzedDocument]:
    """The documents, and `factor - 1` copies whose sections hold as many sentences, drawn anew from all of them."""
    originals = analyzed(documents)
    yield from originals
    split = [[_sentences(section.text) for section in document.sections] for document in documents]
    pool = [sentence for sections in split for sentences in sections for sentence in sentences]
    draw = random.Random(_SEED)
    for copy in range(1, factor):
        shuffled = iter(draw.sample(pool, len(pool)))
        for document, sections in zip(originals, split, strict=True):
            name = f"{document.id}~{copy}"
            yield AnalyzedDocument(
                name,
                document.checksum,
                tuple(
                    _redrawn(section, name, [next(shuffled) for _ in sentences])
                    for section, sentences in zip(document.sections, sections, strict=True)
                ),
            )


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCES.split(text) if sentence.strip()]


def _redrawn(section: AnalyzedSection, page: str, sentences: Sequence[str]) -> AnalyzedSection:
    """The section under another page, its prose made of other sentences, its code and tables taken away."""
    kept = dict(zip(TEXT_FIELDS, section.fields, strict=True))
    fields = {name: kept[name] for name in ("title", "path", "heading")}
    fields["prose"] = tuple(term for sentence in sentences for term in _terms(sentence))
    seen = {"heading": section.visible[VISIBLE_FIELDS.index("heading")], "prose": visible("\n".join(sentences)).text}
    return replace(
        section,
        id=f"{page}#{section.id.rpartition('#')[2]}",
        page=page,
        fields=tuple(fields.get(name, ()) for name in TEXT_FIELDS),
        visible=tuple(seen.get(name, "") for name in VISIBLE_FIELDS),
    )
