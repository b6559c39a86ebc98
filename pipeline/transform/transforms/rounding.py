"""Number to a rounder number."""

from __future__ import annotations

import polars as pl
from pydantic import Field

from pipeline.core.policy import Treatment
from pipeline.transform.transform import ColumnFunction, Context, Transform

_LARGEST = 2.0**53


class Rounding(Transform):
    """The nearest multiple of ``base``, of three significant digits at most (the half goes up); null for no number.

    More digits would be a number that names somebody.
    """

    name = "rounding"
    treatment = Treatment.GENERALISE

    base: int = Field(default=5, ge=1)

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without a key."""
        del purpose, context

        def rounded(values: pl.Series) -> pl.Series:
            frame = pl.DataFrame({"number": read(values)}).with_columns(_unit(self.base).alias("unit"))
            nearest = (pl.col("number") / pl.col("unit") + 0.5).floor() * pl.col("unit")
            return frame.select(nearest.cast(pl.Int64, strict=False).alias(values.name))[values.name]

        return rounded


def _unit(base: int) -> pl.Expr:
    """The base, or a multiple of it by a power of ten where a number has more digits than three."""
    digits = (pl.col("number").abs().clip(1).log10() + 1e-9).floor() - 2
    power = pl.lit(10.0).pow(digits.clip(0))
    return pl.when(power > base).then(pl.max_horizontal(power, base)).otherwise(pl.lit(float(base)))


def read(values: pl.Series) -> pl.Series:
    """Numbers as French files write them (blanks between thousands, a comma); null for anything else, and beyond 2^53.

    >>> read(pl.Series(["1 234,5", "-7", "1e3", "x"])).to_list()
    [1234.5, -7.0, None, None]
    """
    bare = values.str.replace_all(r"[\s\u00a0\u202f]", "").str.replace(",", ".", literal=True)
    plain = bare.to_frame("t").select(pl.when(pl.col("t").str.contains(r"^[+-]?\d+(?:\.\d+)?$")).then(pl.col("t")))["t"]
    found = plain.cast(pl.Float64, strict=False)
    return found.set((found.abs() > _LARGEST).fill_null(False), None)
