"""Which concepts a relation may join, by their kinds: tests that rules name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from index.analysis.fold import visible_text
from index.graph.lexicon import Verb, words
from index.graph.vocabulary import Vocabulary


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


AGENTS = _set("""command tool software instruction option component service driver platform interface organization role
    mechanism kernel-feature technology filesystem protocol standard practice architecture term""")
ACTORS = _set("command instruction component kernel-feature driver option")
CONCRETE = _set(
    """object property file format component option interface resource network filesystem driver term command
    kernel-feature"""
)
HOLDERS = CONCRETE | _set(
    "software tool platform service architecture instruction standard kernel-feature organization"
)
THINGS = _set("object file network resource property state format language error operating-system")
KINDRED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "software": _set("software tool platform component service technology"),
        "tool": _set("tool software command component service"),
        "platform": _set("platform software service technology tool"),
        "service": _set("service software platform tool component"),
        "component": _set("component software tool service mechanism"),
        "filesystem": _set("filesystem technology mechanism driver kernel-feature"),
        "driver": _set("driver component technology mechanism filesystem network"),
        "mechanism": _set("mechanism technology kernel-feature practice"),
        "kernel-feature": _set("kernel-feature mechanism technology"),
        "technology": _set("technology mechanism practice architecture component software"),
        "practice": _set("practice mechanism technology"),
        "object": _set("object filesystem state file"),
        "file": _set("file object format"),
        "interface": _set("interface protocol standard"),
        "standard": _set("standard interface protocol format"),
    }
)
IDEAS = _set("practice technology architecture role state")
COMMAND_ACTIONS: Mapping[tuple[str, bool], str] = MappingProxyType(
    {
        ("stored_in", True): "saves",
        ("runs_on", True): "runs",
        ("identifies", False): "tags",
        ("connects_to", False): "connects",
        ("distributes", False): "publishes",
    }
)
GENERA = _set("docker")
"""Names of products that are never the genus of anything."""


#: The same labels and their ends are asked for in every document.
_folded = lru_cache(maxsize=32768)(visible_text)


class Gates:
    """Tests over one vocabulary; `narrower` follows its broader links."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._concepts = vocabulary.concepts
        self._owners = vocabulary.owners
        self.tests: Mapping[str, Callable[[str, str], bool]] = {
            "": lambda source, target: True,
            "kindred": self.kindred,
            "instrument": self.instrument,
            "material": self.material,
            "place": lambda source, target: self.kind(source) in {"service", "object", "platform", "software", "term"},
            "possessive": self.possessive,
            "standard": lambda source, target: self.kind(source) in {"standard", "protocol", "format", "term"},
            "maker": lambda source, target: self.kind(target) in {"organization", "platform", "software", "term"},
            "command": lambda source, target: self.kind(source) in {"command", "tool", "instruction", "option"},
        }

    def kind(self, concept_id: str) -> str:
        """The concept's kind; harvested concepts are terms."""
        concept = self._concepts.get(concept_id)
        return concept.kind if concept else "term"

    def named(self, label: str) -> str | None:
        """The first concept that bears a label."""
        return next(iter(self._owners.get(_folded(label), ())), None)

    def acts(self, concept_id: str) -> bool:
        """Whether the concept is a tool or part that does things by itself when told to."""
        return self.kind(concept_id) in ACTORS

    def narrower(self, narrow: str, wide: str) -> bool:
        """Whether the vocabulary puts `narrow` below `wide`."""
        seen, todo = {narrow}, [narrow]
        while todo:
            concept = self._concepts.get(todo.pop())
            for parent in concept.broader if concept else ():
                if parent == wide:
                    return True
                if parent not in seen:
                    seen.add(parent)
                    todo.append(parent)
        return False

    def suffix(self, concept_id: str, label: str) -> tuple[int, str] | None:
        """The longest ending of `label` (its length) that names a concept which the vocabulary puts above this one."""
        folded = label.lower()
        for length in range(len(label) - 1, 1, -1):
            tail = folded[-length:]
            before = folded[-length - 1]
            if tail != tail.strip() or (tail[0].isascii() and (before.isascii() and before != " ")):
                continue
            for owner in self._owners.get(_folded(tail), ()):
                if self.narrower(concept_id, owner):
                    return length, owner
        return None

    def inner(self, concept_id: str, label: str) -> tuple[int, str] | None:
        """Of a label such as 容器生命周期: the length of its beginning that names another concept (容器)."""
        for length in range(len(label) - 1, 1, -1):
            rest = label[length:].strip().removeprefix("的")
            if words().get(rest, ("", ""))[0] == "H":
                owners = self._owners.get(_folded(label[:length].strip()), ())
                return (len(label[:length].rstrip()), owners[0]) if owners and concept_id not in owners else None
        return None

    def kindred(self, source: str, target: str) -> bool:
        """Whether `source` may be a kind of `target`."""
        if target in GENERA or self.narrower(target, source):
            return False
        ours, theirs = self.kind(source), self.kind(target)
        return self.narrower(source, target) or theirs in KINDRED.get(ours, frozenset({ours}))

    def instrument(self, source: str, target: str) -> bool:
        """Whether something is done with `source`."""
        return self.kind(source) in AGENTS or self.kind(source) == "file"

    def material(self, source: str, target: str) -> bool:
        """Whether `source` may be made out of `target`."""
        return self.kind(target) in {"object", "file", "term"} and self.kind(source) in THINGS | {"term"}

    def told(self, relation: Verb, source: str) -> Verb:
        """What a verb says of this subject: commands save, run and mark things, they do not hold or host them."""
        if self.kind(source) == "command":
            action = COMMAND_ACTIONS.get((relation.type, relation.swap))
            if action:
                return Verb("operates_on", action)
        return relation

    def possessive(self, source: str, target: str) -> bool:
        """Whether `source` may have `target` as a part or property."""
        return self.kind(source) in HOLDERS and self.kind(target) in CONCRETE

    def allows(self, type_: str, source: str, target: str) -> bool:
        """Whether a relation of this type may join these two at all."""
        if source == target:
            return False
        kind = self.kind(source)
        if type_ in {"creates", "distributes", "created_from"} and self.kind(target) in IDEAS:
            return False
        if type_ in {"operates_on", "manages", "monitors", "configures"}:
            return kind in AGENTS
        if type_ in {"uses", "runs_on", "supports", "implements", "provides", "creates"}:
            return kind not in {"property", "resource", "state", "format", "language", "error"}
        return not (type_ == "is_a" and not self.kindred(source, target))
