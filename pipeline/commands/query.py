"""Ask a release in SQL."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.terminal.options import KeyFile, Release
from pipeline.terminal.voice import print_json, print_table


def command(
    release: Release,
    sql: Annotated[str | None, typer.Argument(help="A query; without one, the tables and views.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on stdout.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on stdout.")] = False,
    key: KeyFile = None,
    parquet: Annotated[Path | None, typer.Option("--parquet", help="Write the result to this file.")] = None,
) -> None:
    """Ask a release in SQL: read-only, without access to anything else."""
    from pipeline.publish import ask, sealed

    result = ask.ask(release, sql) if key is None else sealed.answer(release, key, sql)
    if parquet is not None:
        ask.save(result, parquet)
    elif as_json:
        print_json(ask.rows(result))
    elif as_csv:
        sys.stdout.write(ask.csv(result))
    else:
        print_table(
            list(result.column_names), [["" if v is None else str(v) for v in row.values()] for row in ask.rows(result)]
        )
