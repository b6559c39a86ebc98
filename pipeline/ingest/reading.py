"""A reading of all accepted records that can go on where an earlier one was broken off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import pyarrow as pa

from pipeline.core.progress import Progress
from pipeline.ingest.block import Block
from pipeline.ingest.open import Input, Opened


@dataclass(frozen=True)
class Place:
    """How far a reading is: ``batches`` of input number ``input`` are done, which end at its byte ``offset``."""

    input: int = 0
    batches: int = 0
    offset: int = 0


class Reading:
    """The accepted records of every input, batch by batch, each with the number of its table.

    Parameters
    ----------
    opened:
        The inputs.
    progress:
        Told of what is read; what an earlier reading had done counts as done.
    start:
        Where to begin. A source that can be read from any place is; another is read again from its beginning, and
        its first batches are dropped.
    """

    def __init__(self, opened: Opened, progress: Progress, start: Place = Place()) -> None:
        self._opened, self._progress, self._start = opened, progress, start
        self._places = [start]

    def after(self, count: int) -> dict[str, int]:
        """Where a reading goes on after ``count`` batches of this one, as the fields of a `Place`."""
        return asdict(self._places[count])

    def __iter__(self) -> Iterator[tuple[int, pa.RecordBatch]]:
        first = 0
        for number, item in enumerate(self._opened.inputs):
            if number < self._start.input:
                self._progress.advance(item.bytes)
            else:
                yield from self._input(number, item, first)
            first += len(item.tables)

    def _input(self, number: int, item: Input, first: int) -> Iterator[tuple[int, pa.RecordBatch]]:
        begin = self._start if number == self._start.input else Place(number)
        direct = item.reader.read_from(item.source, item.tables, begin.offset) if begin.offset else None
        blocks = item.reader.read(item.source, item.tables) if direct is None else direct
        passed, met = begin.offset if direct is not None else 0, begin.batches if direct is not None else 0
        self._progress.advance(passed)
        for table, block in blocks:
            self._tell(block, passed)
            passed = block.done
            if not block.batch.num_rows:
                continue
            met += 1
            if met > begin.batches:
                self._places.append(Place(number, met, block.done))
                yield first + table, block.batch
        self._progress.advance(max(item.bytes - passed, 0))

    def _tell(self, block: Block, passed: int) -> None:
        self._progress.advance(block.done - passed, block.records, len(block.rejects))
