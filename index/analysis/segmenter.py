"""Cuts runs of Chinese characters into the words into which jieba cuts them, with jieba's dictionary, in less time.

Of all ways through the words of the dictionary the likeliest is taken, and characters that stay alone are joined by
jieba's hidden Markov model, as its documentation says. The dictionary has 349,000 lines; those that begin with a
character are read when a run has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf, log

import numpy as np
import numpy.typing as npt
from jieba import Tokenizer, finalseg

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

#: What begins words and is none itself.
_BEGINNING = 0.0
#: Most words are no longer: the beginnings of longer ones are kept from here on.
_USUAL = 4


def jieba_dictionary() -> bytes:
    """The dictionary that jieba brings; its cache file in the temporary folder is neither read nor written."""
    with Tokenizer().get_dict_file() as file:
        dictionary: bytes = file.read()
    return dictionary


class _Likelihood(dict[str, float]):
    """By the frequency of a word, as digits, the logarithm of its share of all."""

    def __init__(self, total: int) -> None:
        self.of_once = -log(total)

    def __missing__(self, frequency: str) -> float:
        likelihood = self[frequency] = log(int(frequency)) + self.of_once
        return likelihood


#: The logarithm of how likely each word is that begins with a character, and `_BEGINNING`.
Weights = dict[str, float]


class _Words(dict[str, Weights]):
    """Words by the character that they begin with, as far as they were read. Another thread may read the same."""

    def __init__(self, read: Callable[[str], Weights]) -> None:
        self._read = read

    def __missing__(self, character: str) -> Weights:
        weights = self._read(character)
        if weights:
            self[character] = weights
        return weights


class Segmenter:
    """Over the bytes of a dictionary in jieba's format: a line for each word, with its frequency and a tag."""

    def __init__(self, dictionary: bytes) -> None:
        self._dictionary = dictionary
        text = np.frombuffer(dictionary, np.uint8)
        ends = (text == ord("\n")).nonzero()[0]
        starts = np.concatenate(([0], ends[:-1] + 1))
        self._likelihood = _Likelihood(_total(text))
        names = _first_bytes(text, starts)
        groups = np.concatenate(([0], (names[1:] != names[:-1]).nonzero()[0] + 1, [len(names)]))
        #: By the first bytes of a line, where lines stand that begin so.
        self._lines: dict[int, list[tuple[int, int]]] = {}
        spans = zip(starts[groups[:-1]].tolist(), ends[groups[1:] - 1].tolist(), strict=True)
        for name, span in zip(names[groups[:-1]].tolist(), spans, strict=True):
            self._lines.setdefault(name, []).append(span)
        self._words = _Words(self._words_of)

    def has_word(self, text: str) -> bool:
        """Whether the dictionary has a word."""
        return bool(self._words[text[:1]].get(text))

    def cut(self, run: str) -> Iterator[str]:
        """The words of a run, in order, that cover it."""
        if len(run) == 1:
            yield run
            return
        ends, alone, place = self._likeliest(run), 0, 0
        while place < len(run):
            end = ends[place]
            if end - place > 1:
                yield from self._joined(run[alone:place])
                yield run[place:end]
                alone = end
            place = end
        yield from self._joined(run[alone:])

    def cut_for_search(self, run: str) -> Iterator[str]:
        """The words of a run, and before each the words of two and of three characters inside it."""
        for word in self.cut(run):
            for size in (2, 3):
                if len(word) > size:
                    parts = (word[place : place + size] for place in range(len(word) - size + 1))
                    yield from filter(self.has_word, parts)
            yield word

    def _likeliest(self, run: str) -> list[int]:
        """By place, where the word ends that begins there on the likeliest way; of equal ones the longest."""
        size, words, lone = len(run), self._words, self._likelihood.of_once
        scores, ends = [0.0] * (size + 1), [0] * size
        for start in range(size - 1, -1, -1):
            weight_of, best, last = words[run[start]].get, -inf, start + 1
            weight: float | None = _BEGINNING
            end = start
            while end < size and (weight is not None or end < start + _USUAL):
                end += 1
                weight = weight_of(run[start:end])
                if weight and weight + scores[end] >= best:
                    best, last = weight + scores[end], end
            scores[start] = lone + scores[start + 1] if best == -inf else best
            ends[start] = last
        return ends

    def _joined(self, alone: str) -> Iterator[str]:
        """The words that characters make which stayed alone."""
        return iter(alone) if len(alone) < 2 or self.has_word(alone) else finalseg.cut(alone)

    def _words_of(self, character: str) -> Weights:
        """Reads the words that begin with a character."""
        lines = self._lines.get(int.from_bytes(character.encode("utf-8", "surrogatepass")[:3].ljust(3, b"\0")))
        parts = b"\n".join(self._dictionary[start:end] for start, end in lines or ()).decode().split()
        words = parts[::3]
        weights = dict(zip(words, map(self._likelihood.__getitem__, parts[1::3]), strict=True))
        for word in [word for word in words if len(word) > _USUAL]:
            for size in range(_USUAL, len(word)):
                weights.setdefault(word[:size], _BEGINNING)
        return weights


def _first_bytes(text: Bytes, starts: Ints) -> Ints:
    """As much as three bytes of the first character of each line hold, as a number."""
    first, second, third = (text[starts + place].astype(np.int64) for place in range(3))
    return (first << 16) + np.where(first < 0x80, 0, second << 8) + np.where(first < 0xE0, 0, third)


def _total(text: Bytes) -> int:
    """The sum of the frequencies: the digits between the two spaces of each line."""
    spaces = (text == ord(" ")).nonzero()[0].reshape(-1, 2)
    total, digit, power = 0, spaces[:, 1] - 1, 1
    while len(digit := digit[text[digit] != ord(" ")]):
        total += power * int((text[digit].astype(np.int64) - ord("0")).sum())
        digit, power = digit - 1, power * 10
    return total
