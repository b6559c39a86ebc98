"""A release as its reader has it: the Parquet files of the cubes and the published totals, nothing else.

This module and everything in this room share no code with the stages that wrote the files.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Key = tuple[str, ...]

CANONICAL = frozenset({"region", "department", "sex", "age_band"})
"""A person has one value of these."""
ADDITIVE = frozenset(
    {"laboratory", "year", "month", "prescriber_department", "storage", "strength", "reuse", "provider", "country"}
)
"""A record has one value of these, a person several."""

_FOLLOWS = {"department": "region", "month": "year", "storage": "category", "strength": "storage", "reuse": "storage"}
"""Dimension -> the one whose value follows from it."""

WITHIN = {"storage": "category", "strength": "storage", "reuse": "storage"}
"""Dimension -> the one of which only records with one value have it: accounts, and passwords in clear."""
_WHOLE = {"storage": "credentials", "strength": "clear", "reuse": "clear"}
"""Dimension -> that value."""

MARGINS = {"suppression": 0, "rounding": 2, "cell_key": 5, "dp": None}
"""Protection -> how far it moves a number at most: known to every reader, whatever a manifest says."""
BASE, LEAST = 5, 15
"""What `rounding` rounds to, and the smallest number that it lets out."""
LIKELY = 1.96
"""Standard deviations that noise without end stays within in 95 % of the numbers."""

HIDDEN = "\x00"
"""Begins the stand-in of a value that is published nowhere."""


@dataclass(frozen=True)
class WrittenCube:
    """One cube file: its dimensions, and per cell the published persons and records."""

    name: str
    dimensions: tuple[str, ...]
    where: str | None
    cells: dict[Key, tuple[int, int]] = field(repr=False)


@dataclass(frozen=True)
class Promise:
    """How the numbers are protected, as the manifest declares it; ``record`` is what it says besides."""

    protection: str = "suppression"
    record: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def margin(self) -> int | None:
        """How far a published number may be from the true one; None where no bound is promised (noise without end)."""
        return MARGINS[self.protection]

    def least(self, persons: int) -> int:
        """The smallest number of persons that comes out where the policy's threshold is ``persons``."""
        return max(LEAST, -(-persons // BASE) * BASE) if self.protection == "rounding" else persons

    def away(self, cube: str, measure: str) -> float:
        """How far the numbers of a cube may be from the true ones; of noise without end, 95 % of them.

        Without end is also what the manifest says nothing about.
        """
        if self.margin is not None:
            return self.margin
        scales = {(query["cube"], query["measure"]): query["scale"] for query in self.record.get("queries", ())}
        return LIKELY * float(scales.get((cube, measure), inf))


@dataclass(frozen=True)
class Written:
    """All published numbers of a release: the cubes, and the totals of the manifest."""

    cubes: tuple[WrittenCube, ...]
    persons: int
    records: int
    department_regions: dict[str, str] = field(repr=False)
    promise: Promise = Promise()

    @cached_property
    def visible(self) -> dict[str, frozenset[str]]:
        """Dimension -> values that stand anywhere in the release, or follow from one that does."""
        seen: dict[str, set[str]] = defaultdict(set)
        for cube in self.cubes:
            for key in cube.cells:
                for name, value in self.enriched(cube, key).items():
                    seen[name].add(value)
        return {name: frozenset(values) for name, values in seen.items()}

    @cached_property
    def hidden(self) -> dict[str, tuple[str, ...]]:
        """Stand-ins for values that are published nowhere, unless a cube accounts for every record by itself.

        One a dimension; for departments one a region, for months one a year.
        """
        found: dict[str, tuple[str, ...]] = {}
        for name in sorted((CANONICAL | ADDITIVE) & self.visible.keys()):
            if not self._accounted(name):
                within = {"department": "region", "month": "year"}.get(name)
                over = (*sorted(self.visible.get(within, ())), HIDDEN) if within else ("",)
                found[name] = tuple(HIDDEN + value for value in over)
        return found

    def _accounted(self, name: str) -> bool:
        """Whether the published values of one dimension account for every record that has one."""
        whole = self.records
        if name in WITHIN:
            accounts = [c.cells.get((_WHOLE[name],)) for c in self.cubes if (c.dimensions, c.where) == _alone(name)]
            if not accounts or accounts[0] is None:
                return False
            whole = accounts[0][1]
        kin = {name, *_chain(name), *(fine for fine, coarse in _FOLLOWS.items() if coarse == name)}
        alone = [c for c in self.cubes if c.where is None and name in self.reach(c) <= kin]
        margin = self.promise.margin or 0
        return any(abs(sum(records for _, records in cube.cells.values()) - whole) <= margin for cube in alone)

    def consequence(self, dimension: str, value: str) -> tuple[str, str] | None:
        """What a value gives away: the region of a department, the year of a month, that of which alone it is told."""
        if value.startswith(HIDDEN) and dimension in ("department", "month"):
            return ("region" if dimension == "department" else "year"), value.removeprefix(HIDDEN)
        if dimension == "department":
            return "region", self.department_regions.get(value, "unknown")
        if dimension == "month":
            return "year", value[:4] if value[:4].isdigit() else value
        if dimension in WITHIN:
            return WITHIN[dimension], _WHOLE[dimension]
        return None

    def enriched(self, cube: WrittenCube, key: Key) -> dict[str, str]:
        """The coordinates of a cell and all that follows from them."""
        values = dict(zip(cube.dimensions, key, strict=True))
        for dimension, value in tuple(values.items()):
            more = self.consequence(dimension, value)
            while more:
                values.setdefault(*more)
                more = self.consequence(*more)
        return values

    def reach(self, cube: WrittenCube) -> frozenset[str]:
        """The dimensions of a cube and those that follow from them."""
        return frozenset(name for given in cube.dimensions for name in (given, *_chain(given)))


def _chain(name: str) -> set[str]:
    """The dimensions that follow from one, step by step."""
    coarse = _FOLLOWS.get(name)
    return {coarse, *_chain(coarse)} if coarse else set()


def _alone(name: str) -> tuple[tuple[str, ...], str | None]:
    """The cube, of all records, in which the whole of a dimension that is told of a part only is a cell."""
    return (WITHIN[name],), None


def read(
    folder: Path,
    counts: dict[str, Any],
    cubes: list[dict[str, Any]],
    regions: dict[str, str],
    promise: Promise | None = None,
) -> Written:
    """Read the cube files of ``folder``; ``counts`` and ``cubes`` are the manifest's entries of these names."""
    wheres = {cube["name"]: cube["where"] for cube in cubes}
    found = []
    for path in sorted((folder / "cubes").glob("*.parquet")):
        table = pq.read_table(path)
        names = table.column_names
        dimensions = tuple(name for name in names if name not in ("persons", "records"))
        columns = [table.column(name).to_pylist() for name in names]
        cells = {
            tuple(row[names.index(d)] for d in dimensions): (
                row[names.index("persons")],
                row[names.index("records")],
            )
            for row in zip(*columns, strict=True)
        }
        if len(cells) != table.num_rows:
            raise ValueError(f"cubes/{path.name}: a cell stands twice")
        found.append(WrittenCube(path.stem, dimensions, wheres.get(path.stem), cells))
    return Written(tuple(found), counts["persons"], counts["accepted"], regions, promise or Promise())
