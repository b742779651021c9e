"""xunmai backup: one archive of a generation."""

from __future__ import annotations

from pathlib import Path

import click

from index.backup import backup
from service.commands.options import with_settings
from service.config import Settings
from service.wiring import open_generations


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--generation", metavar="ID", help="The generation (default: the one that serves).")
@with_settings
def command(settings: Settings, file: Path, generation: str | None) -> None:
    """Write a generation to FILE: documents and graph as plain data, with their checksums."""
    if not file.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {file.absolute().parent}", param_hint="FILE")
    written = backup(open_generations(settings), file, generation)
    click.echo(f"{written} 已备份到 · backed up to {file} ({file.stat().st_size / 1e6:.1f} MB)")
