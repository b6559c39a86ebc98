"""The names of a leak, counted in parts that fit into memory; the most frequent ones become its gazetteer."""

from __future__ import annotations

import polars as pl

from pipeline.core.spill import Spill
from pipeline.detect.text.gazetteer import MOST, Gazetteer

PER_RECORD = 160
"""Bytes of memory that the names of a record take at most while they are counted."""

_WORD, _BITS, _COUNT, _BY = "word", "bits", "count", "by"


class Gathered:
    """Takes in the names of one batch after another; they lie in ``words``, which encrypts what it writes."""

    def __init__(self, words: Spill) -> None:
        self._words = words

    def add(self, names: Gazetteer) -> None:
        """Take in the names of some records."""
        if not names.words:
            return
        words = pl.Series(_WORD, list(names.words), dtype=pl.String)
        bits = pl.Series(_BITS, list(names.words.values()), dtype=pl.UInt32)
        counts = pl.Series(_COUNT, [names.counts[word] for word in names.words], dtype=pl.UInt32)
        self._words.add(pl.DataFrame([words, bits, counts, words.hash().alias(_BY)]), _BY)

    def gazetteer(self, most: int = MOST) -> Gazetteer:
        """The ``most`` frequent words, the first of the alphabet among equals: neither order nor parts have a say.

        What was taken in is let go of.
        """
        self._words.finish()
        kept = pl.DataFrame(schema={_WORD: pl.String, _BITS: pl.UInt32, _COUNT: pl.UInt64})
        for part in self._words.read():
            bits, count = pl.col(_BITS).bitwise_or(), pl.col(_COUNT).cast(pl.UInt64).sum()
            kept = pl.concat([kept, part.group_by(_WORD).agg(bits, count)])
            if kept.height > most:
                kept = kept.sort(_COUNT, _WORD, descending=[True, False]).head(most)
        self._words.close()
        return Gazetteer(dict(zip(kept[_WORD].to_list(), kept[_BITS].to_list(), strict=True)), {})
