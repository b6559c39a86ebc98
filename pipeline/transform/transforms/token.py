"""A keyed token: the same value gives the same token under one key, and says nothing without the key."""

from __future__ import annotations

import polars as pl
import polars_hash as plh

from pipeline.core.policy import Treatment
from pipeline.transform.transform import ColumnFunction, Context, Transform, by_distinct

_SAMPLE = 2_000


class Token(Transform):
    """HMAC-SHA256 under a subkey of its purpose, cut to 16 bytes, in hexadecimal (threat T5)."""

    name = "token"
    treatment = Treatment.PSEUDONYMISE
    entities = ("*",)
    keyed = True
    injective = True

    def gives(self, values: pl.Series) -> pl.Series:
        """32 hexadecimal digits."""
        return values.str.contains(r"^[0-9a-f]{32}$")

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind to the subkey of ``purpose``."""
        subkey = context.key.subkey(purpose)

        def tokens(values: pl.Series) -> pl.Series:
            digest = plh.col("value").chash.hmac_sha256(key=subkey).str.slice(0, 32)
            return values.to_frame("value").select(digest)["value"]

        return lambda values: by_distinct(values, tokens) if _repeats(values) else tokens(values)


def _repeats(values: pl.Series) -> bool:
    """Whether values come back often enough for hashing each once to pay, as the first of the batch say."""
    first = values.head(_SAMPLE)
    return len(values) > 2 * _SAMPLE and first.n_unique() < _SAMPLE // 2
