"""Measures and attacks on a release."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.terminal.options import (
    AsJson,
    Delimiter,
    Encoding,
    KeyFile,
    NoHeader,
    PolicyFile,
    Quiet,
    SkipLines,
    WorkFolder,
    request,
)
from pipeline.terminal.voice import print_json, say


def command(
    release: Annotated[
        Path,
        typer.Argument(help="Folder that `estompe run` wrote, or a Parquet or CSV file of rows.", show_default=False),
    ],
    against: Annotated[
        list[Path] | None, typer.Option("--against", help="A file of the leak: attack with it in hand; repeatable.")
    ] = None,
    earlier: Annotated[
        list[Path] | None, typer.Option("--earlier", help="An earlier release of the same project; repeatable.")
    ] = None,
    policy: PolicyFile = None,
    key: KeyFile = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = False,
    skip_lines: SkipLines = 0,
    work_folder: WorkFolder = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Measure a release again from its files; with the leak in hand, attack it. Exit code 4 when it is refused."""
    from pipeline import examined
    from pipeline.assess import verdict
    from pipeline.terminal.figures import show
    from pipeline.terminal.session import session

    asked = request(list(against or ()), policy, encoding, delimiter, no_header, skip_lines)
    question = examined.Question(
        release, asked if against else None, tuple(earlier or ()), key, asked.policy.thresholds if policy else None
    )
    with session(work_folder, False, quiet) as (work, progress):
        result = examined.examine(question, work, progress)
    if as_json:
        print_json(result)
    else:
        show(result)
    refused = verdict.refusal(result)
    if refused is not None:
        raise refused
    if not against:
        say(quiet, "Measured from the written files; --against LEAK attacks the release with the leak in hand.")
