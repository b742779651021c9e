"""xunmai restore: a generation back from an archive."""

from __future__ import annotations

from pathlib import Path

import click

from service.commands.build import print_report, report_json
from service.commands.options import with_settings
from service.commands.output import Bars, print_json
from service.config import Settings
from service.wiring import restore_generation


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@with_settings
def command(settings: Settings, file: Path, as_json: bool) -> None:
    """Make the generation in FILE serve, after all of it was verified; the text index is made anew.

    An archive that is altered, too large or names paths outside its folder is refused, and nothing changes.
    """
    with Bars() as bars:
        report = restore_generation(settings, file, progress=bars)
    if as_json:
        print_json(report_json(report))
    else:
        print_report(report)
