"""The attacker's own count of the leak in the coordinates of the released cubes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np
import polars as pl

from pipeline.assess.labels import Codes
from pipeline.assess.raw import Leak
from pipeline.assess.relation import Reader
from pipeline.assess.rows import persons_by
from pipeline.assess.written import CANONICAL, Key, Written, WrittenCube

_ENTITIES = {
    "region": "address.postcode",
    "department": "address.postcode",
    "sex": "person.sex",
    "age_band": "person.birth_date",
    "laboratory": "laboratory",
    "year": "date.sample",
    "month": "date.sample",
    "prescriber_department": "prescriber.postcode",
}
"""Dimension -> what the raw column that it comes from holds."""


def readable(dimensions: Iterable[str], where: str | None) -> bool:
    """Whether a cube over these dimensions can be counted from the raw columns as they are."""
    return where is None and all(name in _ENTITIES for name in dimensions)


class Counted:
    """Raw records in the cells of the cubes, as far as an attacker can tell the dimensions from the raw columns.

    Health categories and kinds of passwords come from texts; they are not counted again here.
    """

    def __init__(self, written: Written, leak: Leak, year: int | None) -> None:
        self.written, self.leak = written, leak
        self._reader = Reader(leak, year)

    @cached_property
    def dimensions(self) -> dict[str, tuple[tuple[str, ...], Codes]]:
        """Dimension -> its released values, and which of them each raw record has (-1: none of them)."""
        found = {}
        for name, entity in _ENTITIES.items():
            columns = self.leak.of(entity)
            values = tuple(sorted(self.written.visible.get(name, ())))
            if columns and values:
                codes = self._codes(name, values, columns[0])
                if codes is not None:
                    found[name] = values, self._canonical(codes, len(values)) if name in CANONICAL else codes
        return found

    def _codes(self, name: str, values: tuple[str, ...], column: str) -> Codes | None:
        shares = self._shares(name, values)
        best = self._reader.nearest(shares, [column])
        if best is None:
            return None
        labels = [str(value) for value in shares.unique(maintain_order=True)]
        place = np.array([values.index(label) for label in labels] + [-1])
        return place[np.where(best.raw_labels < 0, len(labels), best.raw_labels)]

    def _shares(self, name: str, values: tuple[str, ...]) -> pl.Series:
        """The released values, each as often as its records, so that a reading can be told by the shares."""
        cubes = [c for c in self.written.cubes if name in self.written.reach(c) and c.where is None]
        cubes.sort(key=lambda c: (name not in c.dimensions, "category" in c.dimensions, len(c.dimensions)))
        weights = dict.fromkeys(values, 1)
        for cube in cubes[:1]:  # none where the value stands in cubes of some of the records only
            for key, (_, records) in cube.cells.items():
                weights[self.written.enriched(cube, key)[name]] += records
        total = sum(weights.values())
        return pl.Series([v for v, n in weights.items() for _ in range(max(1, n * 100_000 // total))])

    def _canonical(self, codes: Codes, size: int) -> Codes:
        """Give all records of a person the value that most of them have."""
        person, many = self.leak.person, size + 1
        pairs, counts = np.unique(person * many + codes + 1, return_counts=True)
        counts = np.where(pairs % many == 0, 0, counts)
        order = np.lexsort((-pairs, counts, pairs // many))
        best = np.zeros(self.leak.persons, np.int64)
        best[pairs[order] // many] = pairs[order] % many
        return best[person] - 1

    def cubes(self) -> Iterator[WrittenCube]:
        """The cubes whose dimensions can all be told."""
        for cube in self.written.cubes:
            if cube.where is None and all(name in self.dimensions for name in cube.dimensions):
                yield cube

    def cells(self, cube: WrittenCube) -> tuple[list[Key], Codes]:
        """The released cells of a cube, and in which of them each raw record is (-1: in none)."""
        keys = list(cube.cells)
        sizes = [len(self.dimensions[name][0]) for name in cube.dimensions]
        place = np.full(int(np.prod(sizes)), -1, dtype=np.int64)
        for number, key in enumerate(keys):
            at = [self.dimensions[name][0].index(value) for name, value in zip(cube.dimensions, key, strict=True)]
            place[int(np.ravel_multi_index(at, sizes))] = number
        parts = [self.dimensions[name][1] for name in cube.dimensions]
        inside = np.all([part >= 0 for part in parts], axis=0)
        flat = np.ravel_multi_index([np.maximum(part, 0) for part in parts], sizes)
        return keys, np.where(inside, place[flat], -1)

    def persons(self, cube: WrittenCube) -> tuple[list[Key], Codes]:
        """The released cells of a cube, and how many persons of the leak are in each."""
        keys, codes = self.cells(cube)
        return keys, persons_by(codes, self.leak.person, len(keys))
