"""Phones in ARCEP's numbers for fiction and e-mail addresses at RFC 2606 domains, as people write them."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipeline.locales.fr.reserved import LANDLINES, MOBILES, PHONE_HALF
from synthetic.streams import Ints, choose

PHONE_FORMS = {
    "plain": 0.44, "spaces": 0.24, "dots": 0.12, "hyphens": 0.03, "slashes": 0.02, "abroad": 0.03,
    "abroad_glued": 0.03, "abroad_bracket": 0.02, "zeros": 0.02, "no_plus": 0.01, "thirds": 0.03, "halves": 0.01,
}  # fmt: skip
"""Shares of the ways in which a number is written; see `written`."""

_ZONES: tuple[frozenset[str], ...] = tuple(
    frozenset(codes.split())
    for codes in (
        "75 77 78 91 92 93 94 95",
        "14 18 22 27 28 29 35 36 37 41 44 45 49 50 53 56 61 72 76 79 85 86 974 976",
        "02 08 10 21 25 39 51 52 54 55 57 58 59 60 62 67 68 70 71 80 88 89 90",
        "01 03 04 05 06 07 11 13 15 26 2A 2B 30 34 38 42 43 48 63 66 69 73 74 83 84",
    )
)
"""Departments of zones 01 to 04 of the numbering plan; the others are of 05."""

DOMAINS = (
    "courriel.example", "messagerie.example", "boite.example", "poste.example", "internet.example.org",
    "famille.example.net", "example.org", "example.com", "mail.example.com", "box.example.net", "mairie.example",
    "univ.example.org",
)  # fmt: skip
_DOMAIN_SHARES = (0.30, 0.20, 0.13, 0.11, 0.08, 0.05, 0.03, 0.02, 0.03, 0.03, 0.01, 0.01)

EMAIL_FORMS = (0.30, 0.12, 0.11, 0.14, 0.08, 0.09, 0.06, 0.04, 0.06)
"""Shares of the ways in which an address is made; the last four do not hold both names, the last two neither."""

_NICKNAMES = (
    "titou loulou nono ptitchat papillon lutin coquelicot grenadine capitaine marmotte chouquette biscotte "
    "tournesol pirate caramel mimosa zouzou galette hermine goeland bigorneau cachou pistache réglisse"
).replace("é", "e").split()  # fmt: skip


def zones(departments: tuple[str, ...]) -> Ints:
    """Position in `LANDLINES` of each department's area."""
    return np.array([next((i for i, known in enumerate(_ZONES) if code in known), 4) for code in departments])


def landlines(rng: np.random.Generator, zone: Ints) -> pl.Series:
    """Write a fixed number in each of ``zone``, in some written form."""
    return _numbers(rng, pl.Series(LANDLINES).gather(zone))


def mobiles(rng: np.random.Generator, size: int) -> pl.Series:
    """``size`` mobile numbers, in some written form."""
    return _numbers(rng, pl.Series(MOBILES).gather(np.zeros(size, dtype=np.int64)))


def _numbers(rng: np.random.Generator, prefix: pl.Series) -> pl.Series:
    size = len(prefix)
    last = pl.Series("last", rng.integers(0, PHONE_HALF, size)).cast(pl.String).str.zfill(4)
    return written(prefix + last, choose(rng, tuple(PHONE_FORMS.values()), size))


def written(digits: pl.Series, form: Ints) -> pl.Series:
    """Ten-digit numbers, each in the form of that position in `PHONE_FORMS`.

    >>> written(pl.Series(["0639980123"] * 6), np.array([1, 2, 5, 6, 7, 10])).to_list()[2:]
    ['+33 6 39 98 01 23', '+33639980123', '+33 (0)6 39 98 01 23', '063 998 0123']
    """
    plain = pl.col("plain")
    pairs = [plain.str.slice(place, 2) for place in range(0, 10, 2)]
    nine = pl.concat_str(plain.str.slice(1, 1), *pairs[1:], separator=" ")
    ways = {
        "plain": plain,
        "spaces": pl.concat_str(pairs, separator=" "),
        "dots": pl.concat_str(pairs, separator="."),
        "hyphens": pl.concat_str(pairs, separator="-"),
        "slashes": pl.concat_str(pairs, separator="/"),
        "abroad": pl.lit("+33 ") + nine,
        "abroad_glued": pl.lit("+33") + plain.str.slice(1),
        "abroad_bracket": pl.lit("+33 (0)") + nine,
        "zeros": pl.lit("0033") + plain.str.slice(1),
        "no_plus": pl.lit("33") + plain.str.slice(1),
        "thirds": pl.concat_str(plain.str.slice(0, 3), plain.str.slice(3, 3), plain.str.slice(6, 4), separator=" "),
        "halves": pl.concat_str(plain.str.slice(0, 6), plain.str.slice(6, 4), separator=" "),
    }
    chosen = pl.lit(None, dtype=pl.String)
    for place, name in enumerate(PHONE_FORMS):
        chosen = pl.when(pl.col("form") == place).then(ways[name]).otherwise(chosen)
    return pl.DataFrame({"plain": digits, "form": form}).select(chosen.alias("phone"))["phone"]


def emails(rng: np.random.Generator, first: pl.Series, surname: pl.Series, year: Ints) -> pl.Series:
    """Write an address for each person: of first name and surname in some order and form, or of neither."""
    size = len(first)
    nickname = pl.Series(_NICKNAMES).gather(rng.integers(0, len(_NICKNAMES), size))
    frame = pl.DataFrame(
        {
            "first": _local(first),
            "last": _local(surname),
            "year": pl.Series(year % 100).cast(pl.String).str.zfill(2),
            "word": nickname,
            "number": pl.Series(rng.integers(1, 999, size)).cast(pl.String),
            "domain": pl.Series(DOMAINS).gather(choose(rng, _DOMAIN_SHARES, size)),
            "form": choose(rng, EMAIL_FORMS, size),
        }
    )
    first_, last, form = pl.col("first"), pl.col("last"), pl.col("form")
    ways = (
        first_ + "." + last,
        last + "." + first_,
        first_.str.slice(0, 1) + last,
        first_ + "." + last + pl.col("year"),
        first_ + "_" + last,
        last + first_.str.slice(0, 1) + pl.col("number"),
        first_ + pl.col("number"),
        pl.col("word") + pl.col("year"),
        pl.col("word") + "." + pl.col("number"),
    )
    local = pl.lit(None, dtype=pl.String)
    for place, way in enumerate(ways):
        local = pl.when(form == place).then(way).otherwise(local)
    return frame.select((local + "@" + pl.col("domain")).alias("email"))["email"]


def _local(names: pl.Series) -> pl.Series:
    """Names in capitals without accents, ready for the left side of an address."""
    return names.str.to_lowercase().str.replace_all(r"[^a-z]+", "-").str.strip_chars("-").rename("local")
