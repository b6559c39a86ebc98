"""Questions to a release, in SQL: read-only, one database, nothing else within reach."""

from __future__ import annotations

import csv as csv_format
import io
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.core.database import locked
from pipeline.core.errors import UsageError
from pipeline.publish.manifest import DATABASE

CONTENTS = """
    SELECT name, kind, rows, comment FROM (
        SELECT table_name AS name, 'table' AS kind, estimated_size AS rows, comment FROM duckdb_tables()
        UNION ALL
        SELECT view_name, 'view', NULL, comment FROM duckdb_views() WHERE NOT internal
    ) ORDER BY kind DESC, name
"""


def ask(release: Path, sql: str | None = None) -> pa.Table:
    """Answer one query; without one, list tables and views.

    Raises
    ------
    UsageError
        When DuckDB refuses the query; its words are about the query and the published tables.
    """
    if not (release / DATABASE).exists() and (release / "records.parquet").exists():
        raise UsageError(f"{release.name}: its records are encrypted", "open them with --key FILE")
    with locked(release / DATABASE) as connection:
        try:
            found = connection.sql(sql or CONTENTS)
            return found.to_arrow_table() if found is not None else pa.table({})
        except duckdb.Error as error:
            first = str(error).strip().splitlines()[0]
            raise UsageError(f"the query is refused: {first}", "estompe query RELEASE lists tables and views") from None


def names(release: Path) -> list[str]:
    """What a query may name: tables, views and columns."""
    asked = (
        "SELECT DISTINCT unnest([table_name, column_name]) AS name FROM duckdb_columns() WHERE NOT internal ORDER BY 1"
    )
    return [str(row["name"]) for row in rows(ask(release, asked))]


def rows(result: pa.Table) -> list[dict[str, Any]]:
    """The answer as a list of rows."""
    return list(result.to_pylist())


def csv(result: pa.Table) -> str:
    """The answer as CSV with a header."""
    text = io.StringIO()
    writer = csv_format.writer(text, lineterminator="\n")
    writer.writerow(result.column_names)
    writer.writerows(row.values() for row in rows(result))
    return text.getvalue()


def save(result: pa.Table, path: Path) -> None:
    """Write the answer to a Parquet file."""
    try:
        pq.write_table(result, path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})", "name another file with --parquet") from None
    except pa.ArrowException:
        raise UsageError("the answer has a type that Parquet does not hold", "cast it in the query") from None
