"""The records that could not be read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.core.errors import UsageError
from pipeline.terminal.language import said
from pipeline.terminal.options import AsJson
from pipeline.terminal.voice import print_json, print_table

group = typer.Typer(no_args_is_help=True, help="List the records that could not be read, or read their places again.")

Work = Annotated[Path, typer.Argument(help="Work folder of a run or an ingest (--work).", show_default=False)]


@group.command("list")
def list_(work: Work, as_json: AsJson = False) -> None:
    """Count the quarantined records by file and reason."""
    from pipeline.ingest.revisit import contents

    found = contents(work)
    if as_json:
        print_json({"quarantine": found})
        return
    rows = [
        [str(row[key]) for key in ("file", "reason", "count", "first_line")] + [said(row["meaning"])] for row in found
    ]
    print_table(["file", "reason", "records", "first line", "meaning"], rows)


@group.command("open")
def open_(
    work: Work,
    files: Annotated[list[Path], typer.Argument(help="The leak files that were read.", show_default=False)],
    reason: Annotated[str | None, typer.Option("--reason", help="Only records of this reason.")] = None,
    most: Annotated[int, typer.Option("--number", "-n", min=1, help="How many records.")] = 20,
) -> None:
    """Show quarantined records as they stand in the leak. On a terminal only: what it shows is raw."""
    from pipeline.ingest.quarantine import REASONS
    from pipeline.ingest.revisit import look_again
    from pipeline.terminal.screen import printable

    if not sys.stdout.isatty():
        raise UsageError("quarantine open: shows raw records, on a terminal only", "no pipe, no file")
    if reason is not None and reason not in REASONS:
        raise UsageError(f"--reason {reason}: is no reason", f"one of {', '.join(REASONS)}")
    for found in look_again(work, files, reason, most):
        where = said(f"line {found.reject.line}") if found.reject.line else said(f"byte {found.reject.offset}")
        print(f"{printable(found.name)}, {where}, {found.reject.reason} ({said(REASONS[found.reject.reason])}):")
        print(f"    {printable(found.text)}")
