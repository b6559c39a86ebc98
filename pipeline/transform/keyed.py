"""Keyed numbers of a whole column: HMAC-SHA256 of each value, as many 64-bit numbers of it as asked."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import polars_hash as plh

WORDS = 4
"""64-bit numbers in one digest."""

_TRIES = 32
Among = tuple[pl.Series, pl.Series]
"""Where each row's part of a pool begins, and how many values it has (UInt64)."""
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


def draw(pool: pl.Series, number: pl.Series, own: pl.Series, among: Among | None = None) -> pl.Series:
    """A value of ``pool`` (folded text) for each number; another one where it shares a word with ``own``."""
    return pool.gather(draw_place(pool, number, own, among))


def draw_place(folded: pl.Series, number: pl.Series, own: pl.Series, among: Among | None = None) -> pl.Series:
    """The same as places in a pool whose values are here ``folded``; ``among`` tells each row its part of the pool."""
    return _places(folded, number, own, _sharing, among)


def draw_other(pool: pl.Series, number: pl.Series, own: pl.Series) -> pl.Series:
    """A value of ``pool`` for each number; another one where ``own`` (folded text) holds it whole."""
    return pool.gather(_places(pool, number, own, _held))


def _places(pool: pl.Series, number: pl.Series, own: pl.Series, clash: Clash, among: Among | None = None) -> pl.Series:
    """Draw, and draw again where ``clash`` says so, each row in steps of its own: neighbours in a pool are alike.

    Steps may come round before all of the pool is seen; after `_TRIES` of them they are of one place.
    """
    first, size = among or (
        pl.zeros(len(own), pl.UInt64, eager=True),
        pl.repeat(len(pool), len(own), dtype=pl.UInt64, eager=True),
    )
    place = number % size
    step = number // size % (size - 1).clip(1) + 1
    rows = clash(own, pool.gather(first + place))
    for again in range(_TRIES + len(pool)):
        if not len(rows):
            break
        moved = (place.gather(rows) + (step.gather(rows) if again < _TRIES else 1)) % size.gather(rows)
        place = place.scatter(rows, moved)
        rows = rows.gather(clash(own.gather(rows), pool.gather(first.gather(rows) + moved)))
    return first + place


def _sharing(own: pl.Series, drawn: pl.Series) -> pl.Series:
    """Places at which two columns of words have one in common."""
    same = (own == drawn).fill_null(False)
    several = own.str.contains(" ", literal=True) | drawn.str.contains(" ", literal=True)
    rows = several.fill_null(False).arg_true()
    if not len(rows):
        return same.arg_true()
    words = pl.DataFrame({"own": own.gather(rows).str.split(" "), "drawn": drawn.gather(rows).str.split(" ")})
    common = words.select(pl.col("own").list.set_intersection("drawn").list.len().fill_null(0) > 0).to_series()
    return same.scatter(rows, common).arg_true()


def _held(own: pl.Series, drawn: pl.Series) -> pl.Series:
    """Places at which the words of one column stand in those of the other, in their order."""
    said = pl.DataFrame({"own": " " + own + " ", "drawn": " " + drawn + " "})
    return (
        said.select(pl.col("own").str.contains(pl.col("drawn"), literal=True).fill_null(False)).to_series().arg_true()
    )
