"""What a build has to do: which documents to read, which to take over, which to remove; and which problems stand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.model import Source
from corpus.problems import Problem
from corpus.sources import DocumentSource
from corpus.store import DocumentStore
from index.document_work import Task


@dataclass(frozen=True, slots=True)
class Plan:
    """`checksums` is what the new generation will hold; `read` in reading order; `same_files` where no document
    came or went, so that links which were good still are."""

    sources: Sequence[Source]
    checksums: Mapping[str, str]
    read: Sequence[Task]
    reused: frozenset[str]
    removed: Sequence[str]
    same_files: bool

    def is_idle(self, before: Sequence[Source]) -> bool:
        """Whether a generation made of the sources `before` already is what this build would give."""
        return not self.read and not self.removed and sorted(map(repr, before)) == sorted(map(repr, self.sources))


def corpus_sha256(checksums: Mapping[str, str]) -> str:
    """A digest of all documents: equal where two generations were made from the same texts."""
    return hashlib.sha256(repr(sorted(checksums.items())).encode()).hexdigest()


def part_of(document_id: str, parts: int) -> int:
    """Which of so many parts, from 1 on, a document belongs to: the same on every machine."""
    return int(hashlib.sha256(document_id.encode("utf-8", "surrogatepass")).hexdigest()[:8], 16) % parts + 1


def make_plan(sources: Iterable[DocumentSource], before: Mapping[str, str]) -> Plan:
    """Compares what the sources hold with `before`, the documents and checksums of the generation to continue."""
    listed, wanted, read = list(sources), dict[str, str](), list[Task]()
    for source in listed:
        for file in source.files():
            task = Task(source.source.name, file.path, file.size)
            wanted[task.document_id] = file.checksum
            if before.get(task.document_id) != file.checksum:
                read.append(task)
    fresh = {task.document_id for task in read}
    return Plan(
        sources=[source.source for source in listed],
        checksums=wanted,
        read=read,
        reused=frozenset(wanted.keys() - fresh),
        removed=sorted(before.keys() - wanted.keys()),
        same_files=before.keys() == wanted.keys(),
    )


def standing_problems(
    plan: Plan, sources: Mapping[str, DocumentSource], store: DocumentStore, noted: Iterable[Problem]
) -> set[Problem]:
    """The problems of documents that are taken over: those `noted` before, or found again where files came or went."""
    if plan.same_files:
        return {problem for problem in noted if f"{problem.source}:{problem.path}" in plan.reused}
    found = set[Problem]()
    for document_id in sorted(plan.reused):
        if document := store.document(document_id):
            found.update(sources[document.source].check((document,)))
    return found
