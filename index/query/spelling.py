"""Mistyped words: Latin by edit distance, Chinese by wrong candidates of an input method and look-alikes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.analysis import chinese
from index.analysis.latin import stem
from index.analysis.pinyin import loose, syllables_of
from index.query.repair import Known, Repair
from index.query.words import ENGLISH, INTENT, STOP

_COMPOUND = re.compile(r"(?<![a-z0-9])[.]?[a-z]+(?:[-_.][a-z]+)*(?![a-z0-9])")
_PARTING = re.compile(r"[-_.]")
_ENDINGS = ("ing", "ed", "er")

#: From this length on two edits are forgiven, below it one.
LONG_WORD = 7
#: A word that stands in fewer sections is no candidate: it may be a slip itself.
AT_LEAST_IN = 2
#: The most words a mistyped Chinese term is spread over by the segmenter, and its length in characters.
WINDOW, SHORTEST, LONGEST = 4, 2, 6

#: Characters that are taken for one another by their shape.
LOOK_ALIKES = (
    "己已巳",
    "未末",
    "人入",
    "土士",
    "日曰",
    "侯候",
    "拨拔",
    "今令",
    "析折",
    "辩辨辫",
    "戊戌戍",
    "贝见",
    "大太犬",
    "千干于",
    "天夫",
    "刀力",
    "免兔",
    "师帅",
    "治冶",
    "徒徙",
    "象像",
    "桥侨",
    "俞愈",
    "部陪",
    "仓仑",
    "布市",
    "暑署",
    "暴曝",
    "载戴",
    "撤撒",
    "密蜜",
    "即既",
    "网冈",
    "失矢",
    "荐存",
)


def latin_repairs(text: str, known: Known) -> list[Repair]:
    """Repairs of Latin words that the documents do not know; words of one to three letters are left alone."""
    found = []
    for word in _COMPOUND.finditer(text):
        if better := known.once(_meant_by, word.group()):
            start = word.start() + word.group().startswith(".")
            found.append(Repair(start, word.end(), better[0], "spelling", tuple(better[1:2])))
    return found


def _meant_by(word: str, known: Known) -> Sequence[str]:
    """The documents' words that a word which may be a compound and begin with a dot is meant as, best first."""
    letters = word.lstrip(".")
    if _PARTING.search(letters):
        return _nearest_compound(letters, known)
    return _nearest(letters, known) if len(letters) >= 4 else ()


def _is_known(word: str, known: Known) -> bool:
    return (
        len(word) < 4
        or word in ENGLISH
        or word in STOP
        or word in INTENT
        or word in known.lexicon.latin
        or known.is_term(word)
        or known.is_term(stem(word))
    )


def _nearest(word: str, known: Known) -> Sequence[str]:
    """The documents' words nearest to one they do not know, best first; empty if it is known or nothing is near."""
    return () if _is_known(word, known) else known.once(_looked_up, word)


def _looked_up(word: str, known: Known) -> tuple[str, ...]:
    for ending in _ENDINGS:
        base = word.removesuffix(ending)
        if base != word and len(base) > 3:
            for form in (base, base + "e"):
                if known.is_term(form):
                    return (form,)
    edits = 1 if len(word) < LONG_WORD else 2
    near = process.extract(word, known.lexicon.latin.keys(), scorer=OSA.distance, score_cutoff=2, limit=40)
    ranked = []
    for candidate, distance, _ in near:
        shuffled = len(candidate) == len(word) and sorted(candidate) == sorted(word)
        if (distance > edits and not shuffled) or known.lexicon.latin[candidate] < AT_LEAST_IN:
            continue
        if candidate[0] == word[0] or shuffled:
            cost = min(distance, edits) - 0.3 * shuffled + 0.6 * (candidate[0] != word[0])
            ranked.append((cost, -known.lexicon.latin[candidate], candidate))
    ranked.sort()
    return tuple(candidate for cost, _, candidate in ranked[:2] if cost <= ranked[0][0] + 0.4)


def _nearest_compound(word: str, known: Known) -> Sequence[str]:
    parts = _PARTING.split(word)
    if known.is_term(word) or all(_is_known(part, known) for part in parts):
        return ()
    names = known.lexicon.compounds
    near = process.extract(word, names.keys(), scorer=OSA.distance, score_cutoff=2, limit=10)
    ranked = sorted((distance, -names[name], name) for name, distance, _ in near if name[0] == word[0])
    if ranked:
        return (ranked[0][2],)
    better = [_nearest(part, known) for part in parts]
    if not any(better):
        return ()
    mended = [choice[0] if choice else part for choice, part in zip(better, parts, strict=True)]
    signs = _PARTING.findall(word)
    return ("".join(part + sign for part, sign in zip(mended, [*signs, ""], strict=True)),)


def chinese_repairs(text: str, known: Known) -> list[Repair]:
    """Repairs of Chinese words that stand nowhere in the documents but sound or look like one that does."""
    runs = chinese.runs(text)
    found = [repair.moved(run.start()) for run in runs for repair in known.once(_mistaken, run.group())]
    return found or _homophone(text, known)


def _mistaken(run: str, known: Known) -> Sequence[Repair]:
    """The repairs of a run of Chinese characters, whose words are not taken together with others."""
    found = list[Repair]()
    words, place, index = chinese.words(run), 0, 0
    while index < len(words):
        size, repair = _best_window(words, index, place, known)
        if repair:
            found.append(repair)
        place += sum(len(word) for word in words[index : index + size])
        index += size
    return found


def _homophone(text: str, known: Known) -> list[Repair]:
    """What is asked for alone and stands nowhere, as the documents' word of just that sound (景象: 镜像)."""
    word = text.strip()
    if not SHORTEST <= len(word) <= LONGEST or not chinese.HAN_RUN.fullmatch(word) or known.is_term(word):
        return []
    words = known.lexicon.by_pinyin.get("".join(syllables_of(word).split()), ())
    better = [other for other in words if len(other) == len(word)]
    if not better or word in better or known.stands(word):
        return []
    start = text.index(word)
    return [Repair(start, start + len(word), better[0], "spelling", tuple(better[1:2]))]


def _best_window(words: tuple[str, ...], index: int, place: int, known: Known) -> tuple[int, Repair | None]:
    """The longest window of words from `index` on that can be repaired, and its repair; else one word and None."""
    for size in range(min(len(words) - index, WINDOW), 0, -1):
        window = words[index : index + size]
        written = "".join(window)
        if not SHORTEST <= len(written) <= LONGEST or written in known.lexicon.chinese:
            continue
        good = [_is_good(word, known) for word in window]
        if all(good) or any(word in STOP and len(word) > 1 and not all(w in STOP for w in window) for word in window):
            continue
        if (better := _sounds_or_looks_like(written, known)) and not known.stands(written):
            return size, Repair(place, place + len(written), better[0], "spelling", better[1:2])
    return 1, None


def _is_good(word: str, known: Known) -> bool:
    if len(word) < 2:
        return False
    return word in known.lexicon.chinese or known.is_term(word) or word in STOP or word in INTENT


def _sounds_or_looks_like(written: str, known: Known) -> tuple[str, ...]:
    """The documents' words that something unknown may have been meant as; what is a word was hardly meant as another
    of its shape (太大, 大大), for keyboards mistake sounds."""
    syllables = syllables_of(written)
    exact = known.lexicon.by_pinyin.get("".join(syllables.split()), ())
    near = known.lexicon.by_sound.get(f"{loose(syllables)}{len(written)}", ())
    looks = () if chinese.is_word(written) else tuple(filter(known.lexicon.chinese.__contains__, _look_alikes(written)))
    allowed = max(1, len(written) // 2)
    return tuple(
        dict.fromkeys(
            word
            for word in (*exact, *looks, *near)
            if len(word) == len(written) and sum(a != b for a, b in zip(word, written, strict=True)) <= allowed
        )
    )


def _look_alikes(written: str) -> list[str]:
    """The word with at most all of its characters replaced by look-alikes; few, since words are short."""
    choices = [next((group for group in LOOK_ALIKES if character in group), character) for character in written]
    return ["".join(word) for word in product(*choices) if "".join(word) != written]
