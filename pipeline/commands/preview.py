"""Some records, before and after."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.core.errors import UsageError
from pipeline.terminal.options import Delimiter, Encoding, NoHeader, PolicyFile, Quiet, SkipLines, request


def command(
    file: Annotated[Path, typer.Argument(help="A leak file.", show_default=False)],
    policy: PolicyFile = None,
    records: Annotated[int, typer.Option("-n", min=1, max=200, help="How many records.")] = 10,
    show_originals: Annotated[
        bool, typer.Option("--show-originals", help="Show the values themselves, on a terminal only.")
    ] = False,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = False,
    skip_lines: SkipLines = 0,
    quiet: Quiet = False,
) -> None:
    """Show what becomes of some records, drawn over the whole file: what each cell holds, what is kept of it."""
    if show_originals and not sys.stdout.isatty():
        raise UsageError(
            "--show-originals: shows values of the leak on a terminal only, never to a file or a pipe",
            "leave it out: values are then shown by their kind",
        )
    from pipeline import flow
    from pipeline.job import Job
    from pipeline.terminal.before_after import show
    from pipeline.terminal.session import session

    asked = request([file], policy, encoding, delimiter, no_header, skip_lines)
    with session(None, False, quiet) as (work, progress):
        tables = flow.preview(Job(asked, work, progress), records)
    for seen in tables:
        show(seen.profile, seen.before, seen.after, show_originals)
