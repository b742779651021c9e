"""Documents are worked on in batches, and each as it would be alone."""

from __future__ import annotations

import pickle
from itertools import chain
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from corpus.sources import SourceSpec, open_source
from index.document_work import BATCH, LEAST, SHARE, DocumentWork, Task, batches
from index.graph.vocabulary import load_vocabulary

VOCABULARY = Path(__file__).resolve().parents[2] / "corpus" / "vocabulary" / "docker.toml"


@given(st.lists(st.integers(0, 1 << 20), max_size=300), st.integers(1, 16))
def test_batches_have_all_tasks_in_order_and_are_bounded(sizes: list[int], processes: int) -> None:
    tasks = [Task("docs", f"{number}.md", size) for number, size in enumerate(sizes)]
    found = batches(tasks, processes)
    assert list(chain.from_iterable(found)) == tasks
    left = sum(max(LEAST, size) for size in sizes)
    for batch in found:
        weights = [max(LEAST, task.size) for task in batch]
        assert sum(weights[:-1]) < max(1, min(BATCH, left // (SHARE * processes)))
        left -= sum(weights)


def test_a_document_of_a_batch_is_worked_on_as_if_alone(tmp_path: Path) -> None:
    texts = (
        "# 镜像\n\n镜像是容器的模板。",
        "",
        "# Container\n\n容器由镜像创建。\n\n- 仓库\n- 标签",
        "\ufeff# 鏡像\n\n容器 {{",
    )
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.md").write_text(text, encoding="utf-8")
    source = open_source(SourceSpec("docs", "directory", "plain", path=str(tmp_path)), tmp_path / "kept")
    tasks = [Task("docs", file.path) for file in source.files()]
    work = DocumentWork({"docs": source}, load_vocabulary(VOCABULARY))
    together = work(tasks)
    assert len(together) == len(texts)
    assert together == [worked for task in tasks for worked in pickle.loads(pickle.dumps(work))([task])]
