"""What holds beyond the judged corpus: a Traditional edition of it, and documents on other subjects.

For another subject there are no judgments; headings that stand only once are taken for needs, each answered by its own
section, and damaged as readers damage queries: by pinyin, by slips of the keyboard and of the input method, by script.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import opencc
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PINYIN_DICT

from corpus.model import Section
from corpus.sources import SourceSpec
from index.analysis import chinese
from index.evaluation import Evaluation, JudgedQuery, Place, evaluate
from index.model import SearchRequest
from service.library import Opened
from tests.conftest import SHARED
from tests.relevance.corpora import DEPTH, TUTORIAL, opened, rewritten, tutorial, unpacked
from tests.relevance.tables import by_run, table

SEED, NEEDS = 7, 30
#: What of a heading makes a need: its length in characters, and the Chinese in it.
SHORTEST, LONGEST, LEAST_CHINESE = 4, 18, 4
LEAST_TEXT = 150


@dataclass(frozen=True)
class Subject:
    """A documentation set on another subject."""

    name: str
    archive: Path
    layout: str


SUBJECTS = (
    Subject("Kubernetes", SHARED / "corpus" / "kubernetes-docs-zh.tar.xz", "hugo"),
    Subject("TiDB", SHARED / "corpus" / "pingcap_docs-cn.tar.xz", "plain"),
)


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2twp")


def in_taiwan(text: str) -> str:
    """A text in Traditional characters and Taiwan's words."""
    converted: str = _converter().convert(text)
    return converted


def print_editions(queries: Sequence[JudgedQuery], simplified: Evaluation) -> None:
    """Prints both tables."""
    print(f"\n{by_run({'Simplified text and queries': simplified, **traditional(queries)})}", flush=True)
    for subject in SUBJECTS:
        print(f"\n{damaged(subject)}", flush=True)


def traditional(queries: Sequence[JudgedQuery]) -> Mapping[str, Evaluation]:
    """The judged queries where documents, queries or both are in Traditional characters.

    Lines are the same in both editions, so that judgments are found by the line of a section.
    """
    translated = [replace(query, query=in_taiwan(query.query)) for query in queries]
    with opened(tutorial()) as library:
        places = {
            section.id: Place(document.path, section.heading, section.line)
            for document in library.store.documents()
            for section in document.sections
        }
        runs = {"Simplified text, Traditional queries": evaluate(translated, _ranker(library, places))[0]}
    with rewritten(TUTORIAL, in_taiwan) as folder, opened(tutorial(folder)) as library:
        rank = _ranker(library, places)
        runs["Traditional text, Simplified queries"] = evaluate(queries, rank)[0]
        runs["Traditional text and queries"] = evaluate(translated, rank)[0]
    return runs


def _ranker(library: Opened, places: Mapping[str, Place]) -> Callable[[str], Sequence[Place]]:
    def rank(query: str) -> Sequence[Place]:
        hits = library.searcher.search(SearchRequest(query, limit=DEPTH)).hits
        return [places[hit.id] for hit in hits if hit.id in places]

    return rank


def damaged(subject: Subject) -> str:
    """How often and how high the section of a need is found, with and without expansion and repair."""
    with unpacked(subject.archive) as folder:
        spec = SourceSpec("subject", "directory", subject.layout, path=str(folder))
        with opened(spec, vocabulary=None) as library:
            sections = [section for document in library.store.documents() for section in document.sections]
            needs = _needs(sections)
            rows = []
            for name, damage in DAMAGES.items():
                asked = [(damage(text, random.Random(f"{SEED}{text}")), section) for text, section in needs]
                figures = [_found(library, asked, expand) for expand in (False, True)]
                rows.append([name, *(f"{figure:.2f}" for pair in figures for figure in pair), asked[0][0]])
    head = ["queries", "MRR@10 as typed", "found in ten", "MRR@10 read", "found in ten", "for instance"]
    return f"{subject.name}, {len(sections)} sections, {len(needs)} needs\n\n{table(head, rows)}"


def _needs(sections: Sequence[Section]) -> list[tuple[str, Section]]:
    """Headings that stand once and have enough under them, drawn by a seed."""
    bare = [(re.sub(r"^[\d.\s]+", "", section.heading).strip(), section) for section in sections]
    counts = Counter(text for text, _ in bare)
    fit = [
        (text, section)
        for text, section in bare
        if counts[text] == 1
        and SHORTEST <= len(text) <= LONGEST
        and sum(len(run.group()) for run in chinese.runs(text)) >= LEAST_CHINESE
        and len(section.text) >= LEAST_TEXT
    ]
    return random.Random(SEED).sample(fit, NEEDS)


def _found(library: Opened, asked: Sequence[tuple[str, Section]], expand: bool) -> tuple[float, float]:
    """The mean reciprocal rank, and the share that is found at all."""
    ranks = []
    for query, section in asked:
        hits = library.searcher.search(SearchRequest(query, limit=DEPTH, expand=expand)).hits
        ids = [hit.id for hit in hits]
        ranks.append(1 / (ids.index(section.id) + 1) if section.id in ids else 0.0)
    return sum(ranks) / len(ranks), sum(rank > 0 for rank in ranks) / len(ranks)


def as_typed(text: str, _: random.Random) -> str:
    """The heading itself."""
    return text


def in_pinyin(text: str, _: random.Random) -> str:
    """Chinese words as their pinyin, a word at a time; Latin as it is."""

    def spelled(run: re.Match[str]) -> str:
        return "".join("".join(lazy_pinyin(word, style=Style.NORMAL)) + " " for word in chinese.words(run.group()))

    return re.sub(r"\s+", " ", chinese.HAN_RUN.sub(spelled, text)).strip()


def with_slip(text: str, chance: random.Random) -> str:
    """Two letters of a Latin word swapped, or else a Chinese character taken for one that sounds the same."""
    words = list(re.finditer(r"[A-Za-z]{5,}", text))
    if words:
        match = chance.choice(words)
        place = chance.randrange(match.start() + 1, match.end() - 1)
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    places = [place for place, character in enumerate(text) if _homophones(character)]
    if not places:
        return text
    place = chance.choice(places)
    return text[:place] + chance.choice(_homophones(text[place])) + text[place + 1 :]


@cache
def _sounds() -> Mapping[str, str]:
    """Pinyin → the common characters that are read so."""
    sounds: dict[str, str] = {}
    for code_point in sorted(PINYIN_DICT):
        character = chr(code_point)
        try:
            is_common = character.encode("gb2312")[0] < 0xD8
        except UnicodeEncodeError:
            continue
        if is_common:
            sound = lazy_pinyin(character, style=Style.NORMAL)[0]
            sounds[sound] = sounds.get(sound, "") + character
    return sounds


def _homophones(character: str) -> str:
    sound = lazy_pinyin(character, style=Style.NORMAL)[0]
    return _sounds().get(sound, "").replace(character, "") if chinese.HAN_RUN.fullmatch(character) else ""


def in_traditional(text: str, _: random.Random) -> str:
    """In Traditional characters and Taiwan's words."""
    return in_taiwan(text)


DAMAGES: Mapping[str, Callable[[str, random.Random], str]] = {
    "headings": as_typed,
    "in pinyin": in_pinyin,
    "with a slip": with_slip,
    "in Traditional": in_traditional,
}
