"""What the twin is drawn from: the cubes of a release folder and what its manifest says, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from pipeline.core.categories import BY_ID
from pipeline.locales.fr.geography import department_regions
from pipeline.twin.chance import Floats

UNKNOWN = "unknown"
CANONICAL = ("region", "department", "sex", "age_band")
"""Dimensions of which a person has one value."""

FOLLOWS = {"department": "region", "month": "year"}
"""Dimension -> a coarser one whose value follows from its own."""


@dataclass(frozen=True)
class Cube:
    """One published cube: its dimensions, the rows of values, and the two numbers of each (float, scaled)."""

    name: str
    dimensions: tuple[str, ...]
    where: str | None
    keys: list[tuple[str, ...]]
    persons: Floats
    records: Floats

    def has(self, *names: str) -> bool:
        """Whether it is counted by all of these dimensions."""
        return set(names) <= set(self.dimensions)

    @property
    def canonical(self) -> bool:
        """Whether each person stands in one cell of it."""
        return self.where is None and set(self.dimensions) <= set(CANONICAL)


@dataclass(frozen=True)
class Published:
    """All published numbers: ``persons`` and ``records`` of the whole, times ``scale`` as those of the cubes."""

    cubes: tuple[Cube, ...]
    persons: int
    records: int

    @cached_property
    def values(self) -> dict[str, tuple[str, ...]]:
        """Dimension -> the values that stand in a cube, or follow from one that does; sorted."""
        seen: dict[str, set[str]] = {}
        for cube in self.cubes:
            for key in cube.keys:
                for name, value in zip(cube.dimensions, key, strict=True):
                    seen.setdefault(name, set()).add(value)
                    if name in FOLLOWS:
                        seen.setdefault(FOLLOWS[name], set()).add(follows(name, value))
        return {name: tuple(sorted(values)) for name, values in sorted(seen.items())}


def follows(dimension: str, value: str) -> str:
    """The region of a department, the year of a month."""
    if dimension == "department":
        return department_regions().get(value, UNKNOWN)
    return value[:4] if value[:1].isdigit() else value


def read(folder: Path, facts: dict[str, Any], scale: float, persons: int, records: int) -> Published:
    """Read the cubes that ``facts`` (the manifest) names from ``folder``; their numbers are multiplied by ``scale``."""
    found = []
    for cube in facts["cubes"]:
        table = pq.read_table(folder / "cubes" / f"{cube['name']}.parquet").to_pydict()
        keys = list(zip(*(table[name] for name in cube["dimensions"]), strict=True))
        numbers = (np.asarray(table[name], dtype=np.float64) * scale for name in ("persons", "records"))
        known = [place for place, key in enumerate(keys) if _known(cube["dimensions"], key)]
        counts = [np.maximum(number[known], 0.0) if len(number) else number for number in numbers]
        cells = [keys[place] for place in known]
        found.append(Cube(cube["name"], tuple(cube["dimensions"]), cube["where"], cells, *counts))
    return Published(tuple(sorted(found, key=lambda cube: cube.name)), persons, records)


def _known(dimensions: list[str], key: tuple[str, ...]) -> bool:
    """Whether every category of a cell is one that this version has."""
    return all(name != "category" or value in BY_ID for name, value in zip(dimensions, key, strict=True))
