"""Whether a policy is right."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.core.errors import PolicyError
from pipeline.terminal.language import line
from pipeline.terminal.options import Delimiter, Encoding, NoHeader, Quiet, SkipLines, request
from pipeline.terminal.voice import say


def command(
    policy: Annotated[Path, typer.Argument(help="Policy file.", show_default=False)],
    files: Annotated[
        list[Path] | None, typer.Argument(help="Leak files that it is for: are all columns in it?", show_default=False)
    ] = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = False,
    skip_lines: SkipLines = 0,
    quiet: Quiet = False,
) -> None:
    """Check a policy: every wrong key, one a line, and the columns of the files that it does not list."""
    from pipeline import flow
    from pipeline.terminal.screen import printable
    from pipeline.terminal.session import session

    asked = request(files or [], None, encoding, delimiter, no_header, skip_lines)
    with session(None, False, quiet or not files) as (work, progress):
        problems = flow.examine(policy, asked.paths, asked.overrides, work, progress)
    for problem in problems:
        print(printable(line(problem)))
    if problems:
        raise PolicyError(f"{policy.name}: {len(problems)} problem{'s' if len(problems) > 1 else ''}")
    say(quiet, f"{policy.name}: nothing is wrong")
