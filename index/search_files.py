"""What search and completions need of a generation beside the engine: profiles of sections, lexicon, completions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from corpus.errors import StoreDamaged
from index.analysis import chinese
from index.analysis.fold import fold
from index.analysis.pinyin import syllables_of
from index.completions import Completions, Way
from index.ports import AnalyzedDocument
from index.profile import Counted, ProfileMaker, Profiles
from index.profile_update import updated_profiles
from index.query.lexicon import Lexicon, WordCounts, build_lexicon, weights_of
from index.suggest import (
    LIGHTEST,
    NamedConcept,
    build_completions,
    ways_to,
    without_number,
)

PROFILES, LEXICON, COMPLETIONS = "profiles", "lexicon.packed", "completions.packed"
#: What only the next build reads.
COUNTS = "counts.packed"


@dataclass(frozen=True, slots=True)
class SearchFiles:
    """The three, opened."""

    profiles: Profiles
    lexicon: Lexicon
    completions: Completions


@dataclass(frozen=True, slots=True)
class Learnt:
    """What all documents together teach; `pinyin` and `ways` are what need not be found again. Profiles are there or
    still to be made; either way they can be saved."""

    profiles: Profiles | Counted
    words: WordCounts
    pinyin: Mapping[str, str] = field(default_factory=dict)
    ways: Mapping[tuple[str, str], Sequence[Way]] = field(default_factory=dict)


class Learning:
    """Learns from documents as they pass, in any order."""

    def __init__(self) -> None:
        self._profiles, self._words = ProfileMaker(), WordCounts()

    def add(self, document: AnalyzedDocument, words: WordCounts | None = None) -> None:
        """Learns from one document, whose `words` may have been counted where it was analysed."""
        self._profiles.add(document)
        if words is None:
            self._words.add(document)
            return
        for counted in fields(words):
            getattr(self._words, counted.name).update(getattr(words, counted.name))

    def learnt(self) -> Learnt:
        """What was learnt."""
        return Learnt(self._profiles.counted(), self._words)


class Collecting:
    """Keeps the few documents that what was learnt before is `continued` with."""

    def __init__(self) -> None:
        self.documents: list[AnalyzedDocument] = []

    def add(self, document: AnalyzedDocument, words: WordCounts | None = None) -> None:
        """Keeps one."""
        self.documents.append(document)


def continued(
    folder: Path, old: Iterable[AnalyzedDocument], fresh: Sequence[AnalyzedDocument], gone: Collection[str]
) -> Learnt:
    """What was learnt in the generation whose files are in `folder`, without the documents `old`, as they were then,
    and with `fresh`; `gone` has the ids of both."""
    words = WordCounts.load(folder / COUNTS)
    words.take_away(old)
    for document in fresh:
        words.add(document)
    before = load_search_files(folder)
    profiles = updated_profiles(before.profiles, fresh, gone)
    return Learnt(profiles, words, before.lexicon.pinyin, before.completions.ways())


#: A heading, its level and its address, as the document store gives them.
Heading = tuple[str, int, str]
#: What is completed: what kind of thing it is, and its text.
Shown = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Spelling:
    """The pinyin of words, and the ways to what is completed."""

    pinyin: Mapping[str, str]
    ways: Mapping[Shown, Sequence[Way]]


def spell(words: Iterable[str], shown: Iterable[Shown]) -> Spelling:
    """The pinyin of words and the ways to what is completed."""
    return Spelling({word: syllables_of(word) for word in words}, {key: ways_to(key[1]) for key in shown})


@dataclass(frozen=True, slots=True)
class WorkLeft:
    """What is still to be done for what was learnt, in any process: words and what is completed to be spelt, which
    were not before, and profiles to be written into a new folder."""

    words: Sequence[str]
    shown: Sequence[Shown]
    profiles: Profiles | Counted
    folder: Path

    def __call__(self) -> Spelling:
        """Does it."""
        self.folder.mkdir(parents=True)
        self.profiles.save(self.folder)
        return spell(self.words, self.shown)


def work_left(folder: Path, learnt: Learnt, headings: Iterable[Heading]) -> WorkLeft:
    """What `learnt` still needs, for the files in `folder`."""
    weights = weights_of(learnt.words)
    shown = [("heading", without_number(heading)) for heading, _, _ in headings]
    shown += (("phrase", word) for word, weight in weights.items() if weight > LIGHTEST)
    words = [word for word in weights if word not in learnt.pinyin]
    ways = [key for key in dict.fromkeys(shown) if key not in learnt.ways]
    return WorkLeft(words, ways, learnt.profiles, folder / PROFILES)


def spelt(learnt: Learnt, *spellings: Spelling) -> Learnt:
    """With the pinyin of all its words and the ways to all that is completed."""
    pinyin, ways = dict(learnt.pinyin), dict(learnt.ways)
    for spelling in spellings:
        pinyin |= spelling.pinyin
        ways |= spelling.ways
    return replace(learnt, pinyin=pinyin, ways=ways)


def spelt_labels(live: Iterable[NamedConcept]) -> Spelling:
    """The spelling of the labels of concepts that become words of the lexicon."""
    folded = dict.fromkeys(fold(label).text for label in _labels(live) if not label.isascii())
    words = [label for label in folded if chinese.HAN_RUN.fullmatch(label)]
    return spell(words, [("phrase", word) for word in words])


def _labels(live: Iterable[NamedConcept]) -> Iterator[str]:
    return (label for concept in live for label in (*concept.preferred, *concept.others))


def write_search_files(folder: Path, learnt: Learnt, headings: Iterable[Heading], live: Sequence[NamedConcept]) -> None:
    """Makes all files but the profiles."""
    learnt.words.save(folder / COUNTS)
    lexicon = build_lexicon(learnt.words, _labels(live), learnt.pinyin)
    readings = lexicon.readings
    with ThreadPoolExecutor(1) as beside:
        saved = beside.submit(lexicon.save, folder / LEXICON)  # compressing leaves the interpreter to others
        build_completions(headings, live, lexicon, learnt.ways).save(folder / COMPLETIONS, readings)
        saved.result()


def load_search_files(folder: Path) -> SearchFiles:
    """Opens what `write_search_files` made; `StoreDamaged` names the folder where it cannot be read."""
    try:
        return SearchFiles(
            Profiles.load(folder / PROFILES), Lexicon.load(folder / LEXICON), Completions.load(folder / COMPLETIONS)
        )
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise StoreDamaged(f"{folder}: cannot be read: {error}") from error
