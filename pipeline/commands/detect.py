"""What the columns hold."""

from __future__ import annotations

from pipeline.terminal.options import (
    AsJson,
    Delimiter,
    Encoding,
    Files,
    NoHeader,
    PolicyFile,
    Quiet,
    SkipLines,
    request,
)
from pipeline.terminal.voice import print_json, print_table


def command(
    files: Files,
    policy: PolicyFile = None,
    as_json: AsJson = False,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = False,
    skip_lines: SkipLines = 0,
    quiet: Quiet = False,
) -> None:
    """Tell what each column holds, what would happen to it, how sure that is, and why."""
    from dataclasses import asdict

    from pipeline import flow
    from pipeline.job import Job
    from pipeline.terminal.session import session

    asked = request(files, policy, encoding, delimiter, no_header, skip_lines)
    with session(None, False, quiet) as (work, progress):
        profiles = flow.know(Job(asked, work, progress))
    columns = [asdict(column) for profile in profiles for column in profile.columns]
    if as_json:
        print_json({"columns": columns})
        return
    print_table(
        ["column", "entity", "treatment", "sure", "why"],
        [[c["name"], c["entity"] or "-", c["treatment"], f"{c['confidence']:.2f}", c["why"]] for c in columns],
    )
