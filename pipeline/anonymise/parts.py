"""Linked records cut by person, so that each part fits into memory and the parts' counts add up to the whole's.

The records lie encrypted in the work folder. Which of their tokens belong together is found first, in parts; then every
record goes, with the number of its person, into the part that this number says. What a person's records decide is
decided within one part, and a cell's persons are the sum over parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import polars_hash as plh

from pipeline.anonymise import reuse
from pipeline.anonymise.persons import LOOSE, STRICT, unidentified
from pipeline.core.spill import Spill
from pipeline.engines.stars import PER_TOKEN, connect, rooted, tied

Read = Callable[[Sequence[str] | None], Iterator[pl.DataFrame]]
"""Gives the transformed records, some of their columns or all, batch by batch; as often as it is called."""

Parts = Callable[[], Iterator[pl.DataFrame]]
"""Gives linked records, part by part; as often as it is called. None holds a part that it has handed on."""

PER_RECORD, PER_KEPT = 1700, 150
"""Bytes of memory that a record takes at most while its part is counted, and a text column that is kept; measured
(docs/explanation/benchmarks.md)."""

FIXED = 900 << 20
"""Bytes that are taken whatever the input."""

_FIRST, _BY = "_first", "_by"


@dataclass(frozen=True)
class Room:
    """Where parts are written, and how much memory (bytes) may be taken in all."""

    folder: Path
    memory: int

    def parts(self, size: int) -> int:
        """How many parts make ``size`` bytes fit."""
        return -(-size // max(self.memory - FIXED, self.memory // 4)) or 1

    def new(self, name: str, parts: int) -> Spill:
        """An empty table in parts."""
        return Spill(self.folder / name, parts)


@dataclass(frozen=True)
class Stored:
    """Transformed records as they lie in the work folder: how many, their columns, and how they are read."""

    records: int
    columns: Sequence[str]
    read: Read

    @property
    def tokens(self) -> list[str]:
        """Columns by which persons are linked; the first two make the strict link."""
        return [name for name in self.columns if name.startswith("link_")]


@contextmanager
def linked(stored: Stored, room: Room, each_record: bool, keep: Sequence[str] = ()) -> Iterator[tuple[Parts, int]]:
    """Link the records of ``stored`` and cut them into as many parts as the memory asks for.

    Gives the parts and how many they are. They have the columns of `pipeline.anonymise.persons.link` and ``reuse``;
    tokens are left out and the prescriber's is a number, unless ``keep`` names them. ``each_record`` counts each record
    for one person where nothing links any.

    Raises
    ------
    GateError
        When nothing identifies persons and ``each_record`` is not set.
    """
    filled = _filled(stored)
    named, tokens = sum(filled[:2]), sum(filled)
    if not tokens and not each_record:
        raise unidentified()
    number = room.parts(stored.records * (PER_RECORD + PER_KEPT * len(keep)))
    with ExitStack() as open_:
        if not named and each_record:
            found = _numbered(stored, keep)
        else:
            together = max(number, room.parts(tokens * PER_TOKEN))
            pairs = (tied(_hashed(frame)) for frame in stored.read(stored.tokens))
            roots = connect(pairs, lambda name: room.new(name, together))
            open_.callback(roots.close)
            found = _rooted(stored, keep, roots, room)
        persons = open_.enter_context(room.new("person", number))
        with room.new("password", number) as passwords:
            for frame in found:
                for owned in reuse.pairs(frame):
                    passwords.add(owned, reuse.PASSWORD)
                persons.add(frame, _BY)
                del frame, owned  # before the next is made
            persons.finish()
            passwords.finish()
            words = reuse.words(passwords.read())

        def told(frame: pl.DataFrame) -> pl.DataFrame:
            return reuse.told(frame.drop(_BY), words)

        yield (lambda: map(told, persons.read())), number


def _filled(stored: Stored) -> list[int]:
    """How many records have each kind of token."""
    counts = [0] * len(stored.tokens)
    for frame in stored.read(stored.tokens):
        counts = [
            count + frame.height - frame[name].null_count() for count, name in zip(counts, stored.tokens, strict=True)
        ]
    return counts


def _hashed(frame: pl.DataFrame) -> pl.DataFrame:
    """Tokens as 64-bit numbers: they are keyed hashes already, and no two kinds have the same."""
    return frame.select(plh.col(name).nchash.xxhash64() for name in frame.columns)


def _rooted(stored: Stored, keep: Sequence[str], roots: Spill, room: Room) -> Iterator[pl.DataFrame]:
    """The person of a record is the smallest token that its own are connected with; records without one go anywhere."""
    begin = 0
    with room.new("first", roots.parts) as firsts:
        for frame in stored.read(None):
            tokens = _hashed(frame.select(stored.tokens))
            first = tokens.select(pl.coalesce(pl.all()).alias(_FIRST)).to_series()
            strict = tokens.select(pl.coalesce(*stored.tokens[:2]).alias(STRICT)).to_series()
            own = pl.int_range(begin, begin + frame.height, dtype=pl.UInt64, eager=True)
            begin += frame.height
            slim = _slim(frame, stored.tokens, keep)
            firsts.add(slim.with_columns(first, strict, first.fill_null(own).alias(_BY)), _BY)
        firsts.finish()
        yield from map(_person, rooted(firsts, roots, _FIRST, LOOSE))


def _person(joined: pl.DataFrame) -> pl.DataFrame:
    """Records with the number that says their part, of their person where they have one."""
    return joined.with_columns(pl.coalesce(LOOSE, _BY).alias(_BY)).drop(_FIRST)


def _numbered(stored: Stored, keep: Sequence[str]) -> Iterator[pl.DataFrame]:
    """Every record is a person; those that are alike meet in one part."""
    first = 0
    for frame in stored.read(None):
        own = pl.int_range(first, first + frame.height, dtype=pl.UInt64, eager=True)
        first += frame.height
        slim = _slim(frame, stored.tokens, keep)
        yield slim.with_columns(own.alias(LOOSE), own.alias(STRICT), _like(slim).alias(_BY))


def _like(slim: pl.DataFrame) -> pl.Series:
    """A number that records have in common which are alike in everything that is told of them."""
    return slim.drop("prescriber", *reuse.NUMBERS).hash_rows()


def _slim(frame: pl.DataFrame, tokens: Sequence[str], keep: Sequence[str]) -> pl.DataFrame:
    """Records without what counting does not need."""
    slim = frame.drop(name for name in tokens if name not in keep)
    return slim if "prescriber" in keep else slim.with_columns(plh.col("prescriber").nchash.xxhash64())
