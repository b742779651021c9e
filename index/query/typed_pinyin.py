"""Pinyin typed where Chinese was meant: `jingxiang`, `docker rongqi`, `rq`. Resolved through the documents' words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from index.analysis.latin import stem
from index.analysis.pinyin import is_pinyin, syllables, typed
from index.query.repair import Known, Repair
from index.query.words import ASKING_IN_PINYIN, ENGLISH, STOP

_WORD = re.compile(r"(?<![a-z0-9\-._/\\])[a-z][a-z']*(?![a-z0-9\-_/\\])")

#: Costs of the reading of a run of pinyin: per word (less the log of its weight), per syllable without a word.
WORD_COST, ASKING_COST, GAP_COST = 6.0, 5.5, 9.0
#: Readings with at least this share of the best one's weight join the query.
CLOSE = 0.25
#: The most words that one run of pinyin may be spread over.
LONGEST_WINDOW = 12


def repairs(text: str, known: Known) -> list[Repair]:
    """The repairs of a folded query; ordinary English words and words of the documents stay what they are."""
    found: list[Repair] = []
    words = list(_WORD.finditer(text))
    place = 0
    while place < len(words):
        repair, taken = _longest(text, words, place, known) or (_by_initials(words[place], known), 1)
        if repair:
            found.append(repair)
        place += taken
    return found


def _longest(text: str, words: list[re.Match[str]], place: int, known: Known) -> tuple[Repair, int] | None:
    """The longest run of words from `place` on, with nothing but spaces between, that reads as pinyin."""
    end = place
    while (
        end + 1 < min(len(words), place + LONGEST_WINDOW)
        and not text[words[end].end() : words[end + 1].start()].strip()
    ):
        end += 1
    for last in range(end, place - 1, -1):
        window = words[place : last + 1]
        letters = [typed(word.group().replace("'", "")) for word in window]
        if _may_be_pinyin(letters, known) and (reading := _reading("".join(letters), known)):
            replacement = re.sub(" +", " ", "".join(choice[0] or " " for choice in reading)).strip()
            others = tuple(word for choice in reading for word in _close(choice, known))
            return Repair(window[0].start(), window[-1].end(), replacement, "pinyin", others), len(window)
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


def _reading(letters: str, known: Known) -> list[tuple[str, ...]] | None:
    """The cheapest way to cut letters into words of the documents: for each word its readings, `("",)` for a gap."""
    best: list[tuple[float, list[tuple[str, ...]]] | None] = [None] * (len(letters) + 1)
    best[0] = (0.0, [])
    for start in range(len(letters)):
        if (so_far := best[start]) is None:
            continue
        for end, cost, choice in _steps(letters, start, known):
            reached = best[end]
            if reached is None or so_far[0] + cost < reached[0]:
                best[end] = (so_far[0] + cost, [*so_far[1], choice])
    whole = best[-1]
    if whole is None:
        return None
    named = sum(1 for choice in whole[1] if choice[0])
    has_word = any(choice[0] in known.lexicon.chinese for choice in whole[1])
    return whole[1] if has_word and 2 * named >= len(whole[1]) else None


def _steps(letters: str, start: int, known: Known) -> Iterator[tuple[int, float, tuple[str, ...]]]:
    for end in range(start + 1, min(len(letters), start + 6) + 1):
        if letters[start:end] in syllables():
            yield end, GAP_COST, ("",)
    for end in range(start + 2, min(len(letters), start + 24) + 1):
        part = letters[start:end]
        if choices := known.lexicon.by_pinyin.get(part):
            yield end, WORD_COST - math.log1p(known.lexicon.chinese[choices[0]]), choices
        elif part in ASKING_IN_PINYIN:
            yield end, ASKING_COST, (ASKING_IN_PINYIN[part],)


def _close(choices: tuple[str, ...], known: Known) -> list[str]:
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
