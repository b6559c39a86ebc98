"""A synthetic leak, its release and its report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.core.errors import UsageError
from pipeline.terminal.options import Force, Quiet, request
from pipeline.terminal.voice import conclude, say


def command(
    rows: Annotated[int, typer.Option("--rows", min=1, help="Records of the generated leak.")] = 491_840,
    out: Annotated[Path, typer.Option("--out", help="Folder for the leak and its release.")] = Path("demo"),
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Make a synthetic leak, then its public release and report, in one command."""
    from pipeline import flow
    from pipeline.publish.stage import check_target
    from pipeline.terminal.session import session
    from synthetic.leak import Parameters
    from synthetic.writer import write

    with session(None, False, quiet) as (work, progress):
        leak, release = out / "leak.csv", out / "release"
        if release.exists():
            check_target(release, force)
        if leak.exists() and not (force and (out / "truth.json").exists()):
            raise UsageError(f"{leak}: exists already", "name another folder with --out; --force replaces a demo only")
        say(quiet, f"Making a synthetic leak of {rows:,} records (nobody in it exists) ...")
        write(Parameters(rows, seed=2021, dirt=0.002), out)
        facts = flow.run(request([leak]), release, work, progress, force)
    conclude(facts, release, quiet)
