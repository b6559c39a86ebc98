"""DuckDB with everything closed that a release does not need: network, files, extensions, settings (threat T21)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from pipeline.core.errors import InputError

_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}


@contextmanager
def fresh(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a new database file for writing, with small blocks and no spilling to disk."""
    connection = duckdb.connect(":memory:", config=_CLOSED)
    try:
        connection.execute("SET max_temp_directory_size = '0KiB'")
        place = str(path).replace("'", "''")
        connection.execute(f"ATTACH '{place}' AS release (BLOCK_SIZE 16384, STORAGE_VERSION 'v1.2.0')")
        connection.execute("USE release")
        connection.execute("SET enable_external_access = false")
        yield connection
        connection.execute("CHECKPOINT release")
    finally:
        connection.close()


@contextmanager
def locked(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a release database read-only: no other file, no network, no extension, and no way to change that.

    Raises
    ------
    InputError
        When ``path`` is no DuckDB database.
    """
    if not path.is_file():
        raise InputError(f"{path.parent.name}: holds no {path.name}", "name the folder that estompe run wrote")
    try:
        connection = duckdb.connect(str(path), read_only=True, config=_CLOSED)
    except duckdb.Error:
        raise InputError(f"{path.name}: is no DuckDB database, or is damaged") from None
    try:
        connection.execute("SET temp_directory = ''")  # else a folder beside the file stays open to COPY
        _lock(connection)
        yield connection
    finally:
        connection.close()


@contextmanager
def in_memory(tables: Mapping[str, pa.Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Put tables into a database in memory: nothing on disk, no file, no network, no extension."""
    connection = duckdb.connect(":memory:", config=_CLOSED)
    try:
        connection.execute("SET max_temp_directory_size = '0KiB'")
        connection.execute("SET temp_directory = ''")
        for name, table in tables.items():
            connection.register(name, table)
        _lock(connection)
        yield connection
    finally:
        connection.close()


def _lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing outside from here on. Without the second line, COPY may write over the open database file itself."""
    connection.execute("SET enable_external_access = false")
    connection.execute("SET disabled_filesystems = 'LocalFileSystem'")
    connection.execute("SET lock_configuration = true")
