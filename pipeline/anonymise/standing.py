"""Who stands in which cell that is to come out: what an attacker who holds the leak can count again."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.anonymise.cubes import Key, Table
from pipeline.anonymise.persons import LOOSE
from pipeline.anonymise.protection import Protected, Truth

Codes = npt.NDArray[np.int64]
MOST = 100_000
"""Records; more need no look (see `pipeline.assess.presence`), and may lie in several parts."""


def standing(truth: Truth, done: Protected) -> tuple[Mapping[str, tuple[list[Key], Codes]], Codes] | None:
    """Of each table its published cells, and that which each record of a person is in (-1: none); each record's person.

    Persons are numbered from 0 on as they appear. Tables of kinds of data count the same persons over again, and are
    left out. None where the leak has more than ``MOST`` records.
    """
    if truth.whole.records > MOST:
        return None
    records = pl.concat(truth.parts()).drop_nulls(LOOSE)
    first = records.select(LOOSE).with_row_index("_row").select(pl.col("_row").min().over(LOOSE)).to_series()
    person = first.rank("dense").cast(pl.Int64).to_numpy() - 1
    tables = [table for table in done.tables if table.published and "category" not in table.dimensions]
    return {table.name: (sorted(table.published), _codes(records, table)) for table in tables}, person


def _codes(records: pl.DataFrame, table: Table) -> Codes:
    cells = pl.DataFrame(sorted(table.published), schema=dict.fromkeys(table.dimensions, pl.String), orient="row")
    frame = records.with_columns(pl.col(name).cast(pl.String) for name in table.dimensions)
    joined = frame.join(cells.with_row_index("_cell"), on=table.dimensions, how="left", maintain_order="left")
    place = pl.col("_cell").cast(pl.Int64).fill_null(-1)
    if table.where:
        place = pl.when(pl.col(table.where).fill_null(False)).then(place).otherwise(-1)
    return joined.select(place).to_series().to_numpy()
