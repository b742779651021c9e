"""The embedded engine: Whoosh keeps the words of sections, and arrays compiled from them answer the queries.

A folder holds `whoosh/` (segments), `compiled-N/` (arrays) and `current` (which of them counts). A commit adds a
segment to Whoosh, compiles the arrays anew from those before and the new segment, and switches `current` at the end.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import FileIndex, LockError, create_in, open_dir

from index.engines.compiled_collect import NO_WORDS, Collector
from index.engines.compiled_derive import compiled
from index.engines.compiled_files import open_arrays, parts_of, write_arrays
from index.engines.compiled_index import CompiledIndex
from index.engines.compiled_parts import Parts, Words, merge, select
from index.engines.whoosh_postings import read_words, schema
from index.engines.whoosh_writer import WhooshWriter
from index.errors import BuildInProgress, IndexNotReady
from index.model import HitPage, Query
from index.query.ast import Node
from index.ranking import BM25F, Bm25f


class WhooshIndex:
    """An `index.ports.TextIndex` in a folder."""

    def __init__(self, folder: Path, weights: Bm25f) -> None:
        self._folder = folder
        self._weights = weights
        self._compiled: CompiledIndex | None = None

    @classmethod
    def create(cls, folder: Path, weights: Bm25f = BM25F) -> WhooshIndex:
        """An empty index in a new or empty folder."""
        (folder / "whoosh").mkdir(parents=True)
        create_in(str(folder / "whoosh"), schema())
        index = cls(folder, weights)
        index._switch(Collector().parts(NO_WORDS))
        return index

    @classmethod
    def open(cls, folder: Path, weights: Bm25f = BM25F) -> WhooshIndex:
        """The index in a folder, ready in milliseconds; raises `IndexNotReady` where there is none."""
        index = cls(folder, weights)
        index._compiled = CompiledIndex(open_arrays(index._current(), weights), weights)
        return index

    @contextmanager
    def writer(self) -> Iterator[WhooshWriter]:
        """One writer at a time, in all processes: a second raises `BuildInProgress`."""
        before = parts_of(open_arrays(self._current(), self._weights))
        whoosh = open_dir(str(self._folder / "whoosh"))
        try:
            segment = whoosh.writer(limitmb=256, codec=W3Codec(blocklimit=1 << 15))
        except LockError as error:
            raise BuildInProgress(f"another writer holds the full text in {self._folder}") from error
        writer = WhooshWriter(segment, frozenset(before.documents))
        try:
            yield writer
        except BaseException:
            segment.cancel()
            raise
        segment.commit(merge=False)
        words = _new_words(whoosh, writer.collector) if len(writer.collector) else NO_WORDS
        self._switch(_merged(before, writer, words))

    def search(self, query: Query) -> HitPage:
        """The hits of `query`, best first, equal scores by section id."""
        return self._open().search(query)

    def scores(self, nodes: Sequence[Node], section_ids: Sequence[str]) -> Sequence[Sequence[float]]:
        """What each node alone would score on each section."""
        return self._open().scores(nodes, section_ids)

    def document_checksums(self) -> Mapping[str, str]:
        """Document id → checksum."""
        return self._open().document_checksums()

    def vocabulary(self) -> Mapping[str, int]:
        """Term → number of sections that hold it in any text field."""
        return self._open().vocabulary()

    def close(self) -> None:
        """Lets go of the maps; they are freed when the last search that uses them ends."""
        self._compiled = None

    def _open(self) -> CompiledIndex:
        if self._compiled is None:
            raise IndexNotReady(f"the full text in {self._folder} is closed")
        return self._compiled

    def _current(self) -> Path:
        try:
            return self._folder / (self._folder / "current").read_text().strip()
        except OSError as error:
            raise IndexNotReady(f"there is no full text in {self._folder}: {error}") from error

    def _switch(self, parts: Parts) -> None:
        """Writes the arrays of `parts` and makes them the ones that count; older ones are removed."""
        kept = sorted(self._folder.glob("compiled-*"))
        number = int(kept[-1].name.removeprefix("compiled-")) + 1 if kept else 1
        folder = self._folder / f"compiled-{number:06}"
        write_arrays(folder, compiled(parts, self._weights), self._weights)
        pointer = self._folder / "current.new"
        with pointer.open("w") as file:
            file.write(folder.name)
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self._folder / "current")
        self._compiled = CompiledIndex(open_arrays(folder, self._weights), self._weights)
        for older in kept:
            shutil.rmtree(older)


def _new_words(whoosh: FileIndex, collector: Collector) -> Words:
    """Reads the newest segment, in which documents stand in the order in which they were collected."""
    with whoosh.reader() as reader:
        newest, offset = reader.leaf_readers()[-1]
        words = read_words(newest, len(collector))
    if collector.dropped:
        with whoosh.writer() as writer:
            for place in collector.dropped:
                writer.delete_document(offset + place)
            writer.merge = False
    return words


def _merged(before: Parts, writer: WhooshWriter, words: Words) -> Parts:
    """The sections that stay and those that came."""
    gone = np.array([document in writer.gone for document in before.documents], bool)
    keep = ~gone[before.document] if len(before.document) else np.zeros(0, bool)
    return merge([_without(select(before, keep), gone), writer.collector.parts(words)])


def _without(parts: Parts, gone: npt.NDArray[np.bool_]) -> Parts:
    """`parts`, none of whose sections is on a page that is `gone`, without the names of those pages."""
    stays = np.flatnonzero(~gone).tolist()
    return replace(
        parts,
        document=(np.cumsum(~gone) - 1)[parts.document],
        documents=[parts.documents[index] for index in stays],
        checksums=[parts.checksums[index] for index in stays],
    )
