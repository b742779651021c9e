"""Which runs of a snippet are code, so that they can be set as code."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.model import BlockKind, Section, Span

_CODE = frozenset((BlockKind.CODE, BlockKind.DIAGRAM))


def code_runs(section: Section, start: int, end: int) -> tuple[Span, ...]:
    """The runs of code in the passage `section.text[start:end]`.

    Offsets are code points into the passage as snippets show it: each run of white space one space, none at the ends.
    """
    code = [span for span in _code(section) if span.start < end and start < span.end]
    if not code:
        return ()
    places = _shown_places(section.text[start:end])
    runs: list[Span] = []
    for span in code:
        first, last = max(span.start, start), min(span.end, end)
        if first < last and places[first - start] < places[last - start]:
            runs.append(Span(places[first - start], places[last - start]))
    return tuple(runs)


def _code(section: Section) -> Iterator[Span]:
    """Blocks of code and inline code of a section, as spans of its text, in order."""
    for block, at in zip(section.blocks, section.block_starts, strict=True):
        if block.kind in _CODE:
            yield Span(at, at + len(block.text))
        else:
            yield from (Span(at + span.start, at + span.end) for span in block.code_spans)


def _shown_places(passage: str) -> list[int]:
    """For each place in the passage (and its end) the place in what is shown of it."""
    places: list[int] = []
    shown = 0
    pending = False
    for character in passage:
        if character.isspace():
            pending = shown > 0
            places.append(shown)
            continue
        if pending:
            shown, pending = shown + 1, False
        places.append(shown)
        shown += 1
    return [*places, shown]
