"""The manifest: what the release is, what the gate said, and a digest of every file."""

from __future__ import annotations

import hashlib
import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pipeline.core import signing
from pipeline.core.database import locked
from pipeline.core.errors import InputError
from pipeline.core.sums import sha256
from pipeline.core.vocabulary import ROWS
from pipeline.publish import signature
from pipeline.publish.tables import TWIN

NAME = "manifest.json"
DATABASE = "release.duckdb"
HEADERS = 3 * 4096
"""Bytes of a DuckDB file before its blocks; headers and blocks have checksums of their own."""

_CUBE = re.compile(r"[a-z][a-z0-9_]{0,59}")
_ALWAYS = frozenset({"files", "counts", "policy", "columns", "gate", "release_id"})
_REQUIRED = {
    "newsroom": _ALWAYS | {"key_fingerprint", "order", "label"},
    "research": _ALWAYS | {"k", "order", "rows", "version", "policy_digest"},
}
_PUBLIC = _ALWAYS | {"cubes", "k"}


def published(cubes: list[dict[str, Any]], columns: list[dict[str, Any]]) -> dict[str, int]:
    """What came out, as counts: cubes, their cells, and of how many columns of the leak nothing came."""
    return {
        "cubes": len(cubes),
        "cells": sum(cube["cells"] for cube in cubes),
        "columns_suppressed": sum(column["treatment"] == "suppress" for column in columns),
    }


def published_rows(rows: int, order: list[str], columns: list[dict[str, Any]]) -> dict[str, int]:
    """What came out of a leak as rows, as counts: rows, their columns, and of how many columns of the leak nothing."""
    suppressed = sum(column["treatment"] == "suppress" for column in columns)
    return {"rows": rows, "columns": len(order), "columns_suppressed": suppressed}


def versions() -> dict[str, str]:
    """The software whose version may change a byte of a release."""
    return {name: version(name) for name in ("estompe", "duckdb", "pyarrow", "polars")}


def digest(path: Path) -> str:
    """SHA-256 of a file; of a database, of its content: tables, views, macros, comments and rows (its bytes vary)."""
    if path.name == DATABASE:
        return f"content-sha256:{_database_digest(path)}"
    return f"sha256:{sha256(path)}"


def files(folder: Path) -> dict[str, str]:
    """Digest of every file of a release but the manifest and its signature, by path."""
    apart = (folder / NAME, folder / signature.NAME)
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path not in apart)
    return {path.relative_to(folder).as_posix(): digest(path) for path in paths}


def write(folder: Path, facts: dict[str, Any], signer: Ed25519PrivateKey | None = None) -> None:
    """Write the manifest last: ``facts`` and the digests of everything else; then sign it, where there is a key."""
    public = signing.public_key(signer.public_key()).text if signer else None
    whole = {**facts, "signer": public, "files": files(folder)}
    text = json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    (folder / NAME).write_text(text, encoding="utf-8")
    if signer:
        signature.write(folder, text.encode(), facts, signer)


def read(folder: Path) -> dict[str, Any]:
    """Read a release's manifest.

    Raises
    ------
    InputError
        When the folder holds no release.
    """
    try:
        manifest = json.loads(content(folder), object_pairs_hook=_each_key_once)
    except OSError:
        hint = "name the folder that estompe run wrote"
        raise InputError(f"{folder.name or folder}: holds no {NAME}, so it is no release", hint) from None
    except ValueError:
        raise InputError(f"{NAME}: is damaged") from None
    if not isinstance(manifest, dict) or not manifest.keys() >= _REQUIRED.get(str(manifest.get("tier")), _PUBLIC):
        raise InputError(f"{NAME}: is not a manifest of estompe")
    if not _names_only(manifest):
        raise InputError(f"{NAME}: names something that is no cube")
    return manifest


def _names_only(facts: dict[str, Any]) -> bool:
    """Whether what the manifest calls cubes and dimensions can be nothing but names: they go into paths and SQL."""
    cubes = facts.get("cubes", [])
    names = [(cube["name"], *cube["dimensions"]) for cube in cubes if isinstance(cube, dict) and "dimensions" in cube]
    flat = [name for group in names for name in group]
    if facts.get("tier") == "research":
        order = facts["order"]
        known = isinstance(order, list) and all(isinstance(name, str) and name in ROWS for name in order)
        return known and len(set(order)) == len(order) > 0 and "cubes" not in facts
    return len(names) == len(cubes) and all(isinstance(name, str) and _CUBE.fullmatch(name) for name in flat)


def content(folder: Path) -> bytes:
    """The bytes of a release's manifest; `OSError` where there is none, or something that is no file (a pipe waits)."""
    if not (folder / NAME).is_file():
        raise FileNotFoundError
    return (folder / NAME).read_bytes()


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What stands twice would be read otherwise by another reader."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _database_digest(path: Path) -> str:
    state = hashlib.sha256()
    try:
        with locked(path) as connection:
            for row in _content(connection):
                state.update(repr(row).encode())
            size = connection.execute(
                "SELECT block_size, total_blocks FROM pragma_database_size() WHERE database_name = current_database()"
            ).fetchall()
    except duckdb.Error:
        raise InputError(f"{path.name}: is damaged") from None
    ((block, blocks),) = size
    if path.stat().st_size != HEADERS + block * blocks:
        raise InputError(f"{path.name}: holds more than a database")
    return state.hexdigest()


def _content(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    describe = (
        "SELECT table_name, comment FROM duckdb_tables() ORDER BY ALL",
        "SELECT view_name, comment, sql FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
        "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE NOT internal ORDER BY ALL",
        "SELECT function_name, macro_definition FROM duckdb_functions() WHERE NOT internal ORDER BY ALL",
        "SELECT sequence_name FROM duckdb_sequences() ORDER BY ALL",
    )
    rows = [row for query in describe for row in connection.execute(query).fetchall()]
    for (table,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall():
        if table == TWIN:
            rows.append((table, rows_digest(connection, table)))
        else:
            rows.extend((table, *row) for row in connection.execute(f'FROM "{table}" ORDER BY ALL').fetchall())
    return rows


def rows_digest(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """SHA-256 of the rows of a table of texts in their order, column by column: lengths (-1: null), then letters."""
    state = hashlib.sha256()
    rows = connection.sql(f'FROM "{table}"').to_arrow_table()
    for name, column in zip(rows.column_names, rows.columns, strict=True):
        state.update(name.encode() + b"\0")
        cells = pl.Series(values=column)
        state.update(cells.str.len_bytes().cast(pl.Int64).fill_null(-1).to_numpy().astype("<i8").tobytes())
        state.update(cells.str.join("").item().encode())
    return state.hexdigest()
