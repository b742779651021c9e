"""The card of a concept as the pages show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.readers.inline import InlineReader
from index.graph.model import Status
from service.pages.strings import Strings

if TYPE_CHECKING:
    from service.library import Opened

_GROUPS = 6
_RELATIONS = 4
_CONFUSABLE = 3


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A related concept; `sentence` says the relation whole, `denied` that the text denies it."""

    id: str
    label: str
    sentence: str
    denied: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Relations of one type and direction, under the words for it."""

    label: str
    neighbors: tuple[Neighbor, ...]


@dataclass(frozen=True, slots=True)
class Confusable:
    """A concept that may be taken for this one, and the strongest reason."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A concept, its other names, its definition and where that stands, what it is not, its strongest relations."""

    id: str
    label: str
    names: tuple[str, ...]
    definition: str
    definition_url: str
    confusable: tuple[Confusable, ...]
    groups: tuple[Group, ...]


def preferred(labels: Mapping[str, str], language: str) -> str:
    """The preferred label in the language, else in any."""
    return labels.get(language.split("-")[0]) or next(iter(labels.values()))


def panel(opened: Opened, concept_id: str, strings: Strings, address: Callable[[str], str]) -> Panel:
    """The card of a concept, shortened; `address` is where a section can be read."""
    card = opened.explorer.card(concept_id)
    label = preferred(card["pref_label"], strings.language)
    names = dict.fromkeys((*card["pref_label"].values(), *card["alt_labels"]))
    definition = card["definition"]
    return Panel(
        id=card["id"],
        label=label,
        names=tuple(name for name in names if name != label),
        definition=InlineReader({}).plain(definition["text"], 1) if definition else "",
        definition_url=address(definition["evidence"]["section"]) if definition else "",
        confusable=tuple(_confusable(row, strings) for row in card["confusable"][:_CONFUSABLE]),
        groups=_groups(card["relations"], strings),
    )


def _groups(groups: list[dict[str, Any]], strings: Strings) -> tuple[Group, ...]:
    """The groups with an accepted relation, the one with the heaviest first."""
    found = []
    for group in groups:
        items = [item for item in group["items"] if item["status"] == Status.ACCEPTED.value]
        if items:
            label = strings.relation(group["type"], backward=group["direction"] == "in")
            shown = tuple(_neighbor(item, strings) for item in items[:_RELATIONS])
            found.append((items[0]["weight"], Group(label, shown)))
    found.sort(key=lambda pair: -pair[0])
    return tuple(group for _, group in found[:_GROUPS])


def _neighbor(item: dict[str, Any], strings: Strings) -> Neighbor:
    concept = item["concept"]
    label = preferred(concept["pref_label"], strings.language)
    return Neighbor(concept["id"], label, item["sentence"], item["polarity"] == "negative")


def _confusable(row: dict[str, Any], strings: Strings) -> Confusable:
    reason = row["reasons"][0]
    label = preferred(row["concept"]["pref_label"], strings.language)
    return Confusable(label, strings.confused(reason["kind"], reason["label"], reason["other_label"]))
