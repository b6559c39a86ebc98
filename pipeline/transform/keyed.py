"""Keyed numbers of a whole column: HMAC-SHA256 of each value, as many 64-bit numbers of it as asked."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import polars_hash as plh

WORDS = 4
"""64-bit numbers in one digest."""

_TRIES = 32
Clash = Callable[[pl.Series, pl.Series], pl.Series]
"""Rows at which a record's own value and the drawn one do not go together."""


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
    """A value of ``pool`` for each number; another one where it shares a word with ``own`` (folded text).

    ``folded`` are the folded values of the pool, where they are not folded themselves.
    """
    return _drawn(pool, pool if folded is None else folded, number, own, _sharing)


def draw_other(pool: pl.Series, number: pl.Series, own: pl.Series) -> pl.Series:
    """A value of ``pool`` for each number; another one where ``own`` (folded text) holds it whole."""
    return _drawn(pool, pool, number, own, _held)


def _drawn(pool: pl.Series, compared: pl.Series, number: pl.Series, own: pl.Series, clash: Clash) -> pl.Series:
    """Draw, and draw again where ``clash`` says so, each row in steps of its own: neighbours in a pool are alike.

    Steps may come round before all of the pool is seen; after `_TRIES` of them they are of one place.
    """
    size = len(pool)
    place = number % size
    step = number // size % max(size - 1, 1) + 1
    rows = clash(own, compared.gather(place))
    for again in range(_TRIES + size):
        if not len(rows):
            break
        moved = (place.gather(rows) + (step.gather(rows) if again < _TRIES else 1)) % size
        place = place.scatter(rows, moved)
        rows = rows.gather(clash(own.gather(rows), compared.gather(moved)))
    return pool.gather(place)


def _sharing(own: pl.Series, drawn: pl.Series) -> pl.Series:
    """Places at which two columns of words have one in common."""
    frame = pl.DataFrame({"own": own, "drawn": drawn})
    several = pl.col("own").str.contains(" ", literal=True) | pl.col("drawn").str.contains(" ", literal=True)
    same = frame.select(both=(pl.col("own") == pl.col("drawn")), several=several).fill_null(False)
    rows = same["several"].arg_true()
    words = frame[rows].select(pl.col("own", "drawn").str.split(" "))
    common = words.select(pl.col("own").list.set_intersection("drawn").list.len().fill_null(0) > 0).to_series()
    return same["both"].scatter(rows, common).arg_true()


def _held(own: pl.Series, drawn: pl.Series) -> pl.Series:
    """Places at which the words of one column stand in those of the other, in their order."""
    said = pl.DataFrame({"own": " " + own + " ", "drawn": " " + drawn + " "})
    return (
        said.select(pl.col("own").str.contains(pl.col("drawn"), literal=True).fill_null(False)).to_series().arg_true()
    )
