"""What search and completions need of a generation beside the engine: profiles of sections, lexicon, completions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import StoreDamaged
from corpus.model import Document
from index.graph.model import Concept, Status
from index.graph.store import ConceptGraph, Facts
from index.graph.views import label_of
from index.ports import AnalyzedDocument
from index.profile import Profiles, build_profiles
from index.profile_update import updated_profiles
from index.query.lexicon import Lexicon, build_lexicon
from index.suggest import Completions, NamedConcept, build_completions

PROFILES, LEXICON, COMPLETIONS = "profiles", "lexicon.json", "completions.json"


@dataclass(frozen=True, slots=True)
class SearchFiles:
    """The three, opened."""

    profiles: Profiles
    lexicon: Lexicon
    completions: Completions


@dataclass(frozen=True, slots=True)
class Continued:
    """What a generation continues: the folder of these files, the documents that are new or changed since, and the ids
    of these and of those that are gone."""

    folder: Path
    fresh: Iterable[AnalyzedDocument]
    gone: Collection[str]


def write_search_files(
    folder: Path,
    analyzed: Callable[[], Iterable[AnalyzedDocument]],
    documents: Iterable[Document],
    graph: ConceptGraph,
    continued: Continued | None = None,
) -> None:
    """Makes the three in a new folder; `analyzed` gives all documents anew each time it is called."""
    (folder / PROFILES).mkdir(parents=True)
    if continued:
        profiles = updated_profiles(Profiles.load(continued.folder / PROFILES), continued.fresh, continued.gone)
    else:
        profiles = build_profiles(analyzed())
    profiles.save(folder / PROFILES)
    live = [concept for concept in graph.concepts.values() if concept.status is not Status.DEPRECATED]
    shown = [label for concept in live for label in (*concept.pref_label.values(), *concept.alt_labels)]
    lexicon = build_lexicon(analyzed(), shown)
    lexicon.save(folder / LEXICON)
    concepts = [_named(concept, graph.facts.get(concept.id, Facts()).pagerank) for concept in live]
    build_completions(documents, concepts, lexicon).save(folder / COMPLETIONS)


def _named(concept: Concept, weight: float) -> NamedConcept:
    preferred = tuple(concept.pref_label.values())
    return NamedConcept(label_of(concept), preferred, (*concept.alt_labels, *concept.hidden_labels), weight)


def load_search_files(folder: Path) -> SearchFiles:
    """Opens what `write_search_files` made; `StoreDamaged` names the folder where it cannot be read."""
    try:
        return SearchFiles(
            Profiles.load(folder / PROFILES), Lexicon.load(folder / LEXICON), Completions.load(folder / COMPLETIONS)
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreDamaged(f"{folder}: cannot be read: {error}") from error
