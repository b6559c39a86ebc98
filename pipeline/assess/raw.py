"""The leak as its attacker has it: every cell as it was read, what each column holds, and who is who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipeline.core.profile import ColumnProfile

_KEYS = (
    ("fr.nir", "person.birth_date"),
    ("fr.nir", "person.first_name"),
    ("person.name", "person.first_name", "person.birth_date"),
)
"""Records that agree in all of one of these are taken for one person's; a number alone may be a parent's.

Twins carry one parent's number and share a birth date, and a son may have his father's first name: where a record has a
date, a number counts only if it tells that date.
"""


@dataclass(frozen=True)
class Leak:
    """All records, in the order of the file: text cells, null where blank. ``entities`` names what a column holds."""

    cells: pl.DataFrame = field(repr=False)
    entities: dict[str, str | None]

    def of(self, entity: str) -> list[str]:
        """The columns that hold an entity."""
        return [name for name, held in self.entities.items() if held == entity]

    @cached_property
    def person(self) -> npt.NDArray[np.int64]:
        """Who each record is about, by the attacker's own reckoning, numbered; its own where nothing says."""
        size = self.cells.height
        rows, nodes, offset = [np.empty(0, np.int64)], [np.empty(0, np.int64)], size
        dates = self.of("person.birth_date")
        for entities in _KEYS:
            columns = [self.of(entity) for entity in entities]
            if not all(columns):
                continue
            key = self.cells.select(pl.concat_str([evened(names[0]) for names in columns], separator="|").alias("key"))
            present = key["key"].is_not_null().to_numpy()
            if dates and "fr.nir" in entities:
                own = _of_that_birth(self.of("fr.nir"), dates).fill_null(True)
                present &= self.cells.select(own).to_series().to_numpy()
            codes = key["key"].filter(present).rank("dense").cast(pl.Int64).to_numpy() - 1
            rows.append(np.flatnonzero(present))
            nodes.append(codes + offset)
            offset += int(codes.max(initial=-1)) + 1
        ends = np.concatenate(rows), np.concatenate(nodes)
        graph = coo_array((np.ones(len(ends[0]), np.int8), ends), shape=(offset, offset))
        labels = connected_components(graph, directed=False)[1][:size]
        return np.unique(labels, return_inverse=True)[1].astype(np.int64)

    @cached_property
    def persons(self) -> int:
        """How many persons that makes."""
        return int(self.person.max(initial=-1)) + 1


def evened(name: str) -> pl.Expr:
    """A column's letters and digits in upper case without accents; null where none is left."""
    bare = pl.col(name).str.normalize("NFKD").str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
    return pl.when(bare.str.len_chars() > 0).then(bare)


def _of_that_birth(numbers: Sequence[str], dates: Sequence[str]) -> pl.Expr:
    """Whether year and month in a social security number (its 2nd to 5th digit) stand in the date of birth."""
    number, date = evened(numbers[0]), evened(dates[0])
    told = [date.str.contains(number.str.slice(place, 2), literal=True) for place in (1, 3)]
    return told[0] & told[1]


class Gathering:
    """The batches of a leak while it is read, each with the number of its table: cells as text, null where blank."""

    def __init__(self) -> None:
        self._parts: list[tuple[int, pl.DataFrame]] = []

    def take(self, number: int, batch: pa.RecordBatch) -> None:
        """Take in one batch."""
        names = [str(place) for place in range(batch.num_columns)]
        frame = pl.DataFrame(pl.from_arrow(pa.table(batch.columns, names)))
        bare = pl.all().cast(pl.String).str.strip_chars()
        self._parts.append((number, frame.select(pl.when(bare.str.len_chars() > 0).then(bare).name.keep())))

    def leak(self, tables: Sequence[Sequence[ColumnProfile]]) -> Leak:
        """Put them together under the names of their columns.

        Columns of the same name in two tables are one; of two that share a name in one table, the later is numbered.
        """
        names = [_distinct([column.name for column in columns]) for columns in tables]
        parts, self._parts = self._parts, []
        frames = [frame.rename(dict(zip(frame.columns, names[number], strict=True))) for number, frame in parts]
        entities: dict[str, str | None] = {}
        for columns, called in zip(tables, names, strict=True):
            entities.update({name: column.entity for name, column in zip(called, columns, strict=True)})
        return Leak(pl.concat(frames, how="diagonal", rechunk=True) if frames else pl.DataFrame(), entities)


def _distinct(names: Sequence[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        again, number = name, 2
        while again in found:
            again, number = f"{name} ({number})", number + 1
        found.append(again)
    return found
