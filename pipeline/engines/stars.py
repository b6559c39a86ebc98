"""Connected components of more pairs than fit into memory: stars that grow, part by part.

Source of the two steps: Kiveris, Lattanzi, Mirrokni, Rastogi and Vassilvitskii, *Connected components in MapReduce and
beyond*, SoCC 2014. Every step looks at one node with its neighbours alone, so that nodes can be cut into parts; pairs
never become more, and the rounds needed grow with the logarithm of the longest chain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import polars as pl

from pipeline.core.spill import Spill

New = Callable[[str], Spill]
"""Makes an empty table in parts, of a name of its own."""

_ONE, _OTHER = "one", "other"
PAIRS = {_ONE: pl.UInt64(), _OTHER: pl.UInt64()}
"""Columns of pairs of tokens that belong together."""

PER_TOKEN = 300
"""Bytes of memory that a token of a record takes at most while tokens are connected: a record with t tokens makes t - 1
pairs, each held in both directions; measured (docs/explanation/benchmarks.md)."""


def tied(tokens: pl.DataFrame) -> pl.DataFrame:
    """Distinct pairs (columns `PAIRS`) of the tokens of each row, nulls left out: the first and each of the others."""
    first = tokens.select(pl.coalesce(pl.all())).to_series()
    pairs = [pl.DataFrame({_ONE: first, _OTHER: tokens[name]}).drop_nulls() for name in tokens.columns[1:]]
    return pl.concat(pairs).unique()


def connect(pairs: Iterator[pl.DataFrame], new: New) -> Spill:
    """Find which of some tokens belong together, directly or over others.

    ``pairs`` are frames with the columns `PAIRS`, without nulls. Returns a table with the same columns, in parts by
    the first: each token that is not the smallest of its component, once, and beside it the smallest.
    """
    edges = new("edges-0")
    for frame in pairs:
        edges.add(_both(frame.filter(pl.col(_ONE) != pl.col(_OTHER))), _ONE)
    edges.finish()
    before, number = None, 0
    while True:
        number += 1
        larger, smaller = new(f"larger-{number}"), new(f"smaller-{number}")
        for frame in edges.read():
            larger.add(_large(frame.unique()), _ONE)
        edges.close()
        larger.finish()
        count, content = 0, 0
        for frame in larger.read():
            tied = _small(frame.unique()).unique()
            count, content = count + tied.height, content + _content(tied)
            smaller.add(tied, _ONE)
        larger.close()
        smaller.finish()
        if before == (count, content % (1 << 64)):
            return smaller
        before = count, content % (1 << 64)
        edges = new(f"edges-{number}")
        for frame in smaller.read():
            edges.add(_both(frame), _ONE)
        smaller.close()
        edges.finish()


def rooted(rows: Spill, roots: Spill, by: str, root: str) -> Iterator[pl.DataFrame]:
    """Rows in the parts that their token in the column ``by`` says, with the smallest one of its component as ``root``.

    ``roots`` is what `connect` made, in as many parts as ``rows``. Rows without a token get no root.
    """

    def joined(place: int) -> pl.DataFrame:
        frame, known = rows.part(place), roots.part(place)
        assert frame is not None
        table = pl.DataFrame(schema=PAIRS) if known is None else known.unique(_ONE)
        found = frame.select(by).join(table, left_on=by, right_on=_ONE, how="left", maintain_order="left")
        return frame.with_columns(found.select(pl.coalesce(_OTHER, by).alias(root)).to_series())

    return map(joined, filter(rows.has, range(rows.parts)))


def _content(pairs: pl.DataFrame) -> int:
    """A fingerprint of pairs, whatever their order: the sum of their hashes."""
    return int(pairs.hash_rows(seed=1).to_numpy().sum(dtype=np.uint64))


def _both(pairs: pl.DataFrame) -> pl.DataFrame:
    """Each pair in both directions."""
    return pl.concat([pairs, pairs.select(pl.col(_OTHER).alias(_ONE), pl.col(_ONE).alias(_OTHER))])


def _large(edges: pl.DataFrame) -> pl.DataFrame:
    """Tie the larger neighbours of each node to the smallest of them and it."""
    least = pl.min_horizontal(_ONE, pl.col(_OTHER).min().over(_ONE))
    return edges.with_columns(least.alias("least")).filter(pl.col(_OTHER) > pl.col(_ONE)).select(
        pl.col(_OTHER).alias(_ONE), pl.col("least").alias(_OTHER)
    )  # fmt: skip


def _small(edges: pl.DataFrame) -> pl.DataFrame:
    """Tie each node and its smaller neighbours (all of them are) to the smallest."""
    tied = edges.with_columns(pl.col(_OTHER).min().over(_ONE).alias("least"))
    own = tied.select(_ONE, pl.col("least").alias(_OTHER))
    others = tied.filter(pl.col(_OTHER) != pl.col("least")).select(
        pl.col(_OTHER).alias(_ONE), pl.col("least").alias(_OTHER)
    )
    return pl.concat([own, others])
