"""A release of single records as its attacker sees it: beside the leak, column by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.assess.labels import Codes
from pipeline.assess.raw import Leak
from pipeline.assess.relation import Reader, Relation

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Hint:
    """What the release says of a column itself: of which raw columns it is, whether it was replaced, moved by days."""

    columns: tuple[str, ...] = ()
    opaque: bool = False
    shift: int | None = None


@dataclass(frozen=True)
class Rows:
    """Released rows (text cells, null where empty) and the leak that they may come from.

    Rows that are about as many as the persons of the leak are taken for one a person: the leak then has each
    person's most frequent values.
    """

    table: pl.DataFrame = field(repr=False)
    leak: Leak
    hints: Mapping[str, Hint] = field(default_factory=dict)
    year: int | None = None
    hierarchies: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)

    @cached_property
    def of_persons(self) -> bool:
        """Whether a row is a person."""
        rows, records, persons = self.table.height, self.leak.cells.height, self.leak.persons
        return rows <= 1.02 * persons < 0.98 * records

    @cached_property
    def beside(self) -> Leak:
        """The leak, a line a row's kind: records, or persons."""
        return persons_of(self.leak) if self.of_persons else self.leak

    @cached_property
    def reader(self) -> Reader:
        """What reads the columns of the leak, each once."""
        return Reader(self.beside, self.year, self.hierarchies)

    @cached_property
    def relations(self) -> dict[str, Relation]:
        """Released columns that can be read, each with the raw column that it comes from."""
        folded = {name.casefold(): name for name in self.beside.cells.columns}
        found = {}
        for name in self.table.columns:
            hint = self.hints.get(name, Hint())
            if hint.opaque:
                continue
            own = [column for column in hint.columns if column in folded.values()]
            own = own or [folded[name.casefold()]] if name.casefold() in folded or own else []
            relation = self.reader.best(self.table[name], own or list(folded.values()), bool(own), hint.shift)
            if relation is not None:
                found[name] = relation
        return found

    @cached_property
    def codes(self) -> dict[str, tuple[Codes, Codes]]:
        """Readable columns as codes of rows and raw lines: a raw line is in a row's class where they agree."""
        return {name: (r.rows, r.raw_labels) for name, r in self.relations.items() if r.exclusive}

    @cached_property
    def overlapping(self) -> dict[str, Relation]:
        """Readable columns whose labels overlap: moved dates, local recoding."""
        return {name: r for name, r in self.relations.items() if not r.exclusive}

    @cached_property
    def opaque(self) -> dict[str, str | None]:
        """Replaced columns that cannot be read: pseudonyms, stand-ins; each with the raw column it may stand for."""
        folded = {name.casefold(): name for name in self.leak.cells.columns}
        found: dict[str, str | None] = {}
        for name in self.table.columns:
            if name not in self.relations and self.table[name].null_count() < self.table.height:
                said = self.hints.get(name, Hint()).columns
                found[name] = said[0] if said else folded.get(name.casefold())
        return found

    def tuples(self, columns: Sequence[str]) -> tuple[Codes, Codes]:
        """The class of each row and of each raw line over some readable columns; -1 for a raw line that fits none."""
        return merged([self.codes[name] for name in columns], self.table.height, self.beside.cells.height)

    def sharing(self, columns: Sequence[str]) -> Codes:
        """How many persons of the leak each row may be about."""
        rows, raw = self.tuples(columns)
        return persons_by(raw, self.beside.person, int(rows.max(initial=-1)) + 1)[rows]


def merged(parts: Sequence[tuple[Codes, Codes]], rows: int, raws: int) -> tuple[Codes, Codes]:
    """Several columns of codes as one, rows and raw lines alike."""
    row, raw, bound = np.zeros(rows, np.int64), np.zeros(raws, np.int64), 1
    for of_rows, of_raw in parts:
        size = int(max(of_rows.max(initial=0), of_raw.max(initial=0))) + 1
        if bound * size >= 1 << 62:
            row, raw = _dense(row, raw)
            bound = int(row.max(initial=0)) + 1
        row, bound = row * size + of_rows, bound * size
        raw = np.where((raw < 0) | (of_raw < 0), -1, raw * size + of_raw)
    return _dense(row, raw)


def _dense(row: Codes, raw: Codes) -> tuple[Codes, Codes]:
    """The same codes numbered from 0 on; -1 for a raw line whose code no row has."""
    known, row = np.unique(row, return_inverse=True)
    if not len(known):
        return row.astype(np.int64), np.full(len(raw), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(known, raw), len(known) - 1)
    return row.astype(np.int64), np.where(known[at] == raw, at, -1).astype(np.int64)


def persons_by(classes: Codes, person: Codes, size: int) -> Codes:
    """Number of distinct persons in each class from 0 to ``size`` - 1; lines with class -1 are in none."""
    held = classes >= 0
    many = int(person.max(initial=0)) + 1
    pairs = np.unique(classes[held] * many + person[held])
    return np.bincount(pairs // many, minlength=size)[:size].astype(np.int64)


def persons_of(leak: Leak) -> Leak:
    """A line a person: the most frequent value of each column, of equally frequent ones the first by the alphabet."""
    frame = leak.cells.with_columns(pl.Series("\x00person", leak.person))
    lines = pl.DataFrame({"\x00person": np.arange(leak.persons)})
    for name in leak.cells.columns:
        counted = frame.select("\x00person", name).drop_nulls().group_by("\x00person", name).len()
        best = counted.sort("\x00person", "len", name, descending=[False, True, False])
        best = best.unique("\x00person", keep="first", maintain_order=True).select("\x00person", name)
        lines = lines.join(best, on="\x00person", how="left", maintain_order="left")
    return OnePerLine(lines.drop("\x00person"), leak.entities)


class OnePerLine(Leak):
    """A leak of which each line is one person."""

    @cached_property
    def person(self) -> Codes:
        """The number of the line."""
        return np.arange(self.cells.height, dtype=np.int64)
