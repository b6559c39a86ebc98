"""What a raw value is in the eyes of its attacker: a text, a day, a number, a place.

Written for this room alone: the readings of the stage that made the release are not used here.
"""

from __future__ import annotations

import polars as pl

from pipeline.locales.fr.geography import department_regions

_EARLIEST, _LATEST = 1880, 2040


def text(values: pl.Series) -> pl.Series:
    """Upper case, single blanks."""
    return values.str.to_uppercase().str.replace_all(r"\s+", " ").str.strip_chars()


def days(values: pl.Series) -> pl.Series:
    """The day of a date in figures, the day before the month; null for anything else."""
    bare = values.str.strip_chars().str.replace(r"[T ]\d{1,2}[:hH]\d{2}.*$", "").str.replace_all(r"[.\-]", "/")
    found = _plausible(bare.str.to_date("%d/%m/%Y", strict=False))
    for form in ("%Y/%m/%d", "%d/%m/%y", "%d%m%Y", "%Y%m%d"):
        if not (found.is_null() & bare.is_not_null()).any():
            break
        fit = bare.str.contains(r"^\d{8}$") if "/" not in form else bare.str.contains(r"^\d+/\d+/\d+$")
        again = _plausible(bare.set(~fit.fill_null(False), None).str.to_date(form, strict=False))
        found = found.zip_with(found.is_not_null(), again)
    return found.alias("day")


def _plausible(dates: pl.Series) -> pl.Series:
    good = dates.dt.year().is_between(_EARLIEST, _LATEST).fill_null(False)
    return dates.set(~good, None)


def numbers(values: pl.Series) -> pl.Series:
    """A number as French files write it; null for anything else."""
    return values.str.replace_all(r"[\s\u00a0\u202f]", "").str.replace(",", ".").cast(pl.Float64, strict=False)


def departments(values: pl.Series) -> pl.Series:
    """The department that the first digits of a postcode say; null for what is no postcode."""
    codes = values.str.strip_chars().str.replace(r"^(\d{4})$", "0${1}")
    frame = codes.set(~codes.str.contains(r"^\d{5}$").fill_null(False), None).to_frame("code")
    code = pl.col("code")
    two, three = code.str.slice(0, 2), code.str.slice(0, 3)
    corsica = pl.when(three.is_in(["200", "201"])).then(pl.lit("2A")).otherwise(pl.lit("2B"))
    found = pl.when(two == "20").then(corsica).when(two.is_in(["97", "98"])).then(three).otherwise(two)
    return frame.select(found.alias("department"))["department"]


def regions(values: pl.Series) -> pl.Series:
    """The region of that department."""
    return departments(values).replace_strict(department_regions(), default=None, return_dtype=pl.String)


def half(day: pl.Series) -> pl.Series:
    """The half-year of a day: ``2019-H2``."""
    return day.dt.year().cast(pl.String) + "-H" + ((day.dt.month() - 1) // 6 + 1).cast(pl.String)


def quarter(day: pl.Series) -> pl.Series:
    """The quarter of a day: ``2019-Q3``."""
    return day.dt.year().cast(pl.String) + "-Q" + day.dt.quarter().cast(pl.String)
