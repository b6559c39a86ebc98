"""Keyed numbers of a whole column: HMAC-SHA256 of each value, as many 64-bit numbers of it as asked."""

from __future__ import annotations

import polars as pl
import polars_hash as plh

WORDS = 4
"""64-bit numbers in one digest."""


def numbers(values: pl.Series, subkey: str, count: int = 1) -> list[pl.Series]:
    """The first ``count`` (of four) 64-bit numbers of each value's HMAC-SHA256; null for null.

    >>> one, other = numbers(pl.Series(["x", "y"]), "0" * 64, 2)
    >>> one.dtype, one[0] == other[0], one[0] == one[1]
    (UInt64, False, False)
    """
    digest = plh.col("value").chash.hmac_sha256(key=subkey)
    raw = values.to_frame("value").select(digest)["value"].str.decode("hex")
    return [raw.bin.slice(8 * place, 8).bin.reinterpret(dtype=pl.UInt64) for place in range(count)]


def draw(pool: pl.Series, number: pl.Series, own: pl.Series, folded: pl.Series | None = None) -> pl.Series:
    """A value of ``pool`` for each number; the next one where it shares a word with ``own`` (folded text).

    ``folded`` are the folded values of the pool, where they are not folded themselves.
    """
    place = number % len(pool)
    compared = (pool if folded is None else folded).str.split(" ")
    words = own.str.split(" ")
    clashes = _share(words, compared.gather(place))
    for _ in range(len(pool)):
        if not len(clashes):
            break
        place = place.scatter(clashes, (place.gather(clashes) + 1) % len(pool))
        again = _share(words.gather(clashes), compared.gather(place.gather(clashes)))
        clashes = clashes.gather(again)
    return pool.gather(place)


def draw_other(pool: pl.Series, number: pl.Series, own: pl.Series) -> pl.Series:
    """A value of ``pool`` for each number; the next one where ``own`` (folded text) holds it whole."""
    place = number % len(pool)
    drawn = pool.gather(place)
    padded = " " + own + " "
    for _ in range(len(pool)):
        said = pl.DataFrame({"own": padded, "drawn": " " + drawn + " "}).select(
            pl.col("own").str.contains(pl.col("drawn"), literal=True).fill_null(False)
        )["own"]
        if not said.any():
            break
        rows = said.arg_true()
        place = place.scatter(rows, (place.gather(rows) + 1) % len(pool))
        drawn = pool.gather(place)
    return drawn


def _share(left: pl.Series, right: pl.Series) -> pl.Series:
    """Places at which two columns of lists have an element in common."""
    frame = pl.DataFrame({"left": left, "right": right})
    common = frame.select(pl.col("left").list.set_intersection(pl.col("right")).list.len().fill_null(0))["left"]
    return (common > 0).arg_true()
