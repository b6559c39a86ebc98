"""The tables of a release as readers meet them: files, columns, meanings; and how a table is written for them.

A Parquet file says by itself what it is: descriptions stand in the fields (pyarrow, polars) and, as a Data Package, in
the file's metadata (``FROM parquet_kv_metadata('cubes/region.parquet')`` in DuckDB).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.core.vocabulary import PERSONS, ROWS, WORDS, protection, title

MEASURES = ("persons", "records")
"""The columns of a cube that are numbers."""

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
PARQUET = "application/vnd.apache.parquet"
PACKAGE_KEY, PROVENANCE_KEY = b"datapackage", b"provenance"

TWIN = "twin"
"""The name of the synthetic twin, whose file says in its metadata, too, that it is synthetic."""


@dataclass(frozen=True)
class Column:
    """One column: its type as data packages name it, its meaning, and whether a cell of it may be empty."""

    name: str
    type: str
    fr: str
    en: str
    empty: bool = False


@dataclass(frozen=True)
class Table:
    """One published table, sorted by the columns ``key``, which tell its rows apart where they are ``distinct``.

    ``done`` says in English what was done to its numbers, or rows.
    """

    name: str
    path: str
    fr: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    done: str
    distinct: bool = True

    def resource(self) -> dict[str, Any]:
        """What a data package says of it, without what depends on the bytes of the file."""
        fields = [
            {"name": column.name, "type": column.type, "description": column.en, "constraints": _constraints(column)}
            for column in self.columns
        ]
        return {
            "name": self.name.replace("_", "-"),
            "type": "table",
            "path": self.path,
            "title": self.en,
            "description": f"{self.fr}. {self.en}; {self.done}.",
            "format": "parquet",
            "mediatype": PARQUET,
            "schema": {"fields": fields, **({"primaryKey": list(self.key)} if self.distinct else {})},
        }

    def schema(self) -> pa.Schema:
        """The schema of its Parquet file, with descriptions."""
        types = {"string": pa.string(), "integer": pa.int64()}
        fields = [
            pa.field(column.name, types[column.type], nullable=column.empty, metadata=_meaning(column))
            for column in self.columns
        ]
        package = json.dumps({"$schema": RESOURCE_PROFILE, **self.resource()}, ensure_ascii=False, sort_keys=True)
        made_up = {PROVENANCE_KEY: b"synthetic: drawn from the published counts alone"} if self.name == TWIN else {}
        return pa.schema(fields, metadata={b"title": self.en.encode(), PACKAGE_KEY: package.encode(), **made_up})


def _constraints(column: Column) -> dict[str, Any]:
    if column.empty:
        return {}
    return {"required": True} if column.type == "string" else {"required": True, "minimum": 1}


def _meaning(column: Column) -> dict[str, str]:
    return {"description": column.en, "description_fr": column.fr}


def tables(facts: dict[str, Any]) -> tuple[Table, ...]:
    """The cubes that a manifest names, in its order."""
    done = protection(facts)
    if "cubes" not in facts:
        return (_persons(facts["order"], done),)
    return tuple(_cube(cube["name"], cube["dimensions"], done) for cube in facts["cubes"])


def _persons(names: list[str], done: str) -> Table:
    """The rows of a `research` release, one a person, many of them alike."""
    columns = tuple(Column(name, "string", *ROWS[name]) for name in names)
    return Table("persons", "persons.parquet", *PERSONS, tuple(names), columns, done, distinct=False)


def about(facts: dict[str, Any]) -> tuple[str, str]:
    """What a release is, in a title and a sentence or two."""
    if "cubes" not in facts:
        return "Persons in a leaked health file, made coarse", (
            f"One generalised row a person of a leaked health file. At least {facts['k']} persons share every row; "
            "rows that fewer would share are left out, and the order of the rows carries nothing."
        )
    return "Persons in a leaked health file, as counts", (
        f"Counts of persons from a leaked health file. No cell under {facts['k']} persons; absent cells are "
        "empty or suppressed, which look alike on purpose."
    )


def _cube(name: str, dimensions: list[str], done: str) -> Table:
    columns = tuple(
        Column(column, "integer" if column in MEASURES else "string", *WORDS[column])
        for column in (*dimensions, *MEASURES)
    )
    return Table(name, f"cubes/{name}.parquet", *title(name, dimensions), tuple(dimensions), columns, done)


def write(source: Path, folder: Path, table: Table) -> None:
    """Write the rows of ``source`` into a release: sorted by their key, zstd, plain strings, described.

    The same rows give the same bytes; nothing of the machine or of the time stands in the file.
    """
    rows = pq.read_table(source, columns=[column.name for column in table.columns])
    rows = rows.sort_by([(name, "ascending") for name in table.key]).combine_chunks().cast(table.schema())
    pq.write_table(
        rows.replace_schema_metadata(table.schema().metadata),
        folder / table.path,
        compression="zstd",
        version="2.6",
        sorting_columns=[pq.SortingColumn(place) for place in range(len(table.key))],
    )


def misdescribed(folder: Path, table: Table) -> list[str]:
    """What the file of a table says of itself otherwise than it should, and rows out of order; one line each."""
    with pq.ParquetFile(folder / table.path) as file:
        schema, rows, keys = file.schema_arrow, file.read(list(table.key)), set(file.metadata.metadata or {})
    allowed = {b"ARROW:schema", *table.schema().metadata}
    found = []
    if not schema.equals(table.schema(), check_metadata=True) or keys - allowed:
        found.append(f"{table.path}: describes itself otherwise than the manifest")
    standing = list(zip(*rows.to_pydict().values(), strict=True))
    if standing != sorted(set(standing) if table.distinct else standing):
        found.append(f"{table.path}: its rows are not sorted, or one stands twice")
    return found
