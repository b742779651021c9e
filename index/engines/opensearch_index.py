"""The distributed engine: an index of an OpenSearch cluster for each generation, named by a file in its folder.

What matches, totals and facets come from the cluster as they are. For the order the cluster gives candidates, and
the scores of these are made here, by the formulas, from what the cluster keeps of each section.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np

from index.engines.opensearch_client import Client, ClusterSettings, hits
from index.engines.opensearch_mapping import LAYOUT
from index.engines.opensearch_query import PAGES, clause, facet_clauses, filter_clauses, page_clause
from index.engines.opensearch_records import MOST_PAGES, MOST_SECTIONS, RecordReader, Records
from index.engines.opensearch_scoring import Scorer, words_alone
from index.engines.opensearch_statistics import Statistics, Vocabulary
from index.engines.opensearch_writer import END_PATIENCE, Load, document_checksums
from index.errors import IndexNotReady
from index.model import FacetValue, Hit, HitPage, Query
from index.ports import IndexWriter, Scores
from index.query.ast import Node, Substring, leaves
from index.ranking import BM25F, Bm25f

#: The file in a generation's folder that names its index.
POINTER = "opensearch.json"


class OpenSearchIndex:
    """An `index.ports.TextIndex` in a cluster."""

    def __init__(self, client: Client, folder: Path, weights: Bm25f) -> None:
        self._client, self._folder, self._weights = client, folder, weights
        self._ours: str | None = None
        self._open: _Opened | None = None

    @contextmanager
    def writer(self) -> Iterator[IndexWriter]:
        """Writes into a new index, which takes the place of the one before when the context ends without an error."""
        before = self._opened()
        load = Load(self._client, before.name, document_checksums(self._client, before.name) if before.name else {})
        try:
            yield load
            load.finish()
        except BaseException:
            load.abandon()
            raise
        replaced = self._ours
        self.point_to(load.index)
        if replaced:
            self._client.call("DELETE", f"/{replaced}", None, {"ignore_unavailable": "true"}, timeout=END_PATIENCE)

    def search(self, query: Query) -> HitPage:
        """The hits of `query`, best first, equal scores by section id."""
        return self._opened().search(query)

    def scores(self, nodes: Sequence[Node], section_ids: Sequence[str]) -> Scores:
        """What each node alone would score on each section."""
        return self._opened().scores(nodes, section_ids)

    def document_checksums(self) -> Mapping[str, str]:
        """Document id → checksum."""
        return document_checksums(self._client, self._opened().name)

    def vocabulary(self) -> Mapping[str, int]:
        """Term → number of sections that hold it in any text field, in rising order."""
        return self._opened().vocabulary

    def close(self) -> None:
        """Closes the connections."""
        self._open = None
        self._client.close()

    def point_to(self, name: str) -> None:
        """Lets the folder name an index that it alone knows, in one step, and opens that."""
        new = self._folder / f"{POINTER}.new"
        with new.open("w") as file:
            json.dump({"index": name, "schema": LAYOUT}, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._folder / POINTER)
        self._ours = name
        self.reopen()

    def reopen(self) -> None:
        """Opens the index that the folder names."""
        self._open = _Opened(self._client, named(self._folder), self._weights)

    def _opened(self) -> _Opened:
        if self._open is None:
            raise IndexNotReady("this index is closed")
        return self._open


class OpenSearchEngine:
    """Makes and opens indexes in the cluster of its settings (`index.assembly.EngineFactory`)."""

    def __init__(self, settings: ClusterSettings, weights: Bm25f = BM25F) -> None:
        self.settings, self._weights = settings, weights

    def create(self, folder: Path) -> OpenSearchIndex:
        """An empty index, named by a new folder; `ConfigurationError`, `EngineUnavailable`."""
        folder.mkdir(parents=True, exist_ok=True)
        index = self._index(folder)
        load = Load(index._client, None, {})
        load.finish()
        index.point_to(load.index)
        return index

    def open(self, folder: Path) -> OpenSearchIndex:
        """The index that a folder names; `IndexNotReady` where there is none."""
        named(folder)
        index = self._index(folder)
        index.reopen()
        return index

    def _index(self, folder: Path) -> OpenSearchIndex:
        client = Client(self.settings)
        client.check()
        return OpenSearchIndex(client, folder, self._weights)


def named(folder: Path) -> str:
    """The name of the index that belongs to a folder."""
    try:
        told = json.loads((folder / POINTER).read_text())
        name, version = str(told["index"]), told["schema"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexNotReady(f"{folder} names no index of a cluster: run `xunmai build --full` ({error})") from error
    if version != LAYOUT:
        raise IndexNotReady(f"the index that {folder} names has version {version}: run `xunmai build --full`")
    return name


class _Opened:
    """One index of the cluster, which does not change any more."""

    def __init__(self, client: Client, name: str, weights: Bm25f) -> None:
        self._client, self.name = client, name
        self._statistics = Statistics(client, name)
        self._scorer = Scorer(self._statistics, weights)
        read = RecordReader(self._statistics.totals, weights)
        self._sections = Records(client, name, MOST_SECTIONS, read.section)
        self._pages = Records(client, name, MOST_PAGES, read.page)
        self.vocabulary = Vocabulary(client, name, self._statistics)

    def search(self, query: Query) -> HitPage:
        """Candidates from the cluster, then their exact scores, then the order."""
        self._statistics.know(leaves(query.root))
        if isinstance(query.root, Substring) and query == Query(query.root, limit=0):
            return HitPage(self._statistics.holders(query.root), ())
        wanted = query.offset + query.limit if query.limit else 0
        size = max(self._client.settings.candidates, 2 * wanted) if query.limit else 0
        (told,) = self._client.search(self.name, [self._body(query, size)])
        ranked = self._ranked(query, sorted([hit["sort"][1] for hit in hits(told)]))
        facets = {name: _values(told["aggregations"][name]["buckets"]) for name in query.facets}
        pages = told["aggregations"][PAGES]["value"] if query.count_pages else 0
        return HitPage(told["hits"]["total"]["value"], ranked, facets, pages)

    def scores(self, nodes: Sequence[Node], section_ids: Sequence[str]) -> Scores:
        """One row a node; 0.0 where it does not match or the section is unknown."""
        self._statistics.know(leaf for node in nodes for leaf in leaves(node))
        records = self._sections.get(section_ids)
        rows = [self._scorer.scores(node, records) for node in nodes]
        return np.nan_to_num(np.array(rows, np.float32).reshape(len(nodes), len(section_ids)))

    def _body(self, query: Query, size: int) -> Mapping[str, Any]:
        return {
            "size": size,
            "track_total_hits": True,
            "stored_fields": "_none_",
            "query": {
                "bool": {
                    "must": [clause(query.root, self._statistics.guess_weight)],
                    "filter": filter_clauses(query.filters),
                }
            },
            "sort": ["_score", {"id": "asc"}],
            "aggs": {**facet_clauses(query.facets), **(page_clause() if query.count_pages else {})},
        }

    def _ranked(self, query: Query, names: Sequence[str]) -> tuple[Hit, ...]:
        """The hits of a query among sections, which are given in the order of their names."""
        records = self._sections.get(names)
        scores = np.nan_to_num(self._scorer.scores(query.root, records))
        if query.page_boost:
            pages = list(compress([record.page for record in records], (scores > 0).tolist()))
            named = list(dict.fromkeys(pages))
            lent = self._scorer.scores(words_alone(query.root), self._pages.get(named))
            by_name = dict(zip(named, lent.tolist(), strict=True))
            scores[scores > 0] += query.page_boost * np.array([by_name[page] for page in pages])
        best = np.argsort(-scores, kind="stable")[query.offset : query.offset + query.limit]
        return tuple(map(Hit, [names[place] for place in best.tolist()], scores[best].tolist()))


def _values(buckets: Sequence[Mapping[str, Any]]) -> tuple[FacetValue, ...]:
    counted = [FacetValue(bucket["key"], bucket["doc_count"]) for bucket in buckets]
    return tuple(sorted(counted, key=lambda value: (-value.count, value.value)))
