"""Chinese words: jieba's dictionary and search mode, over runs of Chinese characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache, partial
from typing import Any

import jieba

#: A maximal run of Chinese characters.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
HAN_RUN = re.compile(f"[{HAN}]+")
#: The characters that jieba's own pattern takes for Chinese.
_COMMON = re.compile("[\u4e00-\u9fd5]+")

#: Longer runs are cut before they reach the segmenter, whose time grows with the square of an unbroken run.
LONGEST_RUN = 256


@cache
def _segmenter() -> Any:
    """jieba with its own dictionary, loaded without the cache file that it would trust from the temporary folder."""
    segmenter = jieba.Tokenizer()
    with segmenter.get_dict_file() as dictionary:
        segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(dictionary)
    segmenter.initialized = True
    return segmenter


@cache
def _fast_cut() -> Callable[[str], Iterable[str]] | None:
    """rjieba's cutter, where the extra `fast` is installed."""
    try:
        from rjieba import cut
    except ImportError:
        return None
    return partial(cut, hmm=True)


def _cut_words(run: str) -> Iterable[str]:
    """The words of a run; rjieba cuts the same as jieba, but for characters that jieba takes for signs."""
    fast = _fast_cut()
    return fast(run) if fast and _COMMON.fullmatch(run) else _segmenter().cut(run, HMM=True)


def is_word(text: str) -> bool:
    """Whether the dictionary has `text` as a word."""
    return bool(_segmenter().FREQ.get(text))


def words(run: str) -> tuple[str, ...]:
    """The words of a run of simplified Chinese, in order, that cover it."""
    return tuple(run[start:end] for start, end, _ in _cut(run))


def search_words(run: str) -> tuple[tuple[str, int, int], ...]:
    """The words of a run and, before each, the dictionary words of two and three characters inside it.

    Returns `(word, start, end)`; offsets point into the run. This is jieba's search mode.
    """
    return tuple((run[start:end], start, end) for whole in _cut(run) for start, end in _with_inner(run, whole))


def _with_inner(run: str, whole: tuple[int, int, int]) -> Iterator[tuple[int, int]]:
    start, end, _ = whole
    frequencies = _segmenter().FREQ
    for size in (2, 3):
        if end - start > size:
            for place in range(start, end - size + 1):
                if frequencies.get(run[place : place + size]):
                    yield place, place + size
    yield start, end


@lru_cache(maxsize=32768)
def _cut(run: str) -> tuple[tuple[int, int, int], ...]:
    """Start, end and place of each word."""
    pieces: list[tuple[int, int, int]] = []
    position = 0
    for begin in range(0, len(run), LONGEST_RUN):
        for word in _cut_words(run[begin : begin + LONGEST_RUN]):
            pieces.append((position, position + len(word), len(pieces)))
            position += len(word)
    return tuple(pieces)


def runs(text: str) -> Iterator[re.Match[str]]:
    """The runs of Chinese characters of a text."""
    return HAN_RUN.finditer(text)


def load() -> None:
    """Reads the dictionary now (0.6 s), so that the first query need not."""
    _segmenter()
