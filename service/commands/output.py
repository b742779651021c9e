"""What commands print: tables and marked text for people, JSON for machines."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click
import orjson

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID
    from rich.text import Text

#: What the stages of building and syncing are called for people.
STAGES = {"reading": "读取文档", "graph": "概念图", "writing": "写入索引", "search": "补全与词表"}

#: Characters by which a text would move the cursor, change colours, name the window, or turn the order of writing.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def console() -> Console:
    """Standard output for people; plain where it is no terminal. Texts that are printed cannot steer the terminal."""
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

    class Terminal(Console):
        def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
            for text, style, control in super().render(renderable, options):
                yield Segment(text if control else without_controls(text), style, control)

    return Terminal(highlight=False, soft_wrap=True)


def without_controls(text: str) -> str:
    """A text of a document as a terminal may be given it: what is not to be seen is replaced, but ends of lines."""
    return _CONTROLS.sub("\ufffd", text)


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
    click.echo(f"xunmai: {without_controls(message)}", err=True)


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
