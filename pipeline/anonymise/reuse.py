"""Whether others have the same password in clear: a word for each record, once the whole leak is known.

Who has a password is counted twice, by accounts and by persons, and the smaller number counts: neither a person with
two accounts nor an account that a household or a nursing home shares is taken for several who chose alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipeline.anonymise.persons import LOOSE

REUSE = "reuse"
"""The attribute that is told."""

PASSWORD, LOGIN = NUMBERS = ("same_password", "same_login")
"""The numbers that it is told by (`pipeline.transform.reuse`)."""

OWN, FEW, MANY = BANDS = ("own", "few", "many")
"""The closed vocabulary: nobody else has it, 2 to 11 have it, 12 and more."""

SOME, ENOUGH = 2, 12
"""From how many on it is `FEW`, and `MANY`."""

_AT_A_TIME, _MOST_PIECES = 1 << 16, 16
"""Records that are put in order together; of pairs as many, or a piece of so many: each is looked for in them all."""

_PERSONS, _OWNER = "by_person", "owner"
SHARED = {PASSWORD: pl.UInt64(), MANY: pl.Boolean()}
"""Columns of the passwords that more than one has."""

PAIRS = {PASSWORD: pl.UInt64(), _PERSONS: pl.Boolean(), _OWNER: pl.UInt64()}
"""Columns of a state: a password, which way of counting, one who has it."""


@dataclass(frozen=True, eq=False)
class Owners:
    """Who has each password in clear: a state that is fitted per frame and merged.

    Of accounts and of persons the `ENOUGH` smallest numbers are kept, so that a password which everybody has takes no
    more room than one of twelve. The result depends neither on the order of the records nor on how they are cut.
    """

    pairs: pl.DataFrame

    @classmethod
    def of(cls, linked: pl.DataFrame) -> Owners:
        """The state of linked records, which have the columns `NUMBERS` and ``person``.

        An account is a login or, without one, a person; a person without a name is an account.
        """
        known, person = linked.drop_nulls(PASSWORD), pl.col(LOOSE).cast(pl.UInt64)
        counted = ((False, (pl.col(LOGIN), person)), (True, (person, pl.col(LOGIN))))
        return _kept(
            known.select(PASSWORD, pl.lit(way).alias(_PERSONS), pl.coalesce(*first).alias(_OWNER))
            for way, first in counted
        )

    def merge(self, other: Owners) -> Owners:
        """Unite the states of two parts of a leak; associative and commutative."""
        return _kept((self.pairs, other.pairs))

    def words(self) -> pl.DataFrame:
        """The passwords that more than one has, in order, and whether `MANY` have each (columns `SHARED`)."""
        counted = self.pairs.group_by(PASSWORD, _PERSONS).len("owners").group_by(PASSWORD).agg(pl.col("owners").min())
        shared = counted.filter(pl.col("owners") >= SOME).sort(PASSWORD)
        return shared.select(PASSWORD, (pl.col("owners") >= ENOUGH).alias(MANY))


def _kept(pairs: Iterable[pl.DataFrame]) -> Owners:
    """Distinct pairs, of each password and way of counting those of the smallest numbers."""
    ordered = pl.concat(pairs).drop_nulls().unique().sort(*PAIRS)
    row = pl.int_range(pl.len())
    begins = (pl.col(PASSWORD) != pl.col(PASSWORD).shift()) | (pl.col(_PERSONS) != pl.col(_PERSONS).shift())
    start = pl.when(begins.fill_null(True)).then(row).forward_fill()
    return Owners(ordered.filter(row - start < ENOUGH))


def pairs(linked: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Pairs of linked records, some records at a time: putting them in order takes several times their room."""
    for piece in linked.iter_slices(_AT_A_TIME):
        yield Owners.of(piece).pairs


def words(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The same of all passwords, from pairs that are cut by password: some nine bytes for each that is shared."""
    empty = pl.DataFrame(schema=SHARED)
    return pl.concat([empty, *(_kept((piece,)).words() for part in parts for piece in _pieces(part))]).sort(PASSWORD)


def _pieces(part: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The pairs of a part, cut once more by password."""
    number = min(-(-part.height // _AT_A_TIME), _MOST_PIECES)
    for place in range(number):
        yield part.filter(pl.col(PASSWORD) // (1 << 32) % number == place)


def told(linked: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Records with the word in place of the numbers; null where there is no password in clear.

    ``words`` (columns `SHARED`, in order) are searched: joining them would take several times their room for each part.
    """
    asked, known = linked[PASSWORD], words[PASSWORD].to_numpy()
    numbers = asked.fill_null(0).to_numpy()
    place = np.minimum(np.searchsorted(known, numbers), max(len(known) - 1, 0))
    found = known[place] == numbers if len(known) else np.zeros(len(numbers), dtype=bool)
    many = words[MANY].to_numpy()[place] if len(known) else found
    bands = pl.DataFrame({PASSWORD: asked, "found": found, MANY: many})
    shared = pl.when(MANY).then(pl.lit(MANY)).otherwise(pl.lit(FEW))
    word = pl.when(pl.col(PASSWORD).is_not_null()).then(pl.when("found").then(shared).otherwise(pl.lit(OWN)))
    return linked.drop(NUMBERS).with_columns(bands.select(word.alias(REUSE)).to_series())
