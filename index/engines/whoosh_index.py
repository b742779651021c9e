"""The embedded engine: a Whoosh index whose only segment is a file of arrays, from which queries are answered.

A folder holds Whoosh's table of contents, the segment's file, and `current` with the name of the file that counts.
A commit merges what changed into the columns of the segment before, writes a new segment, and lets `current` point
to it at the end; files in use are never written to, and go when the next segment is in place.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from whoosh.index import TOC, FileIndex, clean_files, create_in, open_dir

from index.engines.compiled_collect import Collector
from index.engines.compiled_derive import compiled, weighted
from index.engines.compiled_files import open_arrays, write_arrays
from index.engines.compiled_index import CompiledIndex
from index.engines.compiled_parts import Parts, merge, without
from index.engines.compiled_restore import parts_of, words_of
from index.engines.compiled_sort import Array
from index.engines.whoosh_codec import EXTENSION, ArraysCodec, schema
from index.errors import BuildInProgress, IndexNotReady
from index.model import HitPage, Query
from index.ports import AnalyzedDocument, Scores
from index.query.ast import Node
from index.ranking import BM25F, Bm25f
from index.schema import SCHEMA_VERSION


class WhooshIndex:
    """An `index.ports.TextIndex` in a folder."""

    def __init__(self, folder: Path, weights: Bm25f) -> None:
        self._folder = folder
        self._weights = weights
        self._compiled: CompiledIndex | None = None

    @classmethod
    def create(cls, folder: Path, weights: Bm25f = BM25F) -> WhooshIndex:
        """An empty index in a new or empty folder."""
        folder.mkdir(parents=True, exist_ok=True)
        index = cls(folder, weights)
        index._switch(create_in(str(folder), schema()), Collector().parts())
        return index

    @classmethod
    def open(cls, folder: Path, weights: Bm25f = BM25F) -> WhooshIndex:
        """The index in a folder, ready in milliseconds; raises `IndexNotReady` where there is none."""
        index = cls(folder, weights)
        index._compiled = CompiledIndex(index._arrays(), weights)
        return index

    @contextmanager
    def writer(self) -> Iterator[SectionWriter]:
        """One writer at a time, in all processes: a second raises `BuildInProgress`."""
        whoosh = open_dir(str(self._folder))
        lock = whoosh.lock("WRITELOCK")
        if not lock.acquire():
            raise BuildInProgress(f"another writer holds the full text in {self._folder}")
        try:
            writer = SectionWriter()
            yield writer
            before = without(parts_of(self._arrays()), writer.gone)
            self._switch(whoosh, merge([before, writer.collector.parts()]))
        finally:
            lock.release()

    def search(self, query: Query) -> HitPage:
        """The hits of `query`, best first, equal scores by section id."""
        return self._open().search(query)

    def scores(self, nodes: Sequence[Node], section_ids: Sequence[str]) -> Scores:
        """What each node alone would score on each section."""
        return self._open().scores(nodes, section_ids)

    def document_checksums(self) -> Mapping[str, str]:
        """Document id → checksum."""
        return self._open().document_checksums()

    def vocabulary(self) -> Mapping[str, int]:
        """Term → number of sections that hold it in any text field; read as it is asked for, in rising order."""
        return self._open().vocabulary()

    def close(self) -> None:
        """Lets go of the map, which is freed when the last search that uses it ends."""
        self._compiled = None

    def _open(self) -> CompiledIndex:
        if self._compiled is None:
            raise IndexNotReady(f"the full text in {self._folder} is closed")
        return self._compiled

    def _arrays(self) -> dict[str, Array]:
        """The arrays that count; those that depend on weights are made anew where the weights are others."""
        try:
            name = (self._folder / "current").read_text().strip()
        except OSError as error:
            raise IndexNotReady(f"there is no full text in {self._folder}: {error}") from error
        arrays, about = open_arrays(self._folder / name)
        if about["schema"] != SCHEMA_VERSION:
            raise IndexNotReady(f"the full text in {self._folder} has version {about['schema']}: build with --full")
        if about["weights"] != asdict(self._weights):
            document = arrays["section.document"].astype("int64")
            arrays |= weighted(document, words_of(arrays), self._weights)
        return arrays

    def _switch(self, whoosh: FileIndex, parts: Parts) -> None:
        """Makes `parts` the only segment, visible from the moment when `current` is replaced."""
        segment = ArraysCodec().new_segment(whoosh.storage, whoosh.indexname)
        segment.set_doc_count(len(parts.sections))
        name = segment.make_filename(EXTENSION)
        about = {"schema": SCHEMA_VERSION, "weights": asdict(self._weights)}
        write_arrays(self._folder / name, compiled(parts, self._weights), about)
        generation = whoosh.latest_generation() + 1
        TOC(schema(), [segment], generation).write(whoosh.storage, whoosh.indexname)
        self._point_to(name)
        clean_files(whoosh.storage, whoosh.indexname, generation, [segment])
        self._compiled = CompiledIndex(self._arrays(), self._weights)

    def _point_to(self, name: str) -> None:
        pointer = self._folder / "current.new"
        with pointer.open("w") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self._folder / "current")
        folder = os.open(self._folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


class SectionWriter:
    """An `index.ports.IndexWriter`; a document that comes twice counts as it came last."""

    def __init__(self) -> None:
        self.gone: set[str] = set()
        self.collector = Collector()

    def put(self, document: AnalyzedDocument) -> None:
        """Replaces all sections of that document."""
        self.delete(document.id)
        self.collector.document(document.id, document.checksum)
        for section in document.sections:
            if section.page != document.id:
                raise ValueError(f"section {section.id} names the page {section.page}, not {document.id}")
            self.collector.section(section)

    def delete(self, document_id: str) -> None:
        """Removes the document; an unknown id is no error."""
        self.collector.forget(document_id)
        self.gone.add(document_id)
