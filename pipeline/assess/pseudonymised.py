"""The gate of the `newsroom` tier: what it promises, checked on the records as they are written.

It promises that nothing that identifies comes out as it was: tokens and stand-ins only, each in its namespace, and no
column that nobody listed. It does not promise that nobody can be recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from pipeline.assess.measure import Check

Judge = Callable[[pl.Series], pl.Series]


@dataclass(frozen=True)
class Promised:
    """What a written file must be: its columns in order, how many records, and who judges which column."""

    columns: tuple[str, ...]
    records: int
    judges: Mapping[str, Judge]


def judge(names: Iterable[str], batches: Iterable[pa.RecordBatch], promised: Promised) -> tuple[Check, ...]:
    """Read the written records once, and check them."""
    present, outside, rows = tuple(names), dict.fromkeys(promised.judges, 0), 0
    for batch in batches:
        rows += batch.num_rows
        for name, ask in promised.judges.items():
            values = pl.Series(batch.column(name)).drop_nulls() if name in present else pl.Series([], dtype=pl.String)
            outside[name] += int((~ask(values).fill_null(False)).sum())
    odd = len(set(present) ^ set(promised.columns)) + abs(rows - promised.records)
    return (
        _check("records_and_columns", "T2", odd, "columns that nobody listed, and records too many or too few"),
        _check(
            "stand_ins_in_their_namespace",
            "T14",
            sum(outside.values()),
            ", ".join(name for name, count in outside.items() if count),
        ),
    )


def unchanged(counts: Mapping[str, int]) -> Check:
    """Cells of replaced columns that are what they were."""
    return _check(
        "values_unchanged", "T14", sum(counts.values()), ", ".join(name for name, count in counts.items() if count)
    )


def _check(name: str, threat: str, value: int, detail: str) -> Check:
    return Check(name, threat, float(value), 0.0, value == 0, detail if value else "", "treatments")
