"""Where the forms of a query stand in texts, found once in each that is shown: the next query has some of them too."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.analysis.variants import taiwan_forms
from index.model import Run
from index.readable import Body, Readable

#: A snippet that begins with a sentence shows what stands so many code points from there.
LONGEST_SNIPPET = 180
#: Of how many forms a text remembers where they stand.
_MOST_REMEMBERED = 64


class Form(NamedTuple):
    """Folded text that is sought: `exact` as it is; else in Taiwan's words too, and its Latin letters from a word's
    beginning, to the end of a word or number where `whole` says so. It is remembered by `key`."""

    text: str
    exact: bool
    whole: bool
    key: str

    @classmethod
    @lru_cache(maxsize=4096)
    def of(cls, text: str, exact: bool, whole: bool) -> Form:
        """A form of any text but the empty one; the same is asked for by many queries."""
        return cls(text, exact, whole, f"{text}\0{exact:d}{whole:d}")


#: A form and what a passage gains by holding it.
Weighted = tuple[float, Form]


class Standing(NamedTuple):
    """Where a form stands in a body: runs of its text, the same runs of what is shown, the sentences in which any
    begins, and those before it from which a snippet would reach one."""

    runs: tuple[Run, ...]
    shown: tuple[Run, ...]
    inside: tuple[int, ...]
    ahead: tuple[int, ...]


def sifted(text: Readable, forms: Sequence[Weighted]) -> list[Weighted]:
    """The forms, with their weights, whose letters a text has: the others are not to be looked for."""
    seen = text.seen.text
    if text.traditional:
        return [pair for pair in forms if pair[1].text in seen or not pair[1].exact]
    return [pair for pair in forms if pair[1].text in seen]


def standing(body: Body, form: Form) -> Standing:
    """Where a form stands in a body that may hold it; remembered there for the queries to come."""
    known: Standing | None = body.standings.get(form.key)
    if known is None:
        if len(body.standings) >= _MOST_REMEMBERED:
            body.standings.clear()
        known = body.standings[form.key] = _standing(body, matches(body.readable, form))
    return known


_NOWHERE = Standing((), (), (), ())


def _standing(body: Body, runs: list[Run]) -> Standing:
    if not runs:
        return _NOWHERE
    place, sentences = body.shown.place, body.sentences
    inside: set[int] = set()
    ahead: set[int] = set()
    for start, _ in runs:
        own = bisect_right(sentences, (start + 1, 0)) - 1
        inside.add(own)
        ahead.update(range(bisect_left(sentences, (start - LONGEST_SNIPPET + 1, 0)), own))
    shown = tuple((place(start), place(end - 1) + 1) for start, end in runs)
    return Standing(tuple(runs), shown, tuple(sorted(inside)), tuple(sorted(ahead - inside)))


def matches(text: Readable, form: Form) -> list[Run]:
    """The runs of a text that a form matches, in order."""
    seen = text.seen
    if form.exact or not (form.text[0] == "-" or (form.text[0].isascii() and form.text[0].isalnum())):
        runs = _places(seen.text, form.text)
    else:
        runs = list(_as_word(seen.text, form.text, form.whole))
    if text.traditional and not form.exact:
        for taiwan in taiwan_forms(form.text):
            runs += _places(seen.text, taiwan)
        runs.sort()
    if seen.starts is None or seen.ends is None:
        return runs
    return [(seen.starts[start], seen.ends[end - 1]) for start, end in runs]


def _places(text: str, form: str) -> list[Run]:
    runs, place, size = [], text.find(form), len(form)
    while place >= 0:
        runs.append((place, place + size))
        place = text.find(form, place + 1)
    return runs


def _as_word(text: str, form: str, whole: bool) -> Iterator[Run]:
    """Where a form stands at the beginning of a Latin word or an option (`-e`, but not in `--env`), with its plural,
    and if `whole` to the end of the word or number."""
    for start, end in _places(text, form):
        before = text[start - 1 : start]
        if before.isascii() and (before.isalnum() or before == form[0] == "-"):
            continue
        stop = end + _plural(text, end) if form.isalpha() else end
        if not (whole and _goes_on(form[-1], text[stop : stop + 1])):
            yield start, stop


def _goes_on(last: str, after: str) -> bool:
    """Whether a word or a number goes on behind its last character."""
    return after.isascii() and ((last.isalpha() and after.isalpha()) or (last.isdecimal() and after.isdecimal()))


def _plural(text: str, end: int) -> int:
    """The length of an English plural's ending at a place of a text."""
    for ending in ("es", "s"):
        if text.startswith(ending, end) and not text[end + len(ending) : end + len(ending) + 1].isalnum():
            return len(ending)
    return 0
