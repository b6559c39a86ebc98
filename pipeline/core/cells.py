"""What counts as an empty cell, for every stage alike."""

from __future__ import annotations

import polars as pl

EMPTY = ("", "NULL", "null", "Null", "\\N", "(null)", "NaN", "nan", "None")
"""Cells that say "nothing here" in exports of databases and data frames, after trimming."""


def blank_to_null(values: pl.Series) -> pl.Series:
    """Trim the cells of a text column and make the empty ones null; same length, same order, same name."""
    if values.str.contains(r"^\s|\s$").any():
        values = values.str.strip_chars()
    kept = pl.when(~pl.col(values.name).is_in(EMPTY)).then(pl.col(values.name))
    return values.to_frame().select(kept).to_series()
