"""Reading a text file of records: stretch by stretch, whole or in ranges that can be read independently."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.ingest.block import Block, empty_batch
from pipeline.ingest.careful import Careful
from pipeline.ingest.dialect import Dialect
from pipeline.ingest.source import Bytes
from pipeline.ingest.stretches import Stretches, sure_start

BLOCK_BYTES = 8 * 1024 * 1024
SYNC_BYTES = 64 * 1024


def read(source: Bytes, dialect: Dialect, block_bytes: int = BLOCK_BYTES) -> Iterator[Block]:
    """Read all records of ``source``, block by block.

    Raises
    ------
    InputError
        When the source cannot be read to its end.
    """
    yield from _read(source, dialect, Stretches(source, dialect, block_bytes))


def read_range(
    source: Bytes, dialect: Dialect, begin: int, end: int, block_bytes: int = BLOCK_BYTES
) -> Iterator[Block]:
    """Read the records that begin at bytes ``begin`` to ``end`` (exclusive) of a source that can be read anywhere.

    Ranges that cover the source give, together, what `read` gives, whoever reads them. A record may end behind the
    range. Line numbers are known (not 0) only in the range that holds the first record.
    """
    begin = max(begin, dialect.start)
    if begin >= end:
        return
    start = begin
    if begin > dialect.start:
        before = Stretches(source, dialect, SYNC_BYTES, sure_start(source, dialect, begin), begin)
        for _ in _read(source, dialect, before):
            pass
        start = before.offset
    yield from _read(source, dialect, Stretches(source, dialect, block_bytes, start, end))


def _read(source: Bytes, dialect: Dialect, stretches: Stretches) -> Iterator[Block]:
    for stretch in stretches:
        if not stretch.text:
            rejects = stretch.giants
            yield Block(empty_batch(dialect.columns), rejects, len(rejects), done=stretches.offset)
            continue
        careful = Careful(stretch, dialect)
        lines, size = careful.read()
        stretches.used(lines, size)
        done = careful.block(stretches.offset)
        if done.batch.num_rows + len(done.rejects) != done.records:
            raise AssertionError(
                f"records do not add up in {source.name}, up to byte {stretches.offset}: "
                f"{done.batch.num_rows} accepted + {len(done.rejects)} quarantined != {done.records}"
            )
        yield done
