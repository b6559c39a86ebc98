"""Dates as French files write them, read column by column.

The day comes before the month (``05/09/1989`` is 5 September): the order of French administrative forms.
ISO 8601 dates, with or without a time, packed eight-digit ones, two-digit years and months in words are
read too.
"""

from __future__ import annotations

import polars as pl

EARLIEST_YEAR = 1890
LATEST_YEAR = 2035
PIVOT = 30
"""Two-digit years up to this one are of the 2000s, later ones of the 1900s."""

MONTHS: dict[str, str] = {
    "janvier": "01", "janv": "01", "jan": "01", "fevrier": "02", "fevr": "02", "fev": "02", "mars": "03", "mar": "03",
    "avril": "04", "avr": "04", "mai": "05", "juin": "06", "juillet": "07", "juil": "07", "aout": "08", "aou": "08",
    "septembre": "09", "sept": "09", "sep": "09", "octobre": "10", "oct": "10", "novembre": "11", "nov": "11",
    "decembre": "12", "dec": "12", "january": "01", "february": "02", "feb": "02", "march": "03", "april": "04",
    "may": "05", "june": "06", "jun": "06", "july": "07", "jul": "07", "august": "08", "aug": "08",
    "september": "09", "october": "10", "november": "11", "december": "12",
}  # fmt: skip
"""Month words, folded to lower case without accents, in French and English, whole or shortened."""

_TIME = r"[T ]\d{1,2}[:hH]\d{2}.*$"
_WORDED = r"(?i)^(?:\p{L}{3,8}\.? )?(\d{1,2})(?:er)?[ /-]+([\p{L}]{3,9})\.?[ /-]+(\d{4})$"
_SHORT = r"^(\d{1,2})/(\d{1,2})/(\d{2})$"


def parse_dates(values: pl.Series) -> pl.Series:
    """Read a column of dates; null where the text is not a plausible date (years 1890 to 2035).

    Parameters
    ----------
    values:
        Text, any length; null stays null.

    Returns
    -------
    A series of dtype ``Date``, of the same length and name.

    Examples
    --------
    >>> parse_dates(pl.Series(["05/09/1989", "19890905", "5 sept. 1989", "32/01/1990"])).to_list()
    [datetime.date(1989, 9, 5), datetime.date(1989, 9, 5), datetime.date(1989, 9, 5), None]
    """
    text = values.cast(pl.String).str.strip_chars()
    if text.str.contains(":", literal=True).any() or text.str.contains(r"\d[hH]\d").any():
        text = text.str.replace(_TIME, "")
    slashed = text.str.replace_all(r"[.\-]", "/")
    found = _plausible(slashed.str.to_date("%d/%m/%Y", strict=False))
    for reader in (_iso, _packed, _short, _worded):
        missing = found.is_null() & text.is_not_null()
        if not missing.any():
            break
        rest = text.filter(missing)
        found = found.scatter(missing.arg_true(), _plausible(reader(rest)))
    return found.rename(values.name)


def _plausible(dates: pl.Series) -> pl.Series:
    """Keep dates of plausible years."""
    frame = dates.to_frame("d")
    good = pl.col("d").dt.year().is_between(EARLIEST_YEAR, LATEST_YEAR)
    return frame.select(pl.when(good).then(pl.col("d")))["d"]


def _iso(text: pl.Series) -> pl.Series:
    """Read ``YYYY-MM-DD`` and its dotted or slashed forms."""
    return text.str.replace_all(r"[.\-]", "/").str.to_date("%Y/%m/%d", strict=False)


def _packed(text: pl.Series) -> pl.Series:
    """Read ``DDMMYYYY`` or ``YYYYMMDD``: with plausible years no eight digits are both."""
    eight = text.to_frame("t").select(pl.when(pl.col("t").str.contains(r"^\d{8}$")).then(pl.col("t")))["t"]
    day_first = _plausible(eight.str.to_date("%d%m%Y", strict=False))
    return day_first.zip_with(day_first.is_not_null(), eight.str.to_date("%Y%m%d", strict=False))


def _short(text: pl.Series) -> pl.Series:
    """Read ``DD/MM/YY``, with the pivot."""
    parts = text.str.replace_all(r"[.\-]", "/").str.extract_groups(_SHORT).struct.unnest()
    day, month, year = (pl.col(name) for name in parts.columns)
    century = pl.when(year.cast(pl.Int32, strict=False) <= PIVOT).then(pl.lit("20")).otherwise(pl.lit("19"))
    joined = pl.concat_str(day, pl.lit("/"), month, pl.lit("/"), century, year)
    return parts.select(joined.str.to_date("%d/%m/%Y", strict=False).alias("d"))["d"]


def _worded(text: pl.Series) -> pl.Series:
    """Read ``5 sept. 1989``, ``1er janvier 2001``, ``lundi 3 mai 2010``."""
    parts = text.str.extract_groups(_WORDED).struct.unnest()
    day, month, year = (pl.col(name) for name in parts.columns)
    plain = month.str.to_lowercase().str.replace_all("[éèê]", "e").str.replace_all("û", "u")
    number = plain.replace_strict(MONTHS, default=None, return_dtype=pl.String)
    joined = pl.concat_str(day, pl.lit("/"), number, pl.lit("/"), year)
    return parts.select(joined.str.to_date("%d/%m/%Y", strict=False).alias("d"))["d"]
