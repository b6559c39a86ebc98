"""Check a release."""

from __future__ import annotations

import typer

from pipeline.terminal.options import KeyFile, Release
from pipeline.terminal.voice import complain


def command(release: Release, key: KeyFile = None) -> None:
    """Check a release against its manifest and recompute what its files can prove; needs nothing but the folder."""
    from pipeline import verify as again

    problems = again.verify(release, key)
    for problem in problems:
        complain(problem)
    if problems:
        raise typer.Exit(4)
    print("integrity only: every file is as the manifest says, and what they can prove holds; no signature was checked")
