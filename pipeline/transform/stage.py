"""The third stage: the second reading of the leak; from here on no raw value exists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from pipeline.core.keys import RunKey
from pipeline.core.policy import Policy
from pipeline.core.profile import Profile
from pipeline.core.work import Work
from pipeline.transform.attributes import available
from pipeline.transform.records import RECORDS, bind
from pipeline.transform.transform import Context

MapBatches = Callable[[Iterable[pa.RecordBatch], Callable[[pa.RecordBatch], pa.RecordBatch]], Iterator[pa.RecordBatch]]
TABLE = "records.vault"


@dataclass(frozen=True)
class Input:
    """One file to transform: its profile and its accepted records, read again."""

    profile: Profile
    batches: Iterable[pa.RecordBatch]


def run(inputs: Sequence[Input], policy: Policy, key: RunKey, work: Work, map_batches: MapBatches) -> frozenset[str]:
    """Write the transformed records, encrypted under the key of the run; returns the attributes they can fill."""
    context = Context(policy, key)
    count = 0
    with work.vault.writer(work.folder("transform") / TABLE, RECORDS) as writer:
        for item in inputs:
            for batch in map_batches(item.batches, bind(item.profile, context)):
                writer.write_batch(batch)
                count += batch.num_rows
    attributes = frozenset[str]().union(*(available(item.profile) for item in inputs))
    work.write_summary("transform", {"records": count, "attributes": sorted(attributes)})
    return attributes


def records(work: Work) -> pl.DataFrame:
    """The transformed records, decrypted in memory."""
    frame = pl.from_arrow(work.vault.read(work.folder("transform") / TABLE))
    if not isinstance(frame, pl.DataFrame):
        raise TypeError("a table was expected")
    return frame
