"""Linked records cut by person, so that each part fits into memory and the parts' counts add up to the whole's.

The records lie encrypted in the work folder. Their tokens are read first, and only which of them belong together is
kept; then every record goes, with the number of its person, into the part that this number says. What a person's
records decide is decided within one part, and a cell's persons are the sum over parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import polars_hash as plh

from pipeline.anonymise.persons import LOOSE, STRICT, unidentified
from pipeline.core.spill import Spill
from pipeline.core.work import Vault

Read = Callable[[Sequence[str] | None], Iterator[pl.DataFrame]]
"""Gives the transformed records, some of their columns or all, batch by batch; as often as it is called."""

Parts = Callable[[], Iterator[pl.DataFrame]]
"""Gives linked records, part by part; as often as it is called."""

Numbers = npt.NDArray[np.uint64]
Connect = Callable[[pl.DataFrame], tuple[Numbers, Numbers]]
"""Pairs of tokens that belong together -> each token (ascending), and the smallest one it is connected with."""

_MANY = 2_000_000
"""Pairs that wait to be made distinct."""

PER_RECORD = 1200
"""Bytes of memory that a record takes at most while its part is counted; measured (docs/explanation/benchmarks.md)."""

FIXED = 600 << 20
"""Bytes that are taken whatever the input."""


@dataclass(frozen=True)
class Room:
    """Where parts are written, and how much memory (bytes) may be taken in all."""

    vault: Vault
    folder: Path
    memory: int

    def parts(self, records: int, taken: int, per_record: int = PER_RECORD) -> int:
        """How many parts records make, when ``taken`` bytes are taken already."""
        free = max(self.memory - FIXED - taken, self.memory // 8)
        return max(1, -(-records * per_record // free))


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
def linked(
    stored: Stored, room: Room, connect: Connect, each_record: bool, keep: Sequence[str] = ()
) -> Iterator[tuple[Parts, int]]:
    """Link the records of ``stored`` and cut them into as many parts as the memory asks for.

    Gives the parts and how many they are. They have the columns of `pipeline.anonymise.persons.link`; tokens are left
    out and the prescriber's is a number, unless ``keep`` names them. ``each_record`` counts each record for one
    person where nothing links any.

    Raises
    ------
    GateError
        When nothing identifies persons and ``each_record`` is not set.
    """
    found = _pairs(stored.read(stored.tokens))
    own = each_record and not found.named
    if not own and not found.linked:
        raise unidentified()
    tokens, roots = connect(found.pairs)
    count = room.parts(stored.records, tokens.nbytes + roots.nbytes, PER_RECORD + 150 * len(keep))
    with Spill(room.vault, room.folder / "person", count) as spill:
        number = _numbered(stored.read(None)) if own else _rooted(stored, tokens, roots)
        made = (_placed(frame, persons, stored.tokens, keep) for frame, persons in number)
        if count == 1:
            held = pl.concat([frame for frame, _ in made], rechunk=True)
            yield (lambda: iter((held,))), 1
            return
        for frame, by in made:
            spill.add(frame, by)
        spill.finish()
        del number, made, tokens, roots, found
        yield spill.read, count


@dataclass(frozen=True)
class _Pairs:
    """Distinct pairs of tokens that stand in one record; whether any record has a token, and one of the strict link."""

    pairs: pl.DataFrame
    linked: bool
    named: bool


def _pairs(frames: Iterator[pl.DataFrame]) -> _Pairs:
    found: list[pl.DataFrame] = [pl.DataFrame(schema={"one": pl.UInt64, "other": pl.UInt64})]
    linked = named = False
    for frame in frames:
        tokens = _hashed(frame)
        first = tokens.select(pl.coalesce(pl.all())).to_series()
        linked = linked or first.null_count() < len(first)
        named = named or any(tokens[name].null_count() < tokens.height for name in tokens.columns[:2])
        pairs = [pl.DataFrame({"one": first, "other": tokens[name]}).drop_nulls() for name in tokens.columns[1:]]
        found.append(pl.concat(pairs).filter(pl.col("one") != pl.col("other")).unique())
        if sum(part.height for part in found[1:]) > _MANY:
            found = [pl.concat(found).unique()]
    return _Pairs(pl.concat(found).unique(), linked, named)


def _hashed(frame: pl.DataFrame) -> pl.DataFrame:
    """Tokens as 64-bit numbers: they are keyed hashes already, and no two kinds have the same."""
    return frame.select(plh.col(name).nchash.xxhash64() for name in frame.columns)


Numbered = Iterator[tuple[pl.DataFrame, pl.DataFrame]]
"""Records, and for each the number of its person by the loose link and by the strict one."""


def _rooted(stored: Stored, tokens: Numbers, roots: Numbers) -> Numbered:
    """The person of a record is the smallest token that its own are connected with."""
    for frame in stored.read(None):
        hashed = _hashed(frame.select(stored.tokens))
        first = hashed.select(pl.coalesce(pl.all())).to_series()
        asked = first.fill_null(0).to_numpy()
        place = np.minimum(np.searchsorted(tokens, asked), max(len(tokens) - 1, 0))
        known = tokens[place] == asked if len(tokens) else np.zeros(len(asked), bool)
        root = np.where(known, roots[place], asked) if len(tokens) else asked
        loose = pl.Series(LOOSE, root).set(first.is_null(), None)
        strict = hashed.select(pl.coalesce(*stored.tokens[:2])).to_series().alias(STRICT)
        yield frame, pl.DataFrame([loose, strict])


def _numbered(frames: Iterator[pl.DataFrame]) -> Numbered:
    """Every record is a person."""
    first = 0
    for frame in frames:
        own = pl.int_range(first, first + frame.height, dtype=pl.UInt64, eager=True)
        first += frame.height
        yield frame, pl.DataFrame([own.alias(LOOSE), own.alias(STRICT)])


def _placed(
    frame: pl.DataFrame, persons: pl.DataFrame, tokens: list[str], keep: Sequence[str]
) -> tuple[pl.DataFrame, pl.Series]:
    """Records with their persons, and the number by which they are cut: records alike, and linked ones, meet."""
    slim = frame.drop(name for name in tokens if name not in keep)
    if "prescriber" not in keep:
        slim = slim.with_columns(plh.col("prescriber").nchash.xxhash64())
    linked = frame.select(pl.any_horizontal(pl.col(name).is_not_null() for name in tokens)).to_series()
    by = persons[LOOSE].zip_with(linked, slim.hash_rows())
    return slim.hstack(persons), by
