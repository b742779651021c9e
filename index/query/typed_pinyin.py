"""Pinyin typed where Chinese was meant: `jingxiang`, `docker rongqi`, `rq`. Resolved through the documents' words."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.analysis.latin import stem
from index.analysis.pinyin import is_pinyin, loose, syllables
from index.analysis.readings import typed
from index.query.repair import Known, Repair
from index.query.words import ASKING_IN_PINYIN, ENGLISH, STOP

_WORD = re.compile(r"(?<![a-z0-9\-._/\\])[a-z][a-z']*(?![a-z0-9\-_/\\])")

#: Costs of the reading of a run of pinyin: per word (less the log of its weight), per syllable without a word, per word
#: that begins or ends in the middle of what was typed between spaces.
WORD_COST, ASKING_COST, GAP_COST, ASTRIDE_COST = 6.0, 5.5, 9.0, 4.0
#: From this length on pinyin of near sounds is read (jinxiang: 镜像), and its cost a word.
LOOSE_FROM, LOOSE_COST = 6, 3.0
#: From this length on pinyin with one slip is read (jingxinag), where no name comes near.
SLIP_FROM = 7
#: Readings with at least this share of the best one's weight join the query.
CLOSE = 0.25
#: The most words that one run of pinyin may be spread over.
LONGEST_WINDOW = 12


#: Words as they stand in a query, and the letters of each.
_Window = tuple[list[re.Match[str]], list[str]]
#: A piece of typed pinyin and its readings, best first; none for a syllable that stays what it is.
Piece = tuple[str, tuple[str, ...]]


def repairs(text: str, known: Known, kept: Collection[str] = ()) -> list[Repair]:
    """The repairs of a folded query; English, words of the documents and what is to be `kept` stay what they are."""
    found: list[Repair] = []
    words = [word for word in _WORD.finditer(text) if word.group() not in kept]
    place = 0
    while place < len(words):
        windows = list(_windows(text, words, place, known))
        repair, taken = (
            _longest(windows, known, near=False)
            or _longest(windows, known, near=True)
            or (_by_initials(words[place], known) or _by_slip(words[place], known), 1)
        )
        if repair:
            found.append(repair)
        place += taken
    return found


def _windows(text: str, words: list[re.Match[str]], place: int, known: Known) -> Iterator[_Window]:
    """The runs of words from `place` on, with nothing but spaces between, that may be pinyin, the longest first."""
    end = place
    while (
        end + 1 < min(len(words), place + LONGEST_WINDOW)
        and not text[words[end].end() : words[end + 1].start()].strip()
    ):
        end += 1
    for last in range(end, place - 1, -1):
        window = words[place : last + 1]
        letters = [typed(word.group().replace("'", "")) for word in window]
        if _may_be_pinyin(letters, known):
            yield window, letters


def _longest(windows: Sequence[_Window], known: Known, *, near: bool) -> tuple[Repair, int] | None:
    """The first run that reads as pinyin, or as what sounds `near` to it."""
    for window, letters in windows:
        if reading := _reading(letters, known, near=near):
            replacement = "".join(choices[0] if choices else f" {piece} " for piece, choices in reading)
            others = tuple(word for _, choices in reading for word in _close(choices, known))
            whole = re.sub(" +", " ", replacement).strip()
            return Repair(window[0].start(), window[-1].end(), whole, "pinyin", others), len(window)
    return None


def _may_be_pinyin(letters: list[str], known: Known) -> bool:
    if sum(map(len, letters)) < 4 or not all(map(is_pinyin, letters)):
        return False
    strange = [not _is_word(word, known) for word in letters]
    doubtful = [
        s or (len(letters) > 1 and len(w) <= 4 and w not in STOP) for w, s in zip(letters, strange, strict=True)
    ]
    if not any(strange) or sum(doubtful) < 0.6 * len(letters):
        return False
    return all(
        is_strange or len(word) <= 4 for word, is_strange in ((letters[0], strange[0]), (letters[-1], strange[-1]))
    )


def _is_word(word: str, known: Known) -> bool:
    return word in STOP or word in ENGLISH or known.is_term(word) or known.is_term(stem(word))


def _reading(words: Sequence[str], known: Known, *, near: bool) -> list[Piece] | None:
    """The cheapest way to cut what was typed into words of the documents; None where too little of it is any."""
    letters = "".join(words)
    spaces = frozenset(accumulate(map(len, words), initial=0))
    best: list[tuple[float, list[Piece]] | None] = [None] * (len(letters) + 1)
    best[0] = (0.0, [])
    for start in range(len(letters)):
        if (so_far := best[start]) is None:
            continue
        for end, cost, choices in _steps(letters, start, known, near=near):
            inside = spaces.intersection(range(start + 1, end))
            total = so_far[0] + cost + (ASTRIDE_COST if inside and not {start, end} <= spaces else 0.0)
            if (reached := best[end]) is None or total < reached[0]:
                best[end] = (total, [*so_far[1], (letters[start:end], choices)])
    whole = best[-1]
    if whole is None or (len(words) > 1 and _leaves_a_word(whole[1], words, known)):
        return None
    named = sum(1 for _, choices in whole[1] if choices)
    has_word = any(choices and choices[0] in known.lexicon.chinese for _, choices in whole[1])
    return whole[1] if has_word and 2 * named >= len(whole[1]) else None


def _leaves_a_word(reading: Sequence[Piece], words: Sequence[str], known: Known) -> bool:
    """Whether a part stays as it is of what is a word as it was typed: then it was meant as that word."""
    ends = list(accumulate(len(piece) for piece, _ in reading))
    gaps = [(end - len(piece), end) for end, (piece, choices) in zip(ends, reading, strict=True) if not choices]
    place = 0
    for word in words:
        start, place = place, place + len(word)
        if _is_word(word, known) and any(first < place and start < last for first, last in gaps):
            return True
    return False


def _steps(letters: str, start: int, known: Known, *, near: bool) -> Iterator[tuple[int, float, tuple[str, ...]]]:
    for end in range(start + 1, min(len(letters), start + 6) + 1):
        if letters[start:end] in syllables():
            yield end, GAP_COST, ()
    for end in range(start + 2, min(len(letters), start + 24) + 1):
        part = letters[start:end]
        if choices := known.lexicon.by_pinyin.get(part):
            yield end, WORD_COST - math.log1p(known.lexicon.chinese[choices[0]]), choices
        elif part in ASKING_IN_PINYIN:
            yield end, ASKING_COST, (ASKING_IN_PINYIN[part],)
        elif near and len(part) >= LOOSE_FROM and (choices := _sounding_like(part, known)):
            yield end, WORD_COST + LOOSE_COST - math.log1p(known.lexicon.chinese[choices[0]]), choices


def _sounding_like(letters: str, known: Known) -> tuple[str, ...]:
    """The words of near sound, heaviest first."""
    sound = loose(letters)
    lengths = range(2, len(letters) // 2 + 1)
    return next((choices for size in lengths if (choices := known.lexicon.by_sound.get(f"{sound}{size}"))), ())


def _close(choices: tuple[str, ...], known: Known) -> list[str]:
    if not choices:
        return []
    weight = known.lexicon.chinese
    return [word for word in choices[1:3] if weight.get(word, 0) >= CLOSE * weight.get(choices[0], 1)]


def _by_initials(word: re.Match[str], known: Known) -> Repair | None:
    letters = word.group()
    if not 2 <= len(letters) <= 8 or _is_word(letters, known) or (len(letters) > 2 and is_pinyin(letters)):
        return None
    table = known.lexicon.by_initials
    choices = table.get(letters)
    if not choices:
        middle = len(letters) / 2
        cuts = sorted(range(2, len(letters) - 1), key=lambda cut: abs(cut - middle))
        halves = [
            (table[letters[:c]][0], table[letters[c:]][0])
            for c in cuts
            if letters[:c] in table and letters[c:] in table
        ]
        choices = ("".join(halves[0]),) if halves else ()
    if not choices or (
        len(letters) >= 5 and any(OSA.distance(letters, w, score_cutoff=1) <= 1 for w in known.lexicon.latin)
    ):
        return None
    return Repair(word.start(), word.end(), choices[0], "pinyin", choices[1:3])


def _by_slip(word: re.Match[str], known: Known) -> Repair | None:
    letters = word.group()
    if len(letters) < SLIP_FROM or _is_word(letters, known):
        return None
    choices = known.once(_slipped, letters)
    return Repair(word.start(), word.end(), choices[0], "pinyin", tuple(choices[1:3])) if choices else None


def _slipped(letters: str, known: Known) -> tuple[str, ...]:
    """The words whose pinyin is one slip of the fingers away, unless a name of the documents comes near."""
    nearest = process.extractOne(letters, known.lexicon.by_pinyin.keys(), scorer=OSA.distance, score_cutoff=1)
    if nearest is None or nearest[0][0] != letters[0]:
        return ()
    if process.extractOne(letters, known.lexicon.latin.keys(), scorer=OSA.distance, score_cutoff=2):
        return ()
    return tuple(known.lexicon.by_pinyin[nearest[0]])
