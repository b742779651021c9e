"""What is left out of a document's evidence comes back, also where it says something else than usual."""

from __future__ import annotations

import pytest

from index.graph.evidence import Definition, DocumentEvidence, Mark, Presence, SectionConcepts, Statement
from index.graph.model import Evidence
from index.graph.shortened_evidence import lengthened, shortened


@pytest.mark.parametrize("section", ["notes:a:b.md#L3", "other:c.md#L3", "", "notes:a:b.md"])
@pytest.mark.parametrize(("source", "path"), [("notes", "a:b.md"), ("other", "c.md"), ("", "")])
def test_evidence_of_any_section_and_page_comes_back(section: str, source: str, path: str) -> None:
    quote = Evidence(section, source, path, 3, "容器是镜像的实例。", None, None, "verb", 0.7)
    kept = DocumentEvidence(
        "notes:a:b.md",
        1,
        "f",
        (Statement("container", "instance_of", "image", False, True, quote, (("version", "1"),)),),
        (Definition("container", 0.5, quote, ("image",)),),
        (SectionConcepts(section, "容器", 2, 9, (Presence("image", 1, False, True, 0.5, 0.5),)),),
        (("container", "image"),),
        marks=(Mark("default", "image", "", quote),),
    )
    assert DocumentEvidence.from_dict(lengthened(shortened(kept.to_dict()))) == kept
