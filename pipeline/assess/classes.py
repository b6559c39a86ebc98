"""Classes of rows that are alike in every released column."""

from __future__ import annotations

import polars as pl

from pipeline.assess.measure import Check
from pipeline.core.policy import Thresholds


def smallest_class(table: pl.DataFrame, thresholds: Thresholds) -> Check:
    """The size of the smallest class of rows over all columns: every released column is a quasi-identifier."""
    counts = table.group_by(table.columns).len()["len"] if table.columns and table.height else pl.Series([0])
    smallest = counts.min()
    value = float(smallest) if isinstance(smallest, int) else 0.0
    limit = float(thresholds.persons)
    return Check("smallest_class", "T2", value, limit, value >= limit, f"{len(counts)} classes", "thresholds.persons")
