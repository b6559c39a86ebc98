"""Reads the cubes of a release, the only thing that the report takes from disk."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

UNKNOWN = "unknown"
"""The value of a dimension where the leak does not tell."""
LONGEST = 120


@dataclass(frozen=True)
class Cell:
    """One published cell: its values in the order of the cube's dimensions, and its counts."""

    values: tuple[str, ...]
    persons: int
    records: int | None

    @property
    def value(self) -> str:
        """The value of the first dimension."""
        return self.values[0]


@dataclass(frozen=True)
class Cube:
    """The published cells of one cube; an absent cell is suppressed or empty, nobody can tell which."""

    name: str
    dimensions: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.cells)

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    def persons(self) -> dict[str, int]:
        """Count persons by value of the first dimension, alphabetically; meant for cubes of one dimension."""
        return {cell.value: cell.persons for cell in self.cells}

    def known(self) -> tuple[Cell, ...]:
        """Cells in which no dimension is unknown, most persons first."""
        return self.ranked(cell for cell in self.cells if UNKNOWN not in cell.values)

    def ranked(self, cells: Iterator[Cell] | None = None) -> tuple[Cell, ...]:
        """``cells`` (all by default) with most persons first, then in alphabetical order."""
        return tuple(sorted(self.cells if cells is None else cells, key=lambda cell: (-cell.persons, cell.values)))


@dataclass(frozen=True)
class Release:
    """What the report is made of: the cubes by name and the facts of the run."""

    cubes: Mapping[str, Cube]
    facts: Mapping[str, Any]

    def cube(self, name: str) -> Cube:
        """Find the cube of that name, empty where the release has none."""
        return self.cubes.get(name, Cube(name))


def clean(value: object) -> str:
    r"""Make a value fit to be shown: nothing invisible or bidirectional, one line, not too long.

    >>> clean("LABO\u202e XET\x00  du  port")
    'LABO XET du port'
    """
    text = unicodedata.normalize("NFC", UNKNOWN if value is None else str(value))
    text = re.sub(r"\s+", " ", text).strip()
    text = "".join(char for char in text if unicodedata.category(char) not in {"Cc", "Cf", "Cn", "Co", "Cs"})
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def read_cubes(folder: Path) -> dict[str, Cube]:
    """Read every ``cubes/*.parquet`` of a release folder, in alphabetical order."""
    return {path.stem: read_cube(path) for path in sorted((folder / "cubes").glob("*.parquet"))}


def read_cube(path: Path) -> Cube:
    """Read one cube; a file without a ``persons`` column, or without dimensions, is an empty cube."""
    table = pq.ParquetFile(path).read()
    names = table.column_names
    dimensions = tuple(name for name in names if name not in ("persons", "records"))
    if "persons" not in names or not dimensions:
        return Cube(path.stem, dimensions)
    columns = [[clean(value) for value in table[name].to_pylist()] for name in dimensions]
    persons = table["persons"].to_pylist()
    records = table["records"].to_pylist() if "records" in names else [None] * len(persons)
    cells = (
        Cell(values, count, lines)
        for values, count, lines in zip(zip(*columns, strict=True), persons, records, strict=True)
        if count is not None
    )
    return Cube(path.stem, dimensions, tuple(sorted(cells, key=lambda cell: cell.values)))
