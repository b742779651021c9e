"""Compiled arrays on disk: a plain .npy file each, written whole into a new folder, memory-mapped when opened."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import numpy as np

from index.engines.compiled_derive import OWN, weighted
from index.engines.compiled_parts import Parts, Values, Words
from index.engines.compiled_strings import Array, Strings
from index.engines.compiled_text import Links
from index.errors import IndexNotReady
from index.ranking import Bm25f
from index.schema import SCHEMA_VERSION

FACET_COLUMNS = ("source", "tag", "concept")


def write_arrays(folder: Path, arrays: Mapping[str, Array], weights: Bm25f) -> None:
    """Writes a new folder; everything is on the disk when this returns."""
    folder.mkdir(parents=True)
    for name, array in arrays.items():
        with (folder / f"{name}.npy").open("wb") as file:
            np.save(file, array, allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
    description = {"schema": SCHEMA_VERSION, "weights": asdict(weights)}
    with (folder / "description.json").open("w") as file:
        json.dump(description, file)
        file.flush()
        os.fsync(file.fileno())


def open_arrays(folder: Path, weights: Bm25f) -> dict[str, Array]:
    """The arrays of a folder, mapped; those that depend on weights are made anew where the weights are others."""
    try:
        description = json.loads((folder / "description.json").read_text())
        arrays: dict[str, Array] = {
            path.stem: np.asarray(np.load(path, mmap_mode="r", allow_pickle=False)) for path in folder.glob("*.npy")
        }
    except (OSError, ValueError) as error:
        raise IndexNotReady(f"the full text in {folder} cannot be read: {error}") from error
    if description["schema"] != SCHEMA_VERSION:
        raise IndexNotReady(f"the full text in {folder} has another version; build again with --full")
    if description["weights"] != asdict(weights):
        lengths = arrays["lengths"].astype(np.int64)
        arrays |= weighted(arrays["section.document"].astype(np.int64), words_of(arrays), lengths, weights)
    return arrays


def words_of(arrays: Mapping[str, Array]) -> Words:
    """The words of compiled arrays as columns."""
    first = arrays["words.starts"].astype(np.int64)
    return Words(
        terms=list(Strings(arrays, "terms")),
        term=np.repeat(np.arange(len(first) - 1), np.diff(first)),
        section=arrays["words.sections"].astype(np.int64),
        pattern=arrays["words.patterns"].astype(np.int64),
        patterns=arrays["patterns"].astype(np.int64).reshape(-1, len(OWN)),
    )


def parts_of(arrays: Mapping[str, Array]) -> Parts:
    """The parts that were compiled into arrays: the way back, for merging."""
    text = arrays["text.bytes"].tobytes()
    ends = arrays["text.starts"].astype(np.int64).tolist()
    return Parts(
        sections=list(Strings(arrays, "sections")),
        document=arrays["section.document"].astype(np.int64),
        documents=list(Strings(arrays, "documents")),
        checksums=list(Strings(arrays, "checksums")),
        texts=[text[start:end] for start, end in pairwise(ends)],
        dates=arrays["section.date"].astype(np.int64),
        words=words_of(arrays),
        links=_links_of(arrays),
        facets={name: _values_of(arrays, name) for name in FACET_COLUMNS},
    )


def _links_of(arrays: Mapping[str, Array]) -> Links:
    lefts, first = arrays["links.lefts"].astype(np.int64), arrays["links.starts"].astype(np.int64)
    sizes = np.diff(first)
    text = arrays["pieces.text"].tobytes().decode("utf-8", "surrogatepass")
    return Links(
        pieces=text.split("\n")[1:-1],
        left=np.repeat(np.repeat(np.arange(len(lefts) - 1), np.diff(lefts)), sizes),
        right=np.repeat(arrays["links.rights"].astype(np.int64), sizes),
        section=arrays["links.sections"].astype(np.int64),
        count=arrays["links.counts"].astype(np.int64),
    )


def _values_of(arrays: Mapping[str, Array], name: str) -> Values:
    first = arrays[f"{name}.starts"].astype(np.int64)
    return Values(
        values=list(Strings(arrays, f"{name}.values")),
        value=np.repeat(np.arange(len(first) - 1), np.diff(first)),
        section=arrays[f"{name}.sections"].astype(np.int64),
    )
