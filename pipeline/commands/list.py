"""What there is of each kind."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.core.errors import UsageError
from pipeline.terminal.language import said
from pipeline.terminal.voice import print_table


def command(
    what: Annotated[
        str,
        typer.Argument(help="recognisers, transforms, formats, outputs, protections, attacks, measures or engines."),
    ],
) -> None:
    """List what estompe knows of one kind."""
    from pipeline import flow

    kinds = flow.catalogue()
    if what not in kinds:
        raise UsageError(f"{what}: there is no such list", f"one of {', '.join(kinds)}")
    print_table(["name", "what"], [[name, said(told)] for name, told in kinds[what]()])
