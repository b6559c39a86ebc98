"""Ask a release in SQL."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.core.errors import UsageError
from pipeline.terminal.options import KeyFile, Release
from pipeline.terminal.voice import print_json, print_table, say

if TYPE_CHECKING:
    import pyarrow as pa

    Answering = Callable[[str | None], pa.Table]


def command(
    release: Release,
    sql: Annotated[
        str | None, typer.Argument(help="A query; without one, the tables and views, and a prompt on a terminal.")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on stdout.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on stdout.")] = False,
    key: KeyFile = None,
    parquet: Annotated[Path | None, typer.Option("--parquet", help="Write the result to this file.")] = None,
    allow_small: Annotated[
        bool,
        typer.Option("--allow-small", help="Of records: answer anything, not only counts of enough persons."),
    ] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask: list the tables and end.")] = False,
) -> None:
    """Ask a release in SQL: read-only, without access to anything else."""
    from pipeline.publish import ask, sealed

    if sum((as_csv, as_json, parquet is not None)) > 1:
        raise UsageError("--csv, --json, --parquet: one of them at a time")
    if allow_small and key is None:
        raise UsageError("--allow-small: is about the records of a newsroom release", "leave it out, or take --key")
    answering = partial(ask.ask, release) if key is None else sealed.answering(release, key, allow_small)
    result = answering(sql)
    if parquet is not None:
        ask.save(result, parquet)
    elif as_json:
        print_json(ask.rows(result))
    elif as_csv:
        sys.stdout.write(ask.csv(result))
    else:
        _show(result)
        if sql is None and not no_input and sys.stdin.isatty() and sys.stdout.isatty():
            _converse(release, answering, kept=key is None)
    if key is not None and not allow_small:
        say(False, "Groups of too few persons are left out; --allow-small shows them.")


def _show(result: pa.Table) -> None:
    from pipeline.publish import ask

    lines = [["" if value is None else str(value) for value in row.values()] for row in ask.rows(result)]
    print_table(list(result.column_names), lines)


def _converse(release: Path, answering: Answering, kept: bool) -> None:
    from pipeline.publish import ask
    from pipeline.terminal.prompt import converse

    names = ask.names(release) if kept else ["records", *answering(None)["column_name"].to_pylist()]
    converse(lambda sql: _show(answering(sql)), names, kept)
