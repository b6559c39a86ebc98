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


def draw(pool: pl.Series, number: pl.Series, own: pl.Series | None = None) -> pl.Series:
    """A value of ``pool`` for each number; the next one where ``own`` (folded words) says it already.

    ``own`` is text with a space at both ends; a value of the pool is looked for in it as whole words.
    """
    place = number % len(pool)
    drawn = pool.gather(place)
    if own is None:
        return drawn
    for _ in range(len(pool)):
        said = pl.DataFrame({"own": own, "word": " " + drawn + " "}).select(
            pl.col("own").str.contains(pl.col("word"), literal=True).fill_null(False)
        )["own"]
        if not said.any():
            break
        place = pl.select(pl.when(said).then((place + 1) % len(pool)).otherwise(place).alias("place"))["place"]
        drawn = pool.gather(place)
    return drawn
