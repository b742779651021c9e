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
from itertools import pairwise
from typing import Any

import orjson

from index.engines.opensearch_client import ClusterSettings
from index.ports import AnalyzedDocument, AnalyzedSection
from index.ranking import BM25F
from index.schema import OWN_FIELDS, SCHEMA_VERSION, TEXT_FIELDS, VISIBLE_FIELDS

#: What an index and the file that names it are marked with: raised with `SCHEMA_VERSION`, or when the mapping changes.
LAYOUT = f"{SCHEMA_VERSION}.2"
#: The longest term that is kept, in characters; longer ones are cut.
LONGEST_TERM = 2000
#: How often a term is repeated in the field that candidates are chosen by: the weights of BM25F as whole numbers.
_REPEATED = {name: max(1, round(weight.weight)) for name, weight in BM25F.fields.items()}
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
        "terms": _KEYWORD,
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
    fields = {name: [clean(term) for term in terms] for name, terms in zip(TEXT_FIELDS, section.fields, strict=True)}
    visible = [collapsed(text) for text in section.visible]
    terms = {term for field in fields.values() for term in field}
    return {
        "kind": "section",
        "id": clean(section.id),
        "page": clean(section.page),
        "source": clean(section.source),
        "tag": [clean(tag) for tag in section.tags],
        "concept": list(section.concepts),
        **({"date": section.date, "year": section.date[:4]} if section.date else {}),
        "terms": sorted(terms),
        "own": sorted({term for name in OWN_FIELDS for term in fields[name]}),
        "words": _words(fields, terms),
        **{f"in_{name}": sorted(set(field)) for name, field in fields.items()},
        **{f"length_{name}": len(field) for name, field in fields.items()},
        **{f"one_{name}": sorted(set(text)) for name, text in zip(VISIBLE_FIELDS, visible, strict=True)},
        **{f"two_{name}": pairs(text) for name, text in zip(VISIBLE_FIELDS, visible, strict=True)},
        "kept": kept([Counter(field) for field in fields.values()], visible),
    }


def page_body(document: AnalyzedDocument) -> dict[str, Any]:
    """A page: how often its terms stand in each field, summed or, in fields of the page itself, once (the largest)."""
    counts: list[Counter[str]] = []
    for place, name in enumerate(TEXT_FIELDS):
        total = Counter[str]()
        for section in document.sections:
            here = Counter(clean(term) for term in section.fields[place])
            total = total + here if name in OWN_FIELDS else total | here
        counts.append(total)
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
    repeated = [
        term
        for name, field in fields.items()
        if BM25F.fields[name].weight
        for term in field
        for _ in range(_REPEATED[name])
    ]
    return repeated + sorted(terms.difference(repeated))


def clean(text: str) -> str:
    """Text as the cluster can keep it: no halves of surrogate pairs, and not longer than a term may be."""
    text = text[:LONGEST_TERM]
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def collapsed(text: str) -> str:
    """Text with one space for each run of white space."""
    return _SPACES.sub(" ", text if text.isascii() else text.encode("utf-8", "replace").decode())


def pairs(text: str) -> str:
    """All pairs of neighbouring characters of a collapsed text, in order, parted by spaces."""
    named = [_name(character) for character in text]
    return " ".join(first + second for first, second in pairwise(named))


def _name(character: str) -> str:
    """A character as part of a token: itself, or its code where an analyzer could take it for white space."""
    return character if character.isalnum() else f"<{ord(character):x}>"
