"""Sections as engines take them: terms per field, folded visible text."""

from __future__ import annotations

from collections.abc import Callable

from corpus.model import Block, BlockKind, Document, Section
from index.analysis.analyzer import terms
from index.analysis.fold import fold, visible_text
from index.analysis.names import name_terms
from index.analysis.variants import is_traditional
from index.ports import AnalyzedDocument, AnalyzedSection

#: Which field of the index takes the text of which kind of block.
FIELD_OF = {
    BlockKind.PROSE: "prose",
    BlockKind.LIST: "prose",
    BlockKind.QUOTE: "prose",
    BlockKind.CODE: "code",
    BlockKind.DIAGRAM: "code",
    BlockKind.TABLE: "table",
}


def field_text(section: Section, field: str) -> str:
    """The original text of a visible field of a section; blocks are joined by a blank line."""
    if field == "heading":
        return section.heading
    return "\n\n".join(block.text for block in section.blocks if FIELD_OF[block.kind] == field)


def analyze_document(
    document: Document, concepts: Callable[[Section], tuple[str, ...]] | None = None
) -> AnalyzedDocument:
    """The document with its terms; `concepts` gives the ids of the concepts that a section is about.

    Whether Taiwan's words are turned into the mainland's is decided for the document as a whole.
    """
    whole = "\n".join((document.title, *(f"{s.heading}\n{field_text(s, 'prose')}" for s in document.sections)))
    traditional = is_traditional(whole)
    title = terms(document.title, traditional)
    date = document.date.isoformat() if document.date else ""
    sections = []
    for section in document.sections:
        texts = {field: field_text(section, field) for field in ("heading", "prose", "code", "table")}
        folded = {field: fold(text) for field, text in texts.items()}
        sections.append(
            AnalyzedSection(
                id=section.id,
                page=document.id,
                source=document.source,
                tags=document.tags,
                concepts=concepts(section) if concepts else (),
                date=date,
                fields=(
                    title,
                    terms("\n".join(section.breadcrumbs), traditional),
                    (*terms(section.heading, traditional), *name_terms(section.heading, traditional)),
                    *(terms(texts[field], traditional, folded[field]) for field in ("prose", "code", "table")),
                ),
                visible=tuple(map(visible_text, texts.values(), folded.values())),
                linked=sum(map(_linked, section.blocks)),
            )
        )
    return AnalyzedDocument(document.id, document.checksum, tuple(sections))


def _linked(block: Block) -> int:
    """The characters of a list's lines that begin with a link: they tell what another page says."""
    if block.kind is not BlockKind.LIST or not block.links:
        return 0
    texts = tuple({link.text for link in block.links if link.text})
    return sum(len(visible_text(line)) for line in block.text.split("\n") if line.lstrip().startswith(texts))
