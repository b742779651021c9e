"""Taiwan's words in characters that both scripts share."""

from __future__ import annotations

import pytest

from index.query.repair import Known, apply
from index.query.taiwan import repairs


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("伺服器", "服务器"),
        ("部署伺服器", "部署服务器"),
        ("硬碟", "硬碟"),  # the documents speak of no 硬盘
        ("镜像", "镜像"),
        ("互联网域名", "互联网域名"),
        ("docker", "docker"),
        ("", ""),
    ],
)
def test_they_are_read_in_the_mainlands_where_the_documents_have_those(known: Known, text: str, read: str) -> None:
    found = repairs(text, known)
    assert apply(text, found) == read
    assert {repair.reason for repair in found} <= {"variant"}
