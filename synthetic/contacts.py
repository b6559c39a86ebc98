"""Phones in ARCEP's numbers for fiction and e-mail addresses at RFC 2606 domains, as people write them."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipeline.locales.fr.reserved import LANDLINES, MOBILES, PHONE_HALF
from synthetic.streams import Ints, choose

_PHONE_FORMS = (0.50, 0.27, 0.13, 0.04, 0.03, 0.03)
"""Shares of: plain digits, spaces, dots, +33, 0033, hyphens."""

_ZONES = {"75": 0, "77": 0, "78": 0, "91": 0, "60": 2, "69": 3, "13": 3, "2A": 3, "33": 4}
"""Departments outside the 02 zone, by the position of their zone in `LANDLINES`."""

DOMAINS = (
    "courriel.example", "messagerie.example", "boite.example", "poste.example", "internet.example.org",
    "famille.example.net", "example.org", "example.com",
)  # fmt: skip
_DOMAIN_SHARES = (0.34, 0.22, 0.14, 0.12, 0.08, 0.05, 0.03, 0.02)


def zones(departments: tuple[str, ...]) -> Ints:
    """Position in `LANDLINES` of each department's area."""
    return np.array([_ZONES.get(code, 1) for code in departments])


def landlines(rng: np.random.Generator, zone: Ints) -> pl.Series:
    """Write a fixed number in each of ``zone``, in some written form."""
    return _numbers(rng, pl.Series(LANDLINES).gather(zone))


def mobiles(rng: np.random.Generator, size: int) -> pl.Series:
    """``size`` mobile numbers, in some written form."""
    return _numbers(rng, pl.Series(MOBILES).gather(np.zeros(size, dtype=np.int64)))


def _numbers(rng: np.random.Generator, prefix: pl.Series) -> pl.Series:
    size = len(prefix)
    last = pl.Series("last", rng.integers(0, PHONE_HALF, size)).cast(pl.String).str.zfill(4)
    frame = pl.DataFrame({"plain": prefix + last, "form": choose(rng, _PHONE_FORMS, size)})
    digits = pl.col("plain")
    pairs = [digits.str.slice(place, 2) for place in range(0, 10, 2)]
    abroad = pl.concat_str(pl.lit("+33 ") + digits.str.slice(1, 1), *pairs[1:], separator=" ")
    form = pl.col("form")
    written = (
        pl.when(form == 0)
        .then(digits)
        .when(form == 1)
        .then(pl.concat_str(pairs, separator=" "))
        .when(form == 2)
        .then(pl.concat_str(pairs, separator="."))
        .when(form == 3)
        .then(abroad)
        .when(form == 4)
        .then(pl.lit("0033") + digits.str.slice(1))
        .otherwise(pl.concat_str(pairs, separator="-"))
    )
    return frame.select(written.alias("phone"))["phone"]


def emails(rng: np.random.Generator, first: pl.Series, surname: pl.Series, year: Ints) -> pl.Series:
    """Write an address for each person: first name and surname in some order, some with the birth year."""
    size = len(first)
    frame = pl.DataFrame(
        {
            "first": _local(first),
            "last": _local(surname),
            "year": pl.Series(year % 100).cast(pl.String).str.zfill(2),
            "domain": pl.Series(DOMAINS).gather(choose(rng, _DOMAIN_SHARES, size)),
            "form": choose(rng, (0.42, 0.16, 0.14, 0.18, 0.10), size),
        }
    )
    first_, last, form = pl.col("first"), pl.col("last"), pl.col("form")
    local = (
        pl.when(form == 0)
        .then(first_ + "." + last)
        .when(form == 1)
        .then(last + "." + first_)
        .when(form == 2)
        .then(first_.str.slice(0, 1) + last)
        .when(form == 3)
        .then(first_ + "." + last + pl.col("year"))
        .otherwise(first_ + "_" + last)
    )
    return frame.select((local + "@" + pl.col("domain")).alias("email"))["email"]


def _local(names: pl.Series) -> pl.Series:
    """Names in capitals without accents, ready for the left side of an address."""
    return names.str.to_lowercase().str.replace_all(r"[^a-z]+", "-").rename("local")
