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

from pipeline.core.vocabulary import WORDS, protection, title

MEASURES = ("persons", "records")
"""The columns of a cube that are numbers."""

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
PARQUET = "application/vnd.apache.parquet"
PACKAGE_KEY, PROVENANCE_KEY = b"datapackage", b"provenance"

TWIN = "twin"
TWIN_WORDS = {
    "personne_synthetique": (
        "numéro de la personne inventée : compter les personnes, c'est compter ses valeurs distinctes",
        "number of the made-up person: to count persons, count its distinct values",
    ),
    "provenance": ("la même dans chaque ligne : elle est synthétique", "the same in every row: it is synthetic"),
}
"""What the twin has beside the leak's columns."""

MADE_UP = "made up, and every row says so"


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
    """One published table; ``key`` are the columns that tell its rows apart, by which it is sorted (none: no order).

    ``done`` says in English what was done to its numbers.
    """

    name: str
    path: str
    fr: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    done: str

    def resource(self) -> dict[str, Any]:
        """What a data package says of it, without what depends on the bytes of the file."""
        fields = [
            {"name": column.name, "type": column.type, "description": column.en, "constraints": _constraints(column)}
            for column in self.columns
        ]
        keyed = {"primaryKey": list(self.key)} if self.key else {}
        return {
            "name": self.name.replace("_", "-"),
            "type": "table",
            "path": self.path,
            "title": self.en,
            "description": f"{self.fr}. {self.en}; {self.done}.",
            "format": "parquet",
            "mediatype": PARQUET,
            "schema": {"fields": fields, **keyed},
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
    return tuple(_cube(cube["name"], cube["dimensions"], done) for cube in facts["cubes"])


def twin(facts: dict[str, Any]) -> Table | None:
    """The synthetic twin as a table; None where the release has none."""
    told = facts.get("twin")
    if not told:
        return None
    columns = tuple(_made_up(column) for column in told["columns"])
    return Table(TWIN, f"{TWIN}.parquet", *_twin_title(told["stands_for"]), (), columns, MADE_UP)


def all_tables(facts: dict[str, Any]) -> tuple[Table, ...]:
    """The cubes and, where there is one, the twin."""
    own = twin(facts)
    return (*tables(facts), own) if own else tables(facts)


def _twin_title(weight: float) -> tuple[str, str]:
    many = weight != 1
    said = (f"; une personne en représente {weight:g}", f"; one person stands for {weight:g}") if many else ("", "")
    return (
        f"Jumeau synthétique : lignes inventées, tirées des seuls comptages publiés ; personne n'y figure{said[0]}",
        f"Synthetic twin: made-up rows, drawn from the published counts alone; nobody is in it{said[1]}",
    )


def _made_up(column: dict[str, Any]) -> Column:
    name, entity = column["name"], column["entity"]
    if name in TWIN_WORDS:
        return Column(name, "string", *TWIN_WORDS[name])
    if entity is None:
        return Column(name, "string", "toujours vide : contenu inconnu", "always empty: unknown content", empty=True)
    return Column(name, "string", f"valeur inventée ({entity})", f"made-up value ({entity})", empty=True)


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
    if standing != sorted(set(standing)):
        found.append(f"{table.path}: its rows are not sorted, or one stands twice")
    return found
