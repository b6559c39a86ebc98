"""How many guesses a password in clear would take, as a band."""

from __future__ import annotations

from functools import cache
from math import factorial, log10

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.locales.passwords import storage_kinds
from pipeline.transform.transform import ColumnFunction, Context, Transform, by_distinct

BANDS = ("weak", "medium", "strong")
"""The closed vocabulary: up to 10^6 guesses, up to 10^10, more (the thresholds of zxcvbn's scores 2 and 4)."""

LIMITS = (6.000_001, 10.000_001)
LONGEST = 72
"""Characters looked at; what is longer is no easier."""

_PIECES = r"\p{L}+|\p{Nd}+|[^\p{L}\p{Nd}]+"
_SHORTEST, _CUT = 3, 0.3
"""Characters of half a run; what a cut has to gain (two parts may stand in either order)."""
_ORDERS = {parts: log10(factorial(parts)) for parts in range(LONGEST + 1)}
"""Parts -> the decimal logarithm of the orders that they may stand in."""
_DATE = r"^((0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])(19|20)?\d\d|(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))$"
_YEAR = r"^(19|20)\d\d$"
_RUNS = "012345678909876543210|abcdefghijklmnopqrstuvwxyz|azertyuiop|qsdfghjklm|wxcvbn|qwertyuiop|asdfghjkl|zxcvbnm"


class PasswordStrength(Transform):
    """Guesses that a password in clear takes: weak, medium or strong; null where it is hashed or there is none.

    What zxcvbn works out by search (D. Wheeler, USENIX Security 2016) is bounded here by one decomposition: runs of
    letters, digits and signs. A run is as good as its rank in zxcvbn's lists of common passwords and words, as a date,
    a year, a run of the keyboard or a repetition; else ten guesses a character.
    """

    name = "password_strength"
    treatment = Treatment.GENERALISE

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without parameters."""
        del purpose, context
        return strength


def strength(values: pl.Series) -> pl.Series:
    """The band of each password in clear; each distinct value is judged once.

    >>> strength(pl.Series(["azerty", "Xv9#qLr2!pZw", "5f4dcc3b5aa765d61d8327deb882cf99", None])).to_list()
    ['weak', 'strong', None, None]
    """
    return by_distinct(values.cast(pl.String).str.strip_chars(), _bands)


def _bands(distinct: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"value": distinct.str.to_lowercase().str.slice(0, LONGEST)}).with_row_index("row")
    clear = frame.filter(storage_kinds(distinct) == "clear")
    pieces = clear.select("row", pl.col("value").str.extract_all(_PIECES).alias("piece")).explode("piece")
    judged = pieces.join(_pieces(pieces["piece"].unique()), on="piece", how="left")
    summed = judged.group_by("row").agg(pl.col("guesses").sum(), pl.col("parts").sum())
    order = summed["parts"].replace_strict(_ORDERS, default=_ORDERS[max(_ORDERS)], return_dtype=pl.Float64)
    summed = summed.select(
        "row", pl.max_horizontal(pl.col("guesses") + order, 4.0 * (pl.col("parts") - 1)).alias("guesses")
    )
    whole = _judged(clear, "value").select("row", pl.col("guesses").alias("whole"))
    told = frame.select("row").join(summed, on="row", how="left").join(whole, on="row", how="left").sort("row")
    guesses = pl.min_horizontal("guesses", "whole")
    band = pl.when(guesses <= LIMITS[0]).then(pl.lit(BANDS[0])).when(guesses <= LIMITS[1]).then(pl.lit(BANDS[1]))
    return told.select(pl.when(guesses.is_not_null()).then(band.otherwise(pl.lit(BANDS[2]))).alias("band"))["band"]


def _pieces(distinct: pl.Series) -> pl.DataFrame:
    """The guesses of each run, and of how many parts it is: one, or two where a cut makes it easier."""
    whole = _judged(pl.DataFrame({"piece": distinct}), "piece")
    cuts = whole.filter((pl.col("length") >= 2 * _SHORTEST) & (pl.col("guesses") == pl.col("length")))
    places = pl.int_ranges(_SHORTEST, pl.col("length").cast(pl.Int64) - _SHORTEST + 1)
    cuts = cuts.select("piece", places.alias("at")).explode("at")
    cuts = cuts.with_columns(
        pl.col("piece").str.slice(0, pl.col("at")).alias("left"), pl.col("piece").str.slice(pl.col("at")).alias("right")
    )
    for side in ("left", "right"):
        judged = _judged(cuts.select(side).unique(), side).select(side, pl.col("guesses").alias(f"of_{side}"))
        cuts = cuts.join(judged, on=side, how="left")
    best = cuts.group_by("piece").agg((pl.col("of_left") + pl.col("of_right")).min().alias("cut"))
    told = whole.join(best, on="piece", how="left")
    gains = (pl.col("cut") + _CUT < pl.col("guesses")).fill_null(False)
    return told.select(
        "piece",
        pl.when(gains).then("cut").otherwise("guesses").alias("guesses"),
        pl.when(gains).then(2).otherwise(1).alias("parts"),
    )


def _judged(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """``guesses`` of texts as one part each: by lists, as a date, a year, a repetition, or ten a character."""
    text, length = pl.col(name), pl.col("length")
    easy = (
        pl.when(text.str.contains(_YEAR)).then(2.1)
        .when(text.str.contains(_DATE)).then(4.6)
        .when((text.str.strip_chars(text.str.slice(0, 1)) == "") & (length >= _SHORTEST)).then(length.log10() + 1.0)
    )  # fmt: skip
    known = frame.join(_ranks().rename({"piece": name}), on=name, how="left", maintain_order="left")
    known = known.with_columns(text.str.len_chars().cast(pl.Float64).alias("length"))
    return known.with_columns(pl.min_horizontal(easy, "rank", "length").alias("guesses")).drop("rank")


@cache
def _ranks() -> pl.DataFrame:
    """Words of zxcvbn's lists and runs of the keyboard -> the decimal logarithm of their rank, the best of them."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    lists = [pl.DataFrame({"piece": words}).with_row_index("rank", 1) for words in FREQUENCY_LISTS.values()]
    ranks = pl.concat(lists).select("piece", pl.col("rank").cast(pl.Float64).log10())
    runs = pl.DataFrame({"piece": list(_runs())}).with_columns(_guessed_run().alias("rank"))
    return pl.concat([ranks, runs]).group_by("piece").agg(pl.col("rank").min())


def _runs() -> set[str]:
    """Three characters and more that follow each other, forwards or backwards."""
    lines = [direction for line in _RUNS.split("|") for direction in (line, line[::-1])]
    return {line[i:j] for line in lines for i in range(len(line)) for j in range(i + 3, len(line) + 1)}


def _guessed_run() -> pl.Expr:
    return pl.col("piece").str.len_chars().log10() + 1.0
