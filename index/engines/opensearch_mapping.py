"""How a generation lies in an OpenSearch index: the mapping, and sections and pages as its documents.

No plug-in and no analysis in the cluster: terms go in as keywords, one field a text field, made by our own analyzer;
the visible text as pairs of characters in order, so that a phrase of pairs is a substring. A page, in our sense a
document, is kept as one more document with its checksum and what its sections hold together.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from operator import add
from typing import Any

import orjson

from index.engines.opensearch_client import ClusterSettings
from index.ports import AnalyzedDocument, AnalyzedSection
from index.ranking import BM25F
from index.schema import OWN_FIELDS, SCHEMA_VERSION, TEXT_FIELDS, VISIBLE_FIELDS

#: What an index and the file that names it are marked with: raised with `SCHEMA_VERSION`, or when the mapping changes.
LAYOUT = f"{SCHEMA_VERSION}.3"
#: The longest term that is kept, in characters; longer ones are cut.
LONGEST_TERM = 2000
#: How often a term is repeated in the field that candidates are chosen by: the weights of BM25F as whole numbers.
_REPEATED = {name: max(1, round(field.weight)) if field.weight else 0 for name, field in BM25F.fields.items()}
_KEYWORD = {"type": "keyword", "norms": False}
#: Only found by, never sorted or counted by.
_FOUND = {"type": "keyword", "norms": False, "doc_values": False}
#: Only kept.
_UNSEEN = {"type": "keyword", "index": False, "doc_values": False}
_SPACES = re.compile(r"\s+")


def index_body(settings: ClusterSettings) -> Mapping[str, Any]:
    """Settings and mapping of a new index, laid out for loading: no replicas, no refresh until it is full."""
    pairs = {"type": "text", "analyzer": "whitespace", "index_options": "positions", "norms": False}
    properties: dict[str, Any] = {
        "kind": _KEYWORD,
        "id": _KEYWORD,
        "page": _KEYWORD,
        "checksum": {**_KEYWORD, "index": False},
        **dict.fromkeys(("source", "tag", "concept", "date", "year"), _KEYWORD),
        "terms": {**_KEYWORD, "index": False},
        "own": _FOUND,
        "words": {
            "type": "keyword",
            "doc_values": False,
            "norms": True,
            "index_options": "freqs",
            "similarity": "words",
        },
        "sections": _UNSEEN,
        "kept": _UNSEEN,
        **{f"in_{name}": _FOUND for name in TEXT_FIELDS},
        **{f"length_{name}": {"type": "long", "index": False} for name in TEXT_FIELDS},
        **{f"one_{name}": _FOUND for name in VISIBLE_FIELDS},
        **{f"two_{name}": pairs for name in VISIBLE_FIELDS},
    }
    return {
        "settings": {
            "number_of_shards": settings.shards,
            "number_of_replicas": 0,
            "refresh_interval": "-1",
            "max_result_window": 100_000,
            "similarity": {"words": {"type": "BM25", "k1": BM25F.k1, "b": 0.5}},
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"schema": LAYOUT},
            "_source": {"includes": ["page", "checksum", "sections", "kept"]},
            "properties": properties,
        },
    }


def key(name: str) -> str:
    """The cluster's id of a section or page, which may be longer than ids there."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def section_body(section: AnalyzedSection) -> dict[str, Any]:
    """A section as a document of the cluster."""
    fields = {name: _cleaned(terms) for name, terms in zip(TEXT_FIELDS, section.fields, strict=True)}
    counts = {name: Counter(terms) for name, terms in fields.items()}
    visible = {name: collapsed(text) for name, text in zip(VISIBLE_FIELDS, section.visible, strict=True)}
    terms = set().union(*counts.values())
    return {
        "kind": "section",
        "id": clean(section.id),
        "page": clean(section.page),
        "source": clean(section.source),
        "tag": [clean(tag) for tag in section.tags],
        "concept": list(section.concepts),
        **({"date": section.date, "year": section.date[:4]} if section.date else {}),
        "terms": list(terms),
        "own": list(set().union(*[counts[name] for name in OWN_FIELDS])),
        "words": _words(fields, terms),
        **{f"in_{name}": list(found) for name, found in counts.items()},
        **{f"length_{name}": len(terms) for name, terms in fields.items()},
        **{f"one_{name}": list(set(text)) for name, text in visible.items()},
        **{f"two_{name}": pairs(text) for name, text in visible.items()},
        "kept": kept(list(counts.values()), list(visible.values())),
    }


def page_body(document: AnalyzedDocument) -> dict[str, Any]:
    """A page: how often its terms stand in each field, summed or, in fields of the page itself, once (the largest)."""
    counts = [Counter[str]() for _ in TEXT_FIELDS]
    for section in document.sections:
        for name, total, terms in zip(TEXT_FIELDS, counts, section.fields, strict=True):
            if name in OWN_FIELDS:
                total.update(_cleaned(terms))
            else:
                total |= Counter(_cleaned(terms))
    return {
        "kind": "page" if document.sections else "empty",
        "page": clean(document.id),
        "checksum": document.checksum,
        **{f"length_{name}": total.total() for name, total in zip(TEXT_FIELDS, counts, strict=True)},
        "sections": [key(section.id) for section in document.sections],
        "kept": kept(counts),
    }


def kept(counts: Sequence[Counter[str]], visible: Sequence[str] = ()) -> str:
    """What scoring needs, as one string of JSON, which the cluster need not look into."""
    terms, numbers = [list(field) for field in counts], [list(field.values()) for field in counts]
    return orjson.dumps({"terms": terms, "counts": numbers, "visible": visible}).decode()


def _words(fields: Mapping[str, Sequence[str]], terms: set[str]) -> list[str]:
    """All terms, each as often as it counts, but at least once."""
    repeated: list[str] = []
    for name, field in fields.items():
        repeated += list(field) * _REPEATED[name]
    return repeated + list(terms.difference(repeated))


def clean(text: str) -> str:
    """Text as the cluster can keep it: no halves of surrogate pairs, and not longer than a term may be."""
    text = text[:LONGEST_TERM]
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _cleaned(terms: Sequence[str]) -> Sequence[str]:
    """Terms as the cluster can keep them: nearly always as they are, which is found out for all at once."""
    try:
        "".join(terms).encode()
    except UnicodeEncodeError:
        return [clean(term) for term in terms]
    return terms if max(map(len, terms), default=0) <= LONGEST_TERM else [clean(term) for term in terms]


def collapsed(text: str) -> str:
    """Text with one space for each run of white space."""
    return _SPACES.sub(" ", text if text.isascii() else text.encode("utf-8", "replace").decode())


def pairs(text: str) -> str:
    """All pairs of neighbouring characters of a collapsed text, in order, parted by spaces."""
    named = list(map(_name, text))
    return " ".join(map(add, named, named[1:]))


@cache
def _name(character: str) -> str:
    """A character as part of a token: itself, or its code where an analyzer could take it for white space."""
    return character if character.isalnum() else f"<{ord(character):x}>"
