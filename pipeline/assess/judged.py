"""A released table of single records as its judge sees it: counts by DuckDB, sharing nothing with what made it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import ClassVar

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from pipeline.core.database import in_memory
from pipeline.core.errors import InputError
from pipeline.core.registry import subclasses

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """Each sensitive value in each class: class, value (both by number) and count, in order; the values by number."""

    classes: Counts = field(repr=False)
    values: Counts = field(repr=False)
    counts: Counts = field(repr=False)
    names: tuple[str | None, ...] = field(repr=False)
    sizes: Counts = field(repr=False)

    @cached_property
    def whole(self) -> npt.NDArray[np.float64]:
        """Share of each value in the table."""
        found = np.bincount(self.values, weights=self.counts, minlength=len(self.names))
        return np.asarray(found / max(found.sum(), 1), dtype=np.float64)

    @cached_property
    def shares(self) -> npt.NDArray[np.float64]:
        """Share of the value in its class, for each pair."""
        found: npt.NDArray[np.float64] = self.counts / self.sizes[self.classes]
        return found


class Judged:
    """Classes of a table by its quasi-identifiers. An empty cell and ``*`` are values like any other.

    ``persons`` is the size of the population, None where it is not known; ``listed`` whether its persons are.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        quasi: Sequence[str],
        sensitive: Sequence[str],
        persons: int | None,
        listed: bool,
    ) -> None:
        self._connection = connection
        self.persons = persons
        self._listed = listed
        self.quasi = tuple(quasi)
        self.sensitive = tuple(sensitive)
        self._pairs: dict[str, Pairs] = {}

    @cached_property
    def sizes(self) -> Counts:
        """Records of each class, in no order."""
        named, _ = self._keys()
        found: Counts = self._ask(f"SELECT n FROM (SELECT {named}, count(*) AS n FROM released GROUP BY ALL)")["n"]
        return found

    def pairs(self, sensitive: str) -> Pairs:
        """The values of a sensitive column by class."""
        if sensitive not in self._pairs:
            named, keys, value = *self._keys(), f"released.{_quoted(sensitive)}"
            self._connection.execute("DROP TABLE IF EXISTS pair")
            self._connection.execute(
                f"CREATE TEMP TABLE pair AS SELECT dense_rank() OVER (ORDER BY {keys}) - 1 AS c, v, n FROM"
                f" (SELECT {named}, {value} AS v, count(*) AS n FROM released GROUP BY ALL)"
            )
            names = [row[0] for row in self._connection.execute("SELECT DISTINCT v FROM pair ORDER BY v").fetchall()]
            found = self._ask("SELECT c, dense_rank() OVER (ORDER BY v) - 1 AS w, n FROM pair ORDER BY c, w")
            sizes = np.bincount(found["c"], weights=found["n"]).astype(np.int64)
            self._pairs[sensitive] = Pairs(found["c"], found["w"], found["n"], tuple(names), sizes)
        return self._pairs[sensitive]

    def population_sizes(self) -> tuple[Counts, Counts]:
        """Records and persons of the population of each class of the table, which is its own where none is listed."""
        if not self._listed:
            return self.sizes, self.sizes
        _, keys = self._keys()
        join = " AND ".join(f"a.{key} IS NOT DISTINCT FROM b.{key}" for key in keys.split(", "))
        found = self._ask(
            f"WITH a AS (SELECT {self._keys()[0]}, count(*) AS n FROM released GROUP BY ALL),"
            f" b AS (SELECT {self._keys('population')[0]}, count(*) AS m FROM population GROUP BY ALL)"
            f" SELECT n, coalesce(m, 0) AS m FROM a LEFT JOIN b ON {join}"
        )
        return found["n"], found["m"]

    def _keys(self, table: str = "released") -> tuple[str, str]:
        """The quasi-identifiers under names of our own, and these names: a column may be called as a count is here."""
        names = [f"key_{number}" for number in range(len(self.quasi))]
        named = [f"{table}.{_quoted(name)} AS {key}" for name, key in zip(self.quasi, names, strict=True)]
        return ", ".join(named) or "1 AS key_0", ", ".join(names) or "key_0"

    def _ask(self, sql: str) -> dict[str, Counts]:
        found = self._connection.sql(sql).to_arrow_table()
        return {name: found.column(name).to_numpy().astype(np.int64) for name in found.column_names}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def judged(
    table: pa.Table,
    quasi: Sequence[str],
    sensitive: Sequence[str] = (),
    population: pa.Table | None = None,
    persons: int | None = None,
) -> Iterator[Judged]:
    """Open a table (columns of text) to the judge.

    ``population`` has the same quasi-identifiers, generalised alike; ``persons`` is its size where it is not at hand.
    """
    if population is not None:
        persons = population.num_rows
    tables = {"released": table} if population is None else {"released": table, "population": population}
    with in_memory(tables) as connection:
        yield Judged(connection, quasi, sensitive, persons, population is not None)


def read(path: Path, delimiter: str = ",") -> pa.Table:
    """A released file as columns of text.

    Raises
    ------
    InputError
        When it is neither Parquet nor CSV.
    """
    try:
        if path.suffix.lower() == ".parquet":
            return pq.read_table(path, memory_map=False)
        names = pcsv.open_csv(path, parse_options=_form(delimiter)).schema.names
        kinds = pcsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
        return pcsv.read_csv(path, parse_options=_form(delimiter), convert_options=kinds)
    except (OSError, pa.ArrowException):
        raise InputError(f"{path.name}: is no table that was released") from None


def _form(delimiter: str) -> pcsv.ParseOptions:
    return pcsv.ParseOptions(delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False)


class TableMeasure(ABC):
    """One figure of a table; None where it has no meaning (no record, no sensitive column)."""

    ID: ClassVar[str]

    @abstractmethod
    def evaluate(self, table: Judged) -> float | None:
        """The figure."""


@cache
def measures() -> dict[str, TableMeasure]:
    """Every measure of the folder `models`, by id."""
    found = [kind() for kind in subclasses("pipeline.assess.models", TableMeasure)]  # type: ignore[type-abstract]
    return {measure.ID: measure for measure in sorted(found, key=lambda measure: measure.ID)}
