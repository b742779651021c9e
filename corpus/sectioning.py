"""Headings and blocks → sections under their headings, with stable ids, breadcrumbs and anchors."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.model import Block, Section
from corpus.readers.model import Heading


def sections(
    document_id: str,
    elements: Sequence[Heading | Block],
    chapters: tuple[str, ...],
    anchor: Callable[[Heading], str],
) -> tuple[Section, ...]:
    """Cuts `elements` before each heading. Text above the first heading makes a section without a heading, whose line
    is where its text begins; a heading without text is a section without blocks.

    `chapters` are the titles of the book's chapters above the page; `anchor` is asked once a heading, in order.
    """
    cuts: list[tuple[Heading | None, list[Block]]] = []
    for element in elements:
        if isinstance(element, Heading):
            cuts.append((element, []))
        elif cuts:
            cuts[-1][1].append(element)
        else:
            cuts.append((None, [element]))
    trail: list[Heading] = []
    made = []
    for ordinal, (heading, blocks) in enumerate(cuts):
        while trail and heading and trail[-1].level >= heading.level:
            trail.pop()
        line = heading.line if heading else blocks[0].line
        made.append(
            Section(
                id=f"{document_id}#L{line}",
                document_id=document_id,
                level=heading.level if heading else 0,
                heading=heading.text if heading else "",
                breadcrumbs=(*chapters, *(parent.text for parent in trail)),
                anchor=(heading.anchor or anchor(heading)) if heading else "",
                line=line,
                ordinal=ordinal,
                blocks=tuple(blocks),
            )
        )
        if heading:
            trail.append(heading)
    return tuple(made)
