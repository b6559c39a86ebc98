"""Social security numbers (NIR) of a whole column."""

from __future__ import annotations

import polars as pl

_BODY = r"^[1-478]\d{2}(?:0[1-9]|[1-4]\d|[5-9]\d)(?:\d{2}|2[AB])\d{6}"


def bodies(values: pl.Series) -> pl.Series:
    """The 13 characters before the key, separators taken out; null where the shape is not a NIR's.

    The key is not looked at: a mistyped one lowers trust, it does not make another person.
    """
    compact = values.str.replace_all(r"[\s.\-_/]", "").str.to_uppercase()
    return compact.str.extract("(" + _BODY + ")", 1)
