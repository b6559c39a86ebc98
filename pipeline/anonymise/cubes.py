"""Counting: persons, records and contributing prescribers of every cell of a cube."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from pipeline.anonymise.dimensions import DIMENSIONS
from pipeline.anonymise.persons import LOOSE
from pipeline.core.categories import BY_ID, CATEGORIES
from pipeline.core.policy import Cube

CountBy = Callable[[pl.DataFrame, Sequence[str], Sequence[pl.Expr]], pl.DataFrame]
Key = tuple[str, ...]

MEASURES = (
    pl.col(LOOSE).drop_nulls().n_unique().cast(pl.Int64).alias("persons"),
    pl.len().cast(pl.Int64).alias("records"),
    pl.col("prescriber").drop_nulls().n_unique().cast(pl.Int64).alias("prescribers"),
)

_COUNTS = ("persons", "records", "prescribers")


@dataclass(frozen=True)
class Cell:
    """The true counts of one cell."""

    persons: int
    records: int
    prescribers: int


@dataclass
class Table:
    """A cube with its true cells and the set of those still published."""

    name: str
    dimensions: tuple[str, ...]
    where: str | None
    cells: dict[Key, Cell]
    published: set[Key] = field(default_factory=set)

    def coordinates(self, key: Key) -> dict[str, str]:
        """Dimension name -> value of one cell."""
        return dict(zip(self.dimensions, key, strict=True))


PERSONAL, PRESCRIBERS = MEASURES[:2], MEASURES[2:]
"""What adds up over parts that no person is in two of, and what does where no prescriber is."""


def total(records: pl.DataFrame) -> Cell:
    """The counts of the whole leak."""
    row = records.select(MEASURES).row(0)
    return Cell(*row)


def tally(
    given: Sequence[Cube],
    parts: Iterable[pl.DataFrame],
    count_by: CountBy,
    measures: Sequence[pl.Expr],
    names: Sequence[str],
) -> tuple[list[dict[Key, tuple[int, ...]]], tuple[int, ...]]:
    """Whole numbers of every cell of several cubes, and of the whole leak, added up over parts.

    ``measures`` must be such that parts add up: `PERSONAL` where no person is in two, `PRESCRIBERS` likewise.
    """
    cells: list[dict[Key, tuple[int, ...]]] = [{} for _ in given]
    whole: tuple[int, ...] = (0,) * len(names)
    for part in parts:
        whole = _added(whole, part.select(measures).row(0))
        for cube, sums in zip(given, cells, strict=True):
            for key, found in measure(cube, part, count_by, measures, names).items():
                sums[key] = _added(sums[key], found) if key in sums else found
        del part  # before the next is made
    return cells, whole


def _added(one: tuple[int, ...], other: tuple[int | None, ...]) -> tuple[int, ...]:
    return tuple(a + (b or 0) for a, b in zip(one, other, strict=True))


def count(cube: Cube, records: pl.DataFrame, count_by: CountBy) -> Table:
    """Count one cube over described records.

    A laboratory is never crossed with a health category: such cells are not even counted.
    """
    cells = {key: Cell(*row) for key, row in measure(cube, records, count_by, MEASURES, _COUNTS).items()}
    return Table(cube.name, cube.dimensions, cube.where, cells)


def measure(
    cube: Cube, records: pl.DataFrame, count_by: CountBy, measures: Sequence[pl.Expr], names: Sequence[str]
) -> dict[Key, tuple[int, ...]]:
    """Whole numbers ``names`` of every cell of a cube, given by ``measures``."""
    used = {*cube.dimensions, *(root for measured in measures for root in measured.meta.root_names())}
    used = {name if name != "category" else "categories" for name in used}
    frame = records.filter(pl.col(cube.where)) if cube.where else records
    frame = frame.select(name for name in frame.columns if name in used)
    frame = frame.drop_nulls([d for d in cube.dimensions if d != "category"])
    if "category" in cube.dimensions:
        technical = "laboratory" in cube.dimensions
        counts = _by_category(frame, cube.dimensions, technical, count_by, measures)
    else:
        counts = count_by(frame, cube.dimensions, measures)
    if counts.is_empty():
        return {}
    return dict(zip(counts.select(cube.dimensions).rows(), counts.select(names).rows(), strict=True))


def _by_category(
    frame: pl.DataFrame, dimensions: Key, technical: bool, count_by: CountBy, measures: Sequence[pl.Expr]
) -> pl.DataFrame:
    """Count one category after the other: a record stands in several, and they are never all in memory."""
    others = [name for name in dimensions if name != "category"]
    parts = []
    for position, category in enumerate(CATEGORIES):
        if technical and BY_ID[category.id].sensitive:
            continue
        part = frame.filter((pl.col("categories") & (1 << position)) != 0)
        if part.height:
            counts = count_by(part, others, measures) if others else part.select(measures)
            parts.append(counts.with_columns(pl.lit(category.id).alias("category")))
    return pl.concat(parts, how="diagonal").sort(dimensions) if parts else pl.DataFrame()


def countable(cube: Cube, attributes: frozenset[str]) -> bool:
    """Whether the leak has what the cube counts; categories are always there."""
    needed = {DIMENSIONS[name].attribute for name in cube.dimensions} - {"categories"}
    needed |= {cube.where} if cube.where else set()
    return needed <= attributes
