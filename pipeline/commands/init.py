"""A policy to edit."""

from __future__ import annotations

from pipeline.terminal.language import said
from pipeline.terminal.options import Delimiter, Encoding, Files, NoHeader, Quiet, SkipLines, request


def command(
    files: Files,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = False,
    skip_lines: SkipLines = 0,
    quiet: Quiet = False,
) -> None:
    """Write a policy to edit on stdout: every column, what it holds, what would happen to it, and why."""
    from pipeline import flow
    from pipeline.job import Job
    from pipeline.terminal.session import session

    asked = request(files, None, encoding, delimiter, no_header, skip_lines)
    with session(None, False, quiet) as (work, progress):
        text = flow.propose(Job(asked, work, progress), said)
    print(text, end="")
