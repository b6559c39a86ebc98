"""Check a release."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.terminal.options import KeyFile, Release
from pipeline.terminal.voice import complain, tell


def command(
    release: Release,
    signer: Annotated[
        Path | None, typer.Option("--signer", help="Public key of who must have signed it (minisign or PEM).")
    ] = None,
    key: KeyFile = None,
    sql: Annotated[
        bool,
        typer.Option("--sql", help="Print the checks as DuckDB SQL, for who does not trust estompe; do nothing else."),
    ] = False,
) -> None:
    """Check signature and files of a release, and recompute what they can prove; needs nothing but the folder."""
    from pipeline import verify as again

    if sql:
        print(again.script(release), end="")
        return
    problems = again.verify(release, key, signer)
    for problem in problems:
        complain(problem)
    if problems:
        raise typer.Exit(4)
    tell(again.standing(release, signer))
