"""What counts as an empty cell, for every stage alike."""

from __future__ import annotations

import polars as pl

EMPTY = ("", "NULL", "null", "Null", "\\N", "(null)", "NaN", "nan", "None")
"""Cells that say "nothing here" in exports of databases and data frames, after trimming."""


def blank_to_null(values: pl.Series) -> pl.Series:
    """Trim the cells of a text column and make the empty ones null; same length, same order, same name."""
    trimmed = values.str.strip_chars()
    return trimmed.set(trimmed.is_in(EMPTY), None)
