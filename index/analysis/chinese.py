"""Chinese words: jieba's dictionary and search mode, over runs of Chinese characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain
from sys import intern
from typing import NamedTuple

#: A maximal run of Chinese characters.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
HAN_RUN = re.compile(f"[{HAN}]+")
#: The characters that jieba's own pattern takes for Chinese, a run of them at once, and any other alone, as jieba cuts.
_COMMON = re.compile("[\u4e00-\u9fd5]+|.", re.DOTALL)

#: Longer runs are cut before they reach the segmenter, whose time grows with the square of an unbroken run.
LONGEST_RUN = 256


class _Segmenter(NamedTuple):
    """`cut` gives the words of a text; `cut_for_search` the inner words of each as well, before it; `has_word` asks the
    dictionary."""

    cut: Callable[[str], Iterable[str]]
    cut_for_search: Callable[[str], Iterable[str]]
    has_word: Callable[[str], bool]


@cache
def _segmenter() -> _Segmenter:
    """rjieba, where the extra `fast` is installed, else jieba's words by our own cuts."""
    try:
        import rjieba
    except ImportError:
        from index.analysis.segmenter import Segmenter, jieba_dictionary

        segmenter = Segmenter(jieba_dictionary())
        return _Segmenter(segmenter.cut, segmenter.cut_for_search, segmenter.has_word)
    return _Segmenter(rjieba.cut, rjieba.cut_for_search, rjieba.has_word)


def is_word(text: str) -> bool:
    """Whether the dictionary has `text` as a word."""
    try:
        return _segmenter().has_word(text)
    except UnicodeEncodeError:  # a lone surrogate is no word of any dictionary
        return False


def words(run: str) -> tuple[str, ...]:
    """The words of a run of simplified Chinese, in order, that cover it."""
    return tuple(run[start:end] for start, end, _ in _cut(run))


@lru_cache(maxsize=32768)
def search_words(run: str) -> tuple[tuple[str, int, int], ...]:
    """The words of a run and, before each, the dictionary words of two and three characters inside it.

    Returns `(word, start, end)`; offsets point into the run. This is jieba's search mode.
    """
    return tuple((run[start:end], start, end) for whole in _cut(run) for start, end in _with_inner(run, whole))


@lru_cache(maxsize=32768)
def search_terms(run: str) -> tuple[str, ...]:
    """The words alone that `search_words` gives."""
    return tuple(map(intern, chain.from_iterable(map(_segmenter().cut_for_search, _pieces(run)))))


def _with_inner(run: str, whole: tuple[int, int, int]) -> Iterator[tuple[int, int]]:
    start, end, _ = whole
    has_word = _segmenter().has_word
    for size in (2, 3):
        if end - start > size:
            for place in range(start, end - size + 1):
                if has_word(run[place : place + size]):
                    yield place, place + size
    yield start, end


@lru_cache(maxsize=32768)
def _cut(run: str) -> tuple[tuple[int, int, int], ...]:
    """Start, end and place of each word."""
    found: list[tuple[int, int, int]] = []
    position = 0
    for word in chain.from_iterable(map(_segmenter().cut, _pieces(run))):
        found.append((position, position + len(word), len(found)))
        position += len(word)
    return tuple(found)


def _pieces(run: str) -> Sequence[str]:
    """What the segmenter is given of a run at once."""
    if len(run) <= LONGEST_RUN:
        return _COMMON.findall(run)
    starts = range(0, len(run), LONGEST_RUN)
    return [piece for start in starts for piece in _COMMON.findall(run[start : start + LONGEST_RUN])]


def runs(text: str) -> Iterator[re.Match[str]]:
    """The runs of Chinese characters of a text."""
    return HAN_RUN.finditer(text)


def load() -> None:
    """Reads the dictionary now, so that the first query need not."""
    _segmenter()
