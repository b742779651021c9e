"""The vocabulary: concepts with their labels and senses, read from a TOML file and checked against its schema."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from index.analysis.fold import visible_text
from index.graph.model import Concept, Status
from index.graph.toml_file import TomlFile

IDENTIFIER = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
LISTS = ("alt_labels", "hidden_labels", "broader", "context", "not_in", "path_hints")


@dataclass(frozen=True, slots=True)
class Sense:
    """When a label that several concepts share (or that has an everyday meaning) names this concept.

    `context`: words nearby that speak for it; `not_in`: longer strings in which its labels mean something else;
    `path_hints`: parts of paths of documents where it is meant.
    """

    context: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    path_hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """Concepts by id, how their labels are told apart, and where each stands in the file `name`."""

    name: str = ""
    concepts: Mapping[str, Concept] = field(default_factory=dict)
    senses: Mapping[str, Sense] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all that extraction depends on; evidence made under another one is stale."""
        rows = [
            [c.id, c.kind, dict(c.pref_label), c.alt_labels, c.hidden_labels, c.broader, c.status]
            + [getattr(self.senses.get(c.id, Sense()), name) for name in ("context", "not_in", "path_hints")]
            for c in (self.concepts[key] for key in sorted(self.concepts))
        ]
        return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()

    @cached_property
    def owners(self) -> Mapping[str, tuple[str, ...]]:
        """Folded label → ids of the concepts that bear it."""
        return labels_of(self.concepts.values())

    def with_concepts(self, concepts: Iterable[Concept]) -> Vocabulary:
        """The same with more concepts; an id or label that is taken keeps its first owner."""
        merged = dict(self.concepts)
        for concept in concepts:
            merged.setdefault(concept.id, concept)
        return Vocabulary(self.name, merged, self.senses, self.kinds, self.lines)


def labels_of(concepts: Iterable[Concept]) -> dict[str, tuple[str, ...]]:
    """Folded label → ids of the concepts that bear it, in the order given."""
    owners: dict[str, tuple[str, ...]] = {}
    for concept in concepts:
        for label in concept.labels:
            key = visible_text(label)
            if concept.id not in owners.get(key, ()):
                owners[key] = (*owners.get(key, ()), concept.id)
    return owners


def load_vocabulary(path: Path | None) -> Vocabulary:
    """The vocabulary in `path`; an empty one for None. Raises `ConfigurationError` with file, line, key, expected."""
    if path is None:
        return Vocabulary()
    file = TomlFile.read(path)
    kinds = _kinds(file)
    tables = file.data.get("concepts", {})
    if not isinstance(tables, Mapping):
        file.fail(file.line("concepts"), "concepts", "expected tables [concepts.ID]")
    for key in file.data:
        if key not in ("scheme", "kinds", "concepts"):
            file.fail(file.line(key), key, "unknown; expected scheme, kinds or concepts")
    concepts, senses, lines = {}, {}, {}
    for identifier, table in tables.items():
        concepts[identifier], senses[identifier] = _concept(file, identifier, table, kinds)
        lines[identifier] = file.line("concepts", identifier)
    _check_broader(file, concepts)
    return Vocabulary(path.name, concepts, senses, kinds, lines)


def _kinds(file: TomlFile) -> dict[str, str]:
    table = file.data.get("kinds", {})
    if isinstance(table, Mapping):
        return {str(key): _kind_label(value) for key, value in table.items()}
    return file.fail(file.line("kinds"), "kinds", "expected a table of kind = label")


def _kind_label(value: object) -> str:
    if isinstance(value, Mapping):
        return str(value.get("zh") or value.get("en") or "")
    return str(value)


def _concept(file: TomlFile, identifier: str, table: object, kinds: Mapping[str, str]) -> tuple[Concept, Sense]:
    where = f"concepts.{identifier}"
    if not isinstance(table, Mapping):
        file.fail(file.line("concepts", identifier), where, "expected a table")
    if not IDENTIFIER.fullmatch(identifier):
        file.fail(file.line("concepts", identifier), where, "expected an id of lower-case ASCII letters, digits and -")
    for key in table:
        if key not in ("kind", "pref_label", *LISTS):
            file.fail(file.line("concepts", identifier, key), f"{where}.{key}", "unknown key")
    kind = table.get("kind")
    if not isinstance(kind, str) or (kinds and kind not in kinds):
        expected = f"expected one of {', '.join(kinds)}" if kinds else "expected text"
        file.fail(file.line("concepts", identifier, "kind"), f"{where}.kind", expected)
    lists = {key: _texts(file, identifier, key, table.get(key, [])) for key in LISTS}
    concept = Concept(
        id=identifier,
        kind=kind,
        pref_label=_pref_label(file, identifier, table.get("pref_label")),
        alt_labels=lists["alt_labels"],
        hidden_labels=lists["hidden_labels"],
        broader=lists["broader"],
        status=Status.ACCEPTED,
    )
    return concept, Sense(lists["context"], lists["not_in"], lists["path_hints"])


def _pref_label(file: TomlFile, identifier: str, value: object) -> dict[str, str]:
    if isinstance(value, Mapping) and value and all(isinstance(v, str) and v.strip() for v in value.values()):
        return {str(language): str(value[language]) for language in sorted(value, reverse=True)}
    return file.fail(
        file.line("concepts", identifier, "pref_label"),
        f"concepts.{identifier}.pref_label",
        'expected labels by language, such as { zh = "镜像", en = "image" }',
    )


def _texts(file: TomlFile, identifier: str, key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
        return tuple(value)
    return file.fail(
        file.line("concepts", identifier, key), f"concepts.{identifier}.{key}", "expected a list of non-empty text"
    )


def _check_broader(file: TomlFile, concepts: Mapping[str, Concept]) -> None:
    for concept in concepts.values():
        for broader in concept.broader:
            if broader not in concepts or broader == concept.id:
                line = file.line("concepts", concept.id, "broader")
                file.fail(line, f"concepts.{concept.id}.broader", f"{broader!r} is no other concept of this file")
