"""Tables of numbers, as every chart has one under it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.report.cubes import Cell, Cube
from pipeline.report.words import Words

MOST_CELLS = 3000
"""Numbers of a crossed table over which it is left to the files."""
MOST_ROWS = 400
"""Lines of a table after which the rest is left to the files."""


@dataclass(frozen=True)
class Entry:
    """One cell: what is shown and, for a number, its plain value."""

    shown: str
    value: int | float | None = None
    code: bool = False


@dataclass(frozen=True)
class Table:
    """A table whose first column names its rows.

    ``cube`` is the cube whose cells it shows, if one; ``more`` counts the lines that are only in the files;
    ``query`` gives the same numbers from ``release.duckdb``, where they stand there.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]
    cube: str = ""
    more: int = 0
    query: str = ""
    kind: str = "table"

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Which columns hold numbers."""
        return tuple(any(row[i].value is not None for row in self.rows) for i in range(len(self.heads)))


def number(value: float | None, words: Words) -> Entry:
    """Show a number, or a dash where it is not published."""
    return Entry("–") if value is None else Entry(words.number(value), value)


def of_cube(
    cube: Cube, words: Words, caption: str, cells: Iterable[Cell] | None = None, where: str = "", order: str = ""
) -> Table:
    """Every cell of ``cube`` as one line: dimensions, persons, records; most persons first.

    ``cells`` are some of them, or all in another order; ``where`` and ``order`` then say the same in SQL.
    """
    rows = tuple(
        (
            *(Entry(words.value(dim, value)) for dim, value in zip(cube.dimensions, cell.values, strict=True)),
            number(cell.persons, words),
            number(cell.records, words),
        )
        for cell in (cube.ranked() if cells is None else cells)
    )
    heads = (*(words(f"dimension.{dim}") for dim in cube.dimensions), words("persons"), words("records"))
    more = max(0, len(rows) - MOST_ROWS)
    query = select(cube, where, order, MOST_ROWS if more else 0)
    return Table(caption, heads, rows[:MOST_ROWS], cube.name, more, query)


def select(cube: Cube, where: str = "", order: str = "", limit: int = 0) -> str:
    """Write the query of a table of cells.

    >>> select(Cube("region", ("region",)))
    'SELECT region, persons, records FROM region ORDER BY persons DESC, region'
    """
    dimensions = ", ".join(cube.dimensions)
    return (
        f"SELECT {dimensions}, persons, records FROM {cube.name}"
        + (f" WHERE {where}" if where else "")
        + f" ORDER BY {order or f'persons DESC, {dimensions}'}"
        + (f" LIMIT {limit}" if limit else "")
    )


def crossed(cube: Cube, words: Words, caption: str, columns: Iterable[str]) -> Table | None:
    """Cross a cube of two dimensions, persons only; None where it is empty or too large.

    ``columns`` gives the order of the second dimension; values not in it come last, in alphabetical order.
    """
    order = {value: place for place, value in enumerate(columns)}
    across = sorted({cell.values[1] for cell in cube}, key=lambda value: (order.get(value, len(order)), value))
    down = sorted({cell.value for cell in cube})
    if not cube or len(across) * len(down) > MOST_CELLS:
        return None
    persons = {cell.values: cell.persons for cell in cube}
    rows = tuple(
        (
            Entry(words.value(cube.dimensions[0], value)),
            *(number(persons.get((value, other)), words) for other in across),
        )
        for value in down
    )
    heads = tuple(words.value(cube.dimensions[1], value) for value in across)
    first, second = cube.dimensions
    query = f"SELECT {first}, {second}, persons FROM {cube.name} ORDER BY {first}, {second}"
    return Table(caption, (words(f"dimension.{first}"), *heads), rows, cube.name, query=query)
