"""What the maintainers decided about the graph, kept in a file beside the vocabulary and never overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from index.graph.toml_file import TomlFile
from index.graph.vocabulary import Vocabulary

TABLE = "decisions"


class Action(StrEnum):
    """What can be decided: of relations accept, reject, deprecate; of concepts deprecate, alias (one more label)."""

    ACCEPT = "accept"
    REJECT = "reject"
    DEPRECATE = "deprecate"
    ALIAS = "alias"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: about a relation's id or a concept's, why, by whom, on which line of the file."""

    action: Action
    reason: str
    author: str
    line: int
    relation: str = ""
    concept: str = ""
    label: str = ""


@dataclass(frozen=True)
class Curation:
    """All decisions of the file `name`; a later decision about the same thing counts."""

    name: str = ""
    decisions: tuple[Decision, ...] = ()
    by_relation: Mapping[str, Decision] = field(init=False)
    by_concept: Mapping[str, Decision] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_relation", {d.relation: d for d in self.decisions if d.relation})
        deprecated = {d.concept: d for d in self.decisions if d.concept and d.action is Action.DEPRECATE}
        object.__setattr__(self, "by_concept", deprecated)

    def applied_to(self, vocabulary: Vocabulary) -> Vocabulary:
        """The vocabulary with the aliases that were decided."""
        concepts = dict(vocabulary.concepts)
        for decision in self.decisions:
            concept = concepts.get(decision.concept)
            if decision.action is Action.ALIAS and concept and decision.label not in concept.labels:
                concepts[concept.id] = replace(concept, alt_labels=(*concept.alt_labels, decision.label))
        return replace(vocabulary, concepts=concepts)


def load_curation(path: Path | None) -> Curation:
    """The decisions in `path`; none for None or where there is no such file. Raises `ConfigurationError`."""
    if path is None or not path.exists():
        return Curation()
    file = TomlFile.read(path)
    for key in file.data:
        if key != TABLE:
            file.fail(file.line(key), key, f"unknown; expected [[{TABLE}]]")
    rows = file.data.get(TABLE, [])
    if not isinstance(rows, list):
        file.fail(file.line(TABLE), TABLE, f"expected [[{TABLE}]]")
    return Curation(path.name, tuple(d for number, row in enumerate(rows) for d in _decisions(file, number, row)))


def _decisions(file: TomlFile, number: int, row: object) -> list[Decision]:
    if not isinstance(row, Mapping):
        file.fail(file.row_line(TABLE, number), TABLE, "expected a table")
    known = {"action", "reason", "author", "relation", "relations", "concept", "label"}
    for key in row:
        if key not in known:
            file.fail(file.row_line(TABLE, number, str(key)), f"{TABLE}.{key}", f"unknown; expected {sorted(known)}")
    texts = {
        key: _text(file, number, row, key) for key in ("action", "reason", "author", "relation", "concept", "label")
    }
    for key in ("reason", "author"):
        if not texts[key]:
            file.fail(file.row_line(TABLE, number), f"{TABLE}.{key}", "missing; expected text")
    if texts["action"] not in list(Action):
        expected = f"expected one of {', '.join(Action)}"
        file.fail(file.row_line(TABLE, number, "action"), f"{TABLE}.action", expected)
    action = Action(texts["action"])
    relations = _relations(file, number, row, texts["relation"])
    _check_subject(file, number, action, relations, texts)
    line = file.row_line(TABLE, number)
    common = Decision(action, texts["reason"], texts["author"], line)
    if not relations:
        return [replace(common, concept=texts["concept"], label=texts["label"])]
    return [replace(common, relation=relation, line=file.mention_line(relation, line)) for relation in relations]


def _text(file: TomlFile, number: int, row: Mapping[str, object], key: str) -> str:
    value = row.get(key, "")
    if isinstance(value, str):
        return value.strip()
    return file.fail(file.row_line(TABLE, number, key), f"{TABLE}.{key}", "expected text")


def _relations(file: TomlFile, number: int, row: Mapping[str, object], single: str) -> list[str]:
    listed = row.get("relations", [])
    if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
        file.fail(file.row_line(TABLE, number, "relations"), f"{TABLE}.relations", "expected a list of relation ids")
    found = [*([single] if single else []), *listed]
    for relation in found:
        if relation.count("--") not in (2, 3):
            line = file.mention_line(relation, file.row_line(TABLE, number))
            file.fail(line, f"{TABLE}.relation", f"{relation!r}: expected an id such as container--instance_of--image")
    return found


def _check_subject(file: TomlFile, number: int, action: Action, relations: list[str], texts: Mapping[str, str]) -> None:
    line = file.row_line(TABLE, number)
    if action is Action.ALIAS and not (texts["concept"] and texts["label"]):
        file.fail(line, TABLE, "an alias names concept and label")
    if action in (Action.ACCEPT, Action.REJECT) and not relations:
        file.fail(line, TABLE, "expected relation or relations")
    if bool(relations) == bool(texts["concept"]):
        file.fail(line, TABLE, "expected either relation(s) or concept")
