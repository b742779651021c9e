"""What commands print: tables and marked text for people, JSON for machines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

#: What the stages of building and syncing are called for people.
STAGES = {"reading": "读取文档", "graph": "概念图", "writing": "写入索引", "search": "补全与词表"}


def console() -> Console:
    """Standard output for people; plain where it is no terminal."""
    return Console(highlight=False, soft_wrap=True)


def print_json(payload: object) -> None:
    """One JSON document on standard output."""
    sys.stdout.buffer.write(orjson.dumps(payload, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


def marked(text: str, marks: Iterable[Sequence[int]], style: str = "bold yellow") -> Text:
    """Plain text with its marks shown."""
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
        self._console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Bars:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Shows how far a stage is."""
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(STAGES.get(stage, stage), total=total)
        self._progress.update(self._tasks[stage], completed=done, total=total)
