"""The third stage: the second reading of the leak; from here on no raw value exists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Protocol

import polars as pl
import pyarrow as pa

from pipeline.core.keys import RunKey
from pipeline.core.policy import Policy
from pipeline.core.profile import Profile
from pipeline.core.work import Work
from pipeline.engines.engine import Engine, Reading
from pipeline.transform.attributes import available
from pipeline.transform.records import RECORDS, bind
from pipeline.transform.transform import Context


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


def run(
    profiles: Sequence[Profile],
    reading: Reading[Item],
    policy: Policy,
    key: RunKey,
    work: Work,
    engine: Engine,
) -> frozenset[str]:
    """Write the transformed records, encrypted under the key of the run; returns the attributes they can fill.

    ``reading`` gives the records again; the tables of one file may take turns.
    """
    count = 0
    with work.vault.writer(work.folder("transform") / TABLE, RECORDS) as writer:
        for batch in engine.map_batches(reading, partial(bind_all, tuple(profiles), policy, key)):
            if batch.num_rows:
                writer.write_batch(batch)
            count += batch.num_rows
    attributes = frozenset[str]().union(*(available(profile) for profile in profiles))
    work.write_summary("transform", {"records": count, "attributes": sorted(attributes)})
    return attributes


def bind_all(profiles: Sequence[Profile], policy: Policy, key: RunKey) -> Callable[[Item], pa.RecordBatch]:
    """The function from a block of any table to its transformed records."""
    context = Context(policy, key)
    bound = [bind(profile, context) for profile in profiles]
    return lambda item: bound[item.table](item.block.batch)


def records(work: Work) -> pl.DataFrame:
    """The transformed records, decrypted in memory."""
    frame = pl.from_arrow(work.vault.read(work.folder("transform") / TABLE))
    if not isinstance(frame, pl.DataFrame):
        raise TypeError("a table was expected")
    return frame
