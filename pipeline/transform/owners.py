"""Whose each record of a leak is, where link keys of all persons are more than memory is meant for.

One reading lays down the link keys of every record, in order and encrypted. They are connected part by part, and the
person of each record is written in the order of the records, for the next reading to take along. Persons have the names
that `pipeline.transform.persons` gives: the smallest number where one agrees with a record, else the smallest name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.core.errors import InputError
from pipeline.core.inorder import InOrder, frames
from pipeline.core.spill import Spill
from pipeline.core.work import Vault
from pipeline.engines.stars import PER_TOKEN, connect, rooted, tied
from pipeline.transform.link import TOKENS
from pipeline.transform.persons import Whose, whose

_RECORD, _FIRST, _KIND, _ROOT, _PERSON, _BY = "record", "first", "kind", "root", "person", "by"
_STRICT = TOKENS[:2]


class Room(Protocol):
    """Where parts are written, and how many make something fit into memory."""

    def parts(self, size: int) -> int:
        """How many parts make ``size`` bytes fit."""

    def new(self, name: str, parts: int) -> Spill:
        """An empty table in parts."""


class Owners:
    """The owners of records: `add` records in their order, `link` them, then `told` tells whose they are in that order.

    Both tables lie in ``folder`` until `close`, encrypted by ``vault``; their rows are those of the records.
    """

    def __init__(self, vault: Vault, folder: Path, room: Room) -> None:
        self._vault, self._room = vault, room
        self._keys, self._persons = folder / "link-keys.vault", folder / "link-persons.vault"
        self._open = ExitStack()
        self._writer: pq.ParquetWriter | None = None
        self.records = 0
        self._filled = 0

    def __enter__(self) -> Owners:
        schema = pa.schema([(name, pa.uint64()) for name in TOKENS])
        self._writer = self._open.enter_context(self._vault.writer(self._keys, schema))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(self, keys: pl.DataFrame) -> None:
        """Lay down the link keys of some records (`pipeline.transform.persons.tokens`)."""
        assert self._writer is not None, "records are added before they are linked"
        self.records += keys.height
        self._filled += keys.height * keys.width - sum(keys.null_count().row(0))
        self._writer.write_table(keys.to_arrow())

    def link(self) -> int:
        """Find the connected persons; returns how many there are."""
        self._open.close()
        self._writer = None
        parts = self._room.parts(self._filled * PER_TOKEN)
        roots = connect(map(tied, frames(self._vault, self._keys)), lambda name: self._room.new(f"link-{name}", parts))
        with self._room.new("link-component", parts) as components:
            with roots, self._room.new("link-first", parts) as firsts:
                self._split(firsts)
                for frame in rooted(firsts, roots, _FIRST, _ROOT):
                    components.add(frame, _ROOT)
            components.finish()
            return self._named(components)

    @property
    def written(self) -> Written:
        """What is told of the records once they are linked."""
        return Written(self._vault, self._persons, self._keys)

    def close(self) -> None:
        """Remove everything."""
        self._open.close()
        for path in (self._keys, self._persons):
            path.unlink(missing_ok=True)

    def _split(self, firsts: Spill) -> None:
        """Cut records by the first key that each has; ``kind`` is the place of that key among `TOKENS`."""
        begin = 0
        for keys in frames(self._vault, self._keys):
            kind = pl.coalesce(*(pl.when(pl.col(name).is_not_null()).then(at) for at, name in enumerate(TOKENS)))
            found = keys.select(pl.coalesce(*TOKENS).alias(_FIRST), kind.cast(pl.UInt8).alias(_KIND))
            numbers = pl.int_range(begin, begin + keys.height, dtype=pl.UInt64, eager=True)
            firsts.add(found.with_columns(numbers.alias(_RECORD)).drop_nulls(_FIRST), _FIRST)
            begin += keys.height
        firsts.finish()

    def _named(self, components: Spill) -> int:
        """Name the persons, and write the one of each record in the order of the records."""
        count, size = 0, -(-self.records // components.parts) or 1
        with self._room.new("link-ordered", components.parts) as ordered:
            for frame in components.read():
                # A record that has a key of the best kind of its person begins with it: firsts are all there is to ask.
                best = frame.sort(_KIND, _FIRST).unique(_ROOT, keep="first", maintain_order=True)
                count += best.height
                named = frame.join(best.select(_ROOT, pl.col(_FIRST).alias(_PERSON)), on=_ROOT)
                ordered.add(named.select(_RECORD, _PERSON, (pl.col(_RECORD) // size).alias(_BY)), _BY)
            ordered.finish()
            with self._vault.writer(self._persons, pa.schema([(_PERSON, pa.uint64())])) as writer:
                for persons in self._each(ordered, size):
                    writer.write_table(persons.to_arrow())
        return count

    def _each(self, ordered: Spill, size: int) -> Iterator[pl.DataFrame]:
        """The person of every record, null where unknown, part by part."""
        for place in range(ordered.parts):
            begin = place * size
            every = pl.int_range(begin, max(begin, min(begin + size, self.records)), dtype=pl.UInt64, eager=True)
            known = ordered.part(place)
            table = pl.DataFrame(schema={_RECORD: pl.UInt64, _PERSON: pl.UInt64}) if known is None else known
            rows = every.alias(_RECORD).to_frame().join(table, on=_RECORD, how="left", maintain_order="left")
            yield rows.select(_PERSON)


@dataclass(frozen=True)
class Written:
    """Two tables with a row for each record: its person, its link keys; read by every process that they travel to."""

    vault: Vault
    persons: Path
    keys: Path

    def told(self, start: int = 0) -> Told:
        """Whose the records from number ``start`` on are."""
        return Told(
            InOrder(frames(self.vault, self.persons, None, start)),
            InOrder(frames(self.vault, self.keys, _STRICT, start)),
        )


class Told:
    """Whose records are, taken in the order of the records."""

    def __init__(self, persons: InOrder, keys: InOrder) -> None:
        self._persons, self._keys = persons, keys

    def take(self, count: int) -> Whose:
        """Whose the next ``count`` records are.

        Raises
        ------
        InputError
            When there are more records than there were.
        """
        try:
            persons, keys = self._persons.take(count)[_PERSON], self._keys.take(count)
        except EOFError:
            raise changed() from None
        return whose(persons, *(keys[name] for name in _STRICT))


def changed() -> InputError:
    """What to raise where the second reading meets other records than the first."""
    return InputError("the files have changed while they were read", "leave them alone until the run is over")
