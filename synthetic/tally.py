"""Counts of persons and records: what a perfect public release must show, before anything is suppressed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from synthetic.dirt import UNDECIDED
from synthetic.truth import DIMENSIONS


@dataclass
class Counts:
    """Persons and records, in all and by each dimension; adds up because no person spans two chunks."""

    persons: int = 0
    records: int = 0
    by: dict[str, tuple[Counter[str], Counter[str]]] = field(
        default_factory=lambda: {name: (Counter(), Counter()) for name in DIMENSIONS}
    )

    def add(self, known: pl.DataFrame) -> None:
        """Count a chunk's truth."""
        self.persons += known["person"].n_unique()
        self.records += known.height
        for name in DIMENSIONS:
            column = "categories" if name == "category" else name
            pairs = known.select("person", column)
            pairs = pairs.explode(column) if name == "category" else pairs
            counted = (
                pairs.drop_nulls(column).group_by(column).agg(pl.col("person").n_unique().alias("persons"), pl.len())
            )
            persons, records_ = self.by[name]
            for value, people_, number in counted.iter_rows():
                persons[value] += people_
                records_[value] += number

    def to_dict(self) -> dict[str, Any]:
        """Give the counts as plain data: totals, then for each dimension and value its persons and records."""
        tables = {
            name: {value: {"persons": persons[value], "records": records_[value]} for value in sorted(persons)}
            for name, (persons, records_) in self.by.items()
        }
        return {"persons": self.persons, "records": self.records, **tables}


@dataclass
class Tally:
    """Counts of all records and of those that can be read whole; kinds of dirt, and lines that are no records."""

    every: Counts = field(default_factory=Counts)
    readable: Counts = field(default_factory=Counts)
    dirt: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    undecided: int = 0
    clean: bool = True

    @property
    def persons(self) -> int:
        """Persons of the leak."""
        return self.every.persons

    @property
    def records(self) -> int:
        """Records of the leak."""
        return self.every.records

    def add(self, known: pl.DataFrame) -> None:
        """Count a chunk's truth."""
        self.every.add(known)
        if self.clean and not (known["dirt"].list.len() > 0).any():
            return
        if self.clean:
            self.clean = False
            self.readable = _copied(self.every, known)
        else:
            self.readable.add(known.filter("readable"))
        kinds = known["dirt"].explode().drop_nulls()
        self.dirt.update(kinds.to_list())
        self.undecided += int(known["dirt"].list.eval(pl.element().is_in(list(UNDECIDED))).list.any().sum())

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain data.

        ``expected`` says what a careful reader accepts and quarantines; ``undecided`` records may be counted
        as one or as more, and are among those not accepted.
        """
        readable = self.every if self.clean else self.readable
        return {
            **self.every.to_dict(),
            "readable": readable.to_dict(),
            "expected": {
                "records": self.records,
                "accepted": readable.records,
                "quarantined": self.records - readable.records - self.undecided,
                "undecided": self.undecided,
            },
            "dirt": dict(sorted(self.dirt.items())),
            "lines": dict(sorted(self.lines.items())),
        }


def _copied(every: Counts, known: pl.DataFrame) -> Counts:
    """Counts of the readable records when the chunks before ``known`` were all clean."""
    gone, mine = Counts(), Counts()
    gone.add(known)
    mine.add(known.filter("readable"))
    by = {
        name: tuple((a - b + c) for a, b, c in zip(*three, strict=True))
        for name, *three in ((name, every.by[name], gone.by[name], mine.by[name]) for name in DIMENSIONS)
    }
    return Counts(
        every.persons - gone.persons + mine.persons,
        every.records - gone.records + mine.records,
        {name: (pair[0], pair[1]) for name, pair in by.items()},
    )
