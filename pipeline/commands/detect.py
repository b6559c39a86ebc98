"""What the columns hold."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from pipeline.terminal.language import number, said
from pipeline.terminal.options import (
    AsJson,
    Delimiter,
    Encoding,
    Files,
    Memory,
    NoHeader,
    PolicyFile,
    ProgressForm,
    Quiet,
    SkipLines,
    request,
)
from pipeline.terminal.voice import print_json, print_table, tell


def command(
    files: Files,
    policy: PolicyFile = None,
    passwords: Annotated[
        bool, typer.Option("--passwords", help="Also say what the passwords say: strength, reuse, patterns.")
    ] = False,
    as_json: AsJson = False,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = False,
    skip_lines: SkipLines = 0,
    memory: Memory = None,
    quiet: Quiet = False,
    progress_form: ProgressForm = "auto",
) -> None:
    """Tell what each column holds, what would happen to it, how sure that is, and why."""
    from dataclasses import asdict

    from pipeline import credentials, flow
    from pipeline.job import Job
    from pipeline.terminal.session import session

    asked = request(files, policy, encoding, delimiter, no_header, skip_lines, memory=memory)
    with session(None, False, quiet, form=progress_form) as (work, progress):
        job = Job(asked, work, progress)
        profiles = flow.know(job)
        findings = credentials.tell(job, profiles) if passwords else None
    columns = [asdict(column) for profile in profiles for column in profile.columns]
    if as_json:
        print_json({"columns": columns} | ({"passwords": findings} if passwords else {}))
        return
    print_table(
        ["column", "entity", "treatment", "sure", "why"],
        [
            [c["name"], c["entity"] or "-", c["treatment"], number(c["confidence"], ".2f"), said(c["why"])]
            for c in columns
        ],
    )
    if passwords:
        _show(findings)


def _show(findings: dict[str, Any] | None) -> None:
    """Print the findings about passwords: counts of this leak, which no tier has checked."""
    if findings is None:
        tell("no column holds passwords")
        return
    told = ("storage", "strength", "pattern", "account")
    rows = [[said(kind), said(word), number(count)] for kind in told for word, count in findings[kind].items()]
    rows += [
        [said("shared by several persons"), said(word), number(count)] for word, count in findings["reuse"].items()
    ]
    print()
    print_table(["passwords", "which", "records"], rows)
