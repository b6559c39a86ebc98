"""The census method: small noise that is a function of who is in the cell, under a key that lasts.

Every person has a random number, a cell the sum of those of its persons; the sum picks the noise. So a cell has one
number wherever it stands, in every cube and every release under the same key, and asking again teaches nothing.

Sources: Fraser and Wooton (2005), A proposed method for confidentialising tabular output to protect against
differencing; Marley and Leaver (2011), A method for confidentialising user-defined tables; Eurostat's
recommendations for the census of 2021.
"""

from __future__ import annotations

import hashlib
import hmac
from bisect import bisect_right
from functools import cache
from itertools import accumulate
from math import exp, sqrt
from typing import ClassVar

import polars as pl
import polars_hash as plh

from pipeline.anonymise import cubes
from pipeline.anonymise.persons import LOOSE
from pipeline.anonymise.perturb import Shown, perturbed
from pipeline.anonymise.protection import Protected, Protection, Totals, Truth
from pipeline.core.keys import RunKey

LARGEST = 5
"""No number is moved further: whoever knows the method is left with an interval of 10 around it."""
SPREAD = 2.0
"""Of the normal distribution whose weights at -5 ... 5 the noise has."""
PERSON_KEY, RECORD_KEY = "key_of_person", "key_of_record"
_BITS = 40
"""Of a person's number: a leak of 16 million records sums up within 64."""

SUMS = (
    pl.col(PERSON_KEY).filter(pl.col(LOOSE).is_first_distinct()).drop_nulls().sum().alias(PERSON_KEY),
    pl.col(RECORD_KEY).sum().alias(RECORD_KEY),
)
# Not the reuse of a password: who else is in the leak decides it, and erasing them must change no number of others.
_ATTRIBUTES = (
    "department",
    "sex",
    "birth_year",
    "prescriber_department",
    "laboratory",
    "month",
    "storage",
    "strength",
    "institution",
    "provider",
    "country",
)


class CellKey(Protection):
    """Noise of at most 5 is added to every number: always the same to the same cell."""

    name: ClassVar[str] = "cell_key"
    needs_key: ClassVar[bool] = True
    needs_tokens: ClassVar[bool] = True

    def protect(self, truth: Truth) -> Protected:
        """Add to every number the noise of its cell."""
        noise = Noise(truth.key)
        keyed = map(with_keys, truth.parts())
        found, whole = cubes.tally(truth.cubes, keyed, truth.count_by, SUMS, (PERSON_KEY, RECORD_KEY))
        persons_key, records_key = _wrapped(whole)
        persons = truth.whole.persons + noise("persons", persons_key)
        records = max(persons, truth.whole.records + noise("records", records_key))
        shown: Shown = {}
        for keys, table in zip(found, truth.tables, strict=True):
            shown[table.name] = {
                key: _within(cell.persons + noise("persons", p), cell.records + noise("records", r), persons, records)
                for key, cell in table.cells.items()
                for p, r in (_wrapped(keys[key]),)
            }
        unlinked = truth.unlinked
        upper = max(persons, truth.persons_upper + noise("persons_upper", persons_key))
        least = self.least(truth.policy)
        away = unlinked + noise("unlinked", records_key)
        totals = Totals(persons, records, upper, away if unlinked >= least and away >= least else None)
        return perturbed(truth, shown, totals, least, {"largest_error": LARGEST, **accuracy()})


def _within(persons: int, records: int, most_persons: int, most_records: int) -> tuple[int, int]:
    """Neither more than the whole leak, nor more persons than records; that moves no number away from the truth."""
    persons = min(persons, most_persons)
    return persons, max(persons, min(records, most_records))


def _wrapped(sums: tuple[int, ...]) -> tuple[int, int]:
    """The sums as a machine adds them up, however many parts they come from."""
    persons, records = sums
    return persons % (1 << 64), records % (1 << 64)


def with_keys(records: pl.DataFrame) -> pl.DataFrame:
    """Add the number of each record's person and of the record itself, whatever the order of the file.

    A person's comes from the smallest token that links their records (keyed already, the same in every run under one
    key); where nothing links records, each is told from its like by how many of them there are.
    """
    tokens = [name for name in records.columns if name.startswith("link_")]
    own = pl.concat_str(
        [pl.col(name).cast(pl.String).fill_null("") for name in (*_ATTRIBUTES, "categories")], separator="|"
    )
    named = records.with_columns(own.alias("own"))
    first = pl.coalesce(*(pl.col(name).min().over(LOOSE) for name in tokens))
    nth = pl.format("{}#{}", pl.col("own"), pl.int_range(pl.len()).over("own"))
    named = named.with_columns(pl.when(pl.col(LOOSE).is_null()).then(None).otherwise(first.fill_null(nth)).alias("who"))
    whole = pl.concat_str([pl.col("who").fill_null(""), pl.col("own")], separator="|").alias("what")
    hashes = named.with_columns(whole).select(
        (plh.col("who").nchash.xxhash64() // (1 << (64 - _BITS))).alias(PERSON_KEY),
        (plh.col("what").nchash.xxhash64() // (1 << (64 - _BITS))).alias(RECORD_KEY),
    )
    return records.hstack(hashes)


class Noise:
    """The noise of a cell: HMAC-SHA256 of its key under a subkey of its own, read as a place in the distribution."""

    def __init__(self, key: RunKey) -> None:
        self._secret = key.data_key("cell key")

    def __call__(self, measure: str, cell_key: int) -> int:
        """A whole number from -5 to 5."""
        digest = hmac.new(self._secret, f"{measure}|{cell_key}".encode(), hashlib.sha256).digest()
        place = int.from_bytes(digest[:8], "big") / 2**64
        return min(bisect_right(list(accumulate(weights())), place), 2 * LARGEST) - LARGEST


@cache
def weights() -> tuple[float, ...]:
    """How probable each noise from -5 to 5 is: of all distributions with this variance the least informative one."""
    raw = [exp(-(i**2) / (2 * SPREAD**2)) for i in range(-LARGEST, LARGEST + 1)]
    return tuple(weight / sum(raw) for weight in raw)


def accuracy() -> dict[str, float]:
    """What may be said of the error: it follows from the method, not from the leak."""
    errors = range(-LARGEST, LARGEST + 1)
    within = sum(weight for error, weight in zip(errors, weights(), strict=True) if abs(error) <= SPREAD)
    deviation = sqrt(sum(error**2 * weight for error, weight in zip(errors, weights(), strict=True)))
    return {"standard_deviation": round(deviation, 4), f"share_within_{SPREAD:.0f}": round(within, 4)}
