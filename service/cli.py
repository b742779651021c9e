"""The command `xunmai`: a list of commands, each imported when it is called, and one place for what goes wrong."""

from __future__ import annotations

import atexit
import importlib
import os
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

import click


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: the module below `service.commands` that holds it as `command`, and its line in the help."""

    module: str
    help: str


COMMANDS = {
    "sync": Entry("sync", "取回 git 来源 · Bring the git sources up to date."),
    "build": Entry("build", "建立索引与概念图 · Read every source into a new generation."),
    "serve": Entry("serve", "提供检索服务 · Serve over HTTP."),
    "search": Entry("search", "在终端里检索 · Search in the terminal."),
    "analyze": Entry("analyze", "查看分词与概念 · Show the tokens and concepts of a text."),
    "explain": Entry("explain", "说明排序的缘由 · Say why a section ranks where it does."),
    "graph": Entry("graph", "概念图 · Show, explain, export and check the concept graph."),
    "generations": Entry("generations", "各代索引 · List, activate and prune the kept generations."),
    "check": Entry("check", "核对当前一代 · Verify the active generation against its manifest."),
    "backup": Entry("backup", "备份 · Write a generation into one archive."),
    "restore": Entry("restore", "恢复 · Bring a generation back from an archive."),
    "report": Entry("report", "使用报告 · Report what readers did not find."),
    "eval": Entry("evaluate", "评测检索质量 · Run judged queries and print the measures."),
}


class LazyGroup(click.Group):
    """Knows its commands by name, and imports only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the list."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = importlib.import_module(f"service.commands.{entry.module}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list, without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="xunmai")
def xunmai() -> None:
    """寻脉：读懂概念的中文文档检索 · Search for Chinese documentation that understands how concepts hang together."""


def main() -> None:
    """Runs the command line; what is wrong is said in one line, with the exit status of the error."""
    try:
        status = xunmai.main(prog_name="xunmai", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        status = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except Exception as error:
        status = _fail(error)
    _end(status if isinstance(status, int) else 0)


def _end(status: int) -> NoReturn:
    """Ends the process. What it built in memory is left to the system, as taking it apart would take 0.1 s after a
    build; where threads are at work, Python sees to their end."""
    if threading.active_count() > 1:
        sys.exit(status)
    atexit._run_exitfuncs()
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


def _fail(error: Exception) -> int:
    """Says an error of ours, or of the system below; anything else is a defect and shows its trace."""
    from corpus.errors import XunmaiError
    from service.commands.output import warn

    if isinstance(error, XunmaiError):
        nearest = ", ".join(getattr(error, "nearest", ()))
        warn(f"{error}; 相近的有 · near to it: {nearest}" if nearest else str(error))
        return error.exit_status
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename else ""
        click.echo(f"xunmai: {place}{error.strerror}", err=True)
        return 2
    raise error


if __name__ == "__main__":
    main()
