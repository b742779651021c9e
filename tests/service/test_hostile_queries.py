"""Queries made to hurt: none is an error, none takes long."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

#: `HOSTILE_QUERIES=10000 pytest -s tests/service/test_hostile_queries.py` is the long run.
QUERIES = int(os.environ.get("HOSTILE_QUERIES", "600"))
SEED = 20260101
ALPHABETS = (
    "镜像容器仓库数据卷网络命名空间构建上下文",
    "鏡像容器倉庫資料卷網路",
    "docker image run compose volume network registry --rm /var/lib/ :latest 18.09 ",
    "rongqijingxiangcangkushujujuan zhchsh",
    '"()-*:~^[]{}\\/+!?|&<>=%#@$,.;`',
    "\0\x01\x1f\x7f\u200b\u200d\u202e\ufeff\u0301\u20dd\U000e0001\ud7ff",
    "㎏ﬁ①ＡＢＣ％　ｶﾞ゛",
    "🐳🧑‍💻🏳️‍🌈",
    "aaaaaaaa",
    "的的的的是是是",
)
WORDS = ("AND", "OR", "NOT", "title:", "tag:", "source:", '"', "-", "(", ")", "镜像", "docker*", "*", "容*", '"镜像"')
WHOLE = (
    "*" * 256, '"' * 256, "-" * 256, "(" * 256, "a*" * 128, "的" * 256, "镜" * 256, "docker " * 36, "AND " * 64,
    "-a " * 85, '"a" ' * 64, "title:" * 42, "镜 " * 128, "a b c d e f g h i j k l m n o p q r s t u v w x y z " * 5,
    "容器镜像仓库网络数据卷" * 23, "rq" * 128, "zhuang" * 42, "/" * 256, "." * 256, "a-" * 128, "9" * 256, "--" * 128,
    '"' + "镜像" * 120 + '"', "\u0301" * 256, "\U000e0001" * 256, "ﷺ" * 256, "😀" * 256,
)  # fmt: skip


def hostile(count: int) -> Iterator[str]:
    """The known ones, then mixtures of alphabets and of the syntax, up to the longest that is allowed."""
    yield from (text[:256] for text in WHOLE)
    chance = random.Random(SEED)
    for _ in range(count - len(WHOLE)):
        if chance.random() < 0.5:
            alphabet = "".join(chance.sample(ALPHABETS, chance.randint(1, 3)))
            text = "".join(chance.choice(alphabet) for _ in range(chance.randint(1, 256)))
        else:
            text = " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 60)))
        yield text[:256].encode("utf-8", "replace").decode()


@pytest.mark.slow
def test_no_query_is_an_error(client: FlaskClient) -> None:
    longest, slowest = 0.0, ""
    client.get("/api/v1/search?q=镜像")
    for number, q in enumerate(hostile(QUERIES)):
        options = {"q": q, "limit": 50, "facets": "source,tag,concept,year", "group": ("none", "page")[number % 2]}
        began = time.thread_time()
        response = client.get("/api/v1/search", query_string=options)
        taken = time.thread_time() - began
        assert response.status_code == 200, ascii(q)
        assert json.loads(response.data)["q"] == q
        assert client.get("/api/v1/suggest", query_string={"q": q}).status_code == 200
        if taken > longest:
            longest, slowest = taken, q
    print(f"{QUERIES} hostile queries, the longest answer {longest * 1000:.0f} ms of processor time: {slowest!a:.99}")
