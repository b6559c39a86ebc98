"""The third stage: the second reading of the leak; from here on no raw value exists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Protocol

import polars as pl
import pyarrow as pa

from pipeline.core.keys import RunKey
from pipeline.core.policy import Policy
from pipeline.core.profile import Profile
from pipeline.core.segments import Segments
from pipeline.core.work import Work
from pipeline.engines import engine as engines
from pipeline.engines.engine import Engine
from pipeline.transform.attributes import available
from pipeline.transform.records import RECORDS, bind
from pipeline.transform.transform import Context

MapBatches = Callable[[Iterable[pa.RecordBatch], Callable[[pa.RecordBatch], pa.RecordBatch]], Iterator[pa.RecordBatch]]


class Block(Protocol):
    """Some accepted records of one table."""

    @property
    def batch(self) -> pa.RecordBatch: ...  # noqa: D102


class Item(Protocol):
    """A block and the number of its table among all tables: that of its profile."""

    @property
    def table(self) -> int: ...  # noqa: D102

    @property
    def block(self) -> Block: ...  # noqa: D102


TABLE = "records.vault"
PIECES = "records"
EVERY = 8
"""Batches (of about 8 MB of input) in a piece: at most so many are transformed again after a crash."""

_BATCH = 1 << 17
"""Records that are decrypted at a time."""


@dataclass(frozen=True)
class Keys:
    """The key of the run, the project's where it has one, and one that always ends with the run."""

    run: RunKey
    passing: RunKey

    def context(self, policy: Policy) -> Context:
        """What the functions of this stage depend on."""
        return Context(policy, self.run, passing=self.passing)


class Reading(Protocol):
    """The accepted records of a leak, each batch with the number of its table's profile."""

    def __iter__(self) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Read; the tables of one file may take turns."""

    def after(self, count: int) -> dict[str, int]:
        """Where another reading goes on after ``count`` batches of this one."""


def run(
    profiles: Sequence[Profile],
    read: Callable[[dict[str, int]], Reading],
    policy: Policy,
    keys: Keys,
    work: Work,
    map_batches: MapBatches,
) -> frozenset[str]:
    """Write the transformed records, encrypted under the key of the run; returns the attributes they can fill.

    ``read`` gives the accepted records again, from a place that an earlier reading told of, or (nothing told) whole.
    Where the run can be gone on with, what an earlier process wrote is not made again.
    """
    context = keys.context(policy)
    bound = [bind(profile, context) for profile in profiles]
    pieces = Segments(work.vault, work.folder("transform"), PIECES, work.mark)
    state = pieces.noted.state
    reading, count, rows = read(state.get("place", {})), 0, int(state.get("rows", 0))

    def made() -> Iterator[pa.RecordBatch]:
        nonlocal count, rows
        for number, run_of_one in groupby(reading, key=itemgetter(0)):
            for batch in map_batches((batch for _, batch in run_of_one), bound[number]):
                count, rows = count + 1, rows + batch.num_rows
                yield batch

    if work.mark:
        pieces.write(made(), RECORDS, EVERY, lambda: {"place": reading.after(count), "rows": rows})
    else:
        with work.vault.writer(work.folder("transform") / TABLE, RECORDS) as writer:
            for batch in made():
                writer.write_batch(batch)
    return _told(profiles, rows, work)


def run_apart(
    profiles: Sequence[Profile], reading: engines.Reading[Item], policy: Policy, keys: Keys, work: Work, engine: Engine
) -> frozenset[str]:
    """The same by an engine whose processes read ranges of the leak, each by itself; it cannot be gone on with."""
    rows = 0
    with work.vault.writer(work.folder("transform") / TABLE, RECORDS) as writer:
        for batch in engine.map_batches(reading, partial(bind_all, tuple(profiles), policy, keys)):
            if batch.num_rows:
                writer.write_batch(batch)
            rows += batch.num_rows
    return _told(profiles, rows, work)


def bind_all(profiles: Sequence[Profile], policy: Policy, keys: Keys) -> Callable[[Item], pa.RecordBatch]:
    """The function from a block of any table to its transformed records."""
    context = keys.context(policy)
    bound = [bind(profile, context) for profile in profiles]
    return lambda item: bound[item.table](item.block.batch)


def _told(profiles: Sequence[Profile], rows: int, work: Work) -> frozenset[str]:
    attributes = frozenset[str]().union(*(available(profile) for profile in profiles))
    work.write_summary("transform", {"records": rows, "attributes": sorted(attributes)})
    return attributes


def _tables(work: Work) -> list[Path]:
    """The files of the transformed records, in their order."""
    folder = work.folder("transform")
    return Segments(work.vault, folder, PIECES, work.mark).paths() if work.mark else [folder / TABLE]


def stored(work: Work) -> tuple[int, list[str], Callable[[Sequence[str] | None], Iterator[pl.DataFrame]]]:
    """Number and columns of the transformed records, and what decrypts some of these (None: all), batch by batch."""
    count = 0
    for path in _tables(work):
        with work.vault.open(path) as file:
            count += int(file.metadata.num_rows)

    def read(columns: Sequence[str] | None) -> Iterator[pl.DataFrame]:
        for path in _tables(work):
            with work.vault.open(path) as file:
                wanted = columns if columns is None else list(columns)
                for batch in file.iter_batches(batch_size=_BATCH, columns=wanted):
                    yield pl.DataFrame(pl.from_arrow(batch))

    return count, list(RECORDS.names), read


def records(work: Work) -> pl.DataFrame:
    """The transformed records, decrypted in memory."""
    return pl.concat(stored(work)[2](None), rechunk=True)
