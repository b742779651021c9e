"""What commands print: tables and marked text for people, JSON for machines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click
import orjson

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID
    from rich.text import Text

#: What the stages of building and syncing are called for people.
STAGES = {"reading": "读取文档", "graph": "概念图", "writing": "写入索引", "search": "补全与词表"}


def console() -> Console:
    """Standard output for people; plain where it is no terminal."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def print_json(payload: object) -> None:
    """One JSON document on standard output."""
    sys.stdout.buffer.write(orjson.dumps(payload, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


def marked(text: str, marks: Iterable[Sequence[int]], style: str = "bold yellow") -> Text:
    """Plain text with its marks shown."""
    from rich.text import Text

    shown = Text(text)
    for start, end in marks:
        shown.stylize(style, start, end)
    return shown


def warn(message: str) -> None:
    """A warning on standard error."""
    click.echo(f"xunmai: {message}", err=True)


class Bars:
    """Progress bars on standard error, one a stage; silent where that is no terminal."""

    def __init__(self) -> None:
        self._progress = _progress() if sys.stderr.isatty() else None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Bars:
        if self._progress:
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress:
            self._progress.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Shows how far a stage is."""
        if self._progress is None:
            return
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(STAGES.get(stage, stage), total=total)
        self._progress.update(self._tasks[stage], completed=done, total=total)


def _progress() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))
