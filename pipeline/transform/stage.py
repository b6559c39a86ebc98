"""The third stage: the second reading of the leak; from here on no raw value exists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

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
_BATCH = 1 << 17
"""Records that are decrypted at a time."""


def run(
    profiles: Sequence[Profile],
    batches: Iterable[tuple[int, pa.RecordBatch]],
    policy: Policy,
    key: RunKey,
    work: Work,
    map_batches: MapBatches,
) -> frozenset[str]:
    """Write the transformed records, encrypted under the key of the run; returns the attributes they can fill.

    ``batches`` are the accepted records, read again, each batch with the number of its table's profile; the tables
    of one file may take turns.
    """
    context = Context(policy, key)
    bound = [bind(profile, context) for profile in profiles]
    count = 0
    with work.vault.writer(work.folder("transform") / TABLE, RECORDS) as writer:
        for number, run_of_one in groupby(batches, key=itemgetter(0)):
            for batch in map_batches((batch for _, batch in run_of_one), bound[number]):
                writer.write_batch(batch)
                count += batch.num_rows
    attributes = frozenset[str]().union(*(available(profile) for profile in profiles))
    work.write_summary("transform", {"records": count, "attributes": sorted(attributes)})
    return attributes


def stored(work: Work) -> tuple[int, list[str], Callable[[Sequence[str] | None], Iterator[pl.DataFrame]]]:
    """Number and columns of the transformed records, and what decrypts some of these (None: all), batch by batch."""
    path = work.folder("transform") / TABLE
    with work.vault.open(path) as file:
        count, names = int(file.metadata.num_rows), list(file.schema_arrow.names)

    def read(columns: Sequence[str] | None) -> Iterator[pl.DataFrame]:
        with work.vault.open(path) as file:
            for batch in file.iter_batches(batch_size=_BATCH, columns=columns if columns is None else list(columns)):
                yield pl.DataFrame(pl.from_arrow(batch))

    return count, names, read


def records(work: Work) -> pl.DataFrame:
    """The transformed records, decrypted in memory."""
    frame = pl.from_arrow(work.vault.read(work.folder("transform") / TABLE))
    if not isinstance(frame, pl.DataFrame):
        raise TypeError("a table was expected")
    return frame
