"""Chinese words: jieba's dictionary and search mode, over runs of Chinese characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain
from typing import cast

import jieba

#: A maximal run of Chinese characters.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
HAN_RUN = re.compile(f"[{HAN}]+")
#: The characters that jieba's own pattern takes for Chinese, a run of them at once, and any other alone, as jieba cuts.
_COMMON = re.compile("[\u4e00-\u9fd5]+|.", re.DOTALL)

#: Longer runs are cut before they reach the segmenter, whose time grows with the square of an unbroken run.
LONGEST_RUN = 256


@cache
def _dictionary() -> frozenset[str]:
    """The words of jieba's dictionary: the first field of each line."""
    with jieba.Tokenizer().get_dict_file() as file:
        return frozenset(file.read().decode().split()[::3])


@cache
def _cutter() -> Callable[[str], Iterable[str]]:
    """Cuts a run into words: rjieba, where the extra `fast` is installed, else jieba, which takes 0.4 s to load.

    jieba reads its own dictionary, without the cache file that it would trust from the temporary folder.
    """
    try:
        from rjieba import cut
    except ImportError:
        segmenter = jieba.Tokenizer()
        with segmenter.get_dict_file() as dictionary:
            segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(dictionary)
        segmenter.initialized = True
        cut = segmenter.cut
    return cast(Callable[[str], Iterable[str]], cut)


def is_word(text: str) -> bool:
    """Whether the dictionary has `text` as a word."""
    return text in _dictionary()


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
    return tuple(word for word, _, _ in search_words(run))


def _with_inner(run: str, whole: tuple[int, int, int]) -> Iterator[tuple[int, int]]:
    start, end, _ = whole
    dictionary = _dictionary()
    for size in (2, 3):
        if end - start > size:
            for place in range(start, end - size + 1):
                if run[place : place + size] in dictionary:
                    yield place, place + size
    yield start, end


@lru_cache(maxsize=32768)
def _cut(run: str) -> tuple[tuple[int, int, int], ...]:
    """Start, end and place of each word."""
    pieces: list[tuple[int, int, int]] = []
    cut, position = _cutter(), 0
    for begin in range(0, len(run), LONGEST_RUN):
        for word in chain.from_iterable(map(cut, _COMMON.findall(run[begin : begin + LONGEST_RUN]))):
            pieces.append((position, position + len(word), len(pieces)))
            position += len(word)
    return tuple(pieces)


def runs(text: str) -> Iterator[re.Match[str]]:
    """The runs of Chinese characters of a text."""
    return HAN_RUN.finditer(text)


def load() -> None:
    """Reads the dictionary now, so that the first query need not."""
    _dictionary()
    _cutter()
