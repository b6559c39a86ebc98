"""Formats whose parser is native code: the child turns their tables into text, the parent checks what it gets."""

from __future__ import annotations

import io
import json
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, ClassVar

import pyarrow as pa

from pipeline.core.errors import InputError
from pipeline.ingest.block import Block, empty_batch
from pipeline.ingest.caps import Budget
from pipeline.ingest.confine import Confined
from pipeline.ingest.confined import META, TABLE, Frame, meta
from pipeline.ingest.gather import COLUMNS_CAP, Gather, Row
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.quarantine import REASONS, Reject
from pipeline.ingest.reader import Reader, Table
from pipeline.ingest.refusals import ConfinedError
from pipeline.ingest.source import Bytes
from pipeline.ingest.unpacked import ContainerError, origin

pa.array([""], pa.string())  # makes pyarrow look for pandas now: behind the lock nothing can be looked for

_PLACE = 4
"""Bytes before the Arrow stream of a frame: the number of its table."""


class Tabular(Reader):
    """A reader whose module has a class ``Task`` (see `TabularTask`), which the child loads."""

    WRITTEN: ClassVar[str] = "utf-8"

    def tables(self, source: Bytes, overrides: Overrides) -> tuple[Table, ...]:
        """What the child finds; a table without columns is none."""
        found: list[Table] = []
        for frame in self._ask(source, "tables"):
            for number, facts in enumerate(json.loads(frame.payload)):
                table = self.table(number, facts, overrides)
                if table is not None:
                    found.append(table)
        if not found:
            raise InputError(f"{source.name}: holds no record")
        if any(table.columns > COLUMNS_CAP for table in found):
            raise ContainerError(source.name, "columns")
        return tuple(found)

    def table(self, number: int, facts: dict[str, Any], overrides: Overrides) -> Table | None:
        """Table ``number`` as the child tells of it; None where it holds nothing."""
        del overrides
        header = tuple(str(name) for name in facts["header"])
        return Table(header, True, self.WRITTEN, title=str(facts["title"]), details=number) if header else None

    def read(self, source: Bytes, tables: Sequence[Table]) -> Iterator[tuple[int, Block]]:
        """All records, as the child sends them; every batch is checked before it is used."""
        numbers = {self.number(table): place for place, table in enumerate(tables)}
        key, budget = origin(source)
        delivered = 0
        for frame in self._ask(source, "read"):
            if frame.kind == META:
                number, rejects = _rejects(frame.payload)
                if number in numbers:
                    nothing = empty_batch(tables[numbers[number]].columns)
                    yield numbers[number], Block(nothing, rejects, len(rejects), done=frame.consumed)
                continue
            delivered += len(frame.payload)
            self._count(source, key, budget, delivered)
            number, batch = _checked(frame, source.name)
            if number in numbers:
                yield from self.blocks(numbers[number], tables[numbers[number]], batch, frame.consumed)

    def number(self, table: Table) -> int:
        """The child's number of a table."""
        return int(table.details)

    def blocks(self, place: int, table: Table, batch: pa.RecordBatch, done: int) -> Iterator[tuple[int, Block]]:
        """The records in a batch of the child's."""
        if batch.num_columns != table.columns:
            raise InputError(f"a table of {table.columns} columns came with {batch.num_columns}")
        yield place, Block(batch, [], batch.num_rows, done=done)

    def _count(self, source: Bytes, key: str, budget: Budget, delivered: int) -> None:
        try:
            budget.grow(f"{key}/{self.NAME}", delivered, source.size or 0)
        except ConfinedError as error:
            raise ContainerError(source.name, error.reason) from None

    def _ask(self, source: Bytes, what: str) -> Iterator[Frame]:
        """One answer of a fresh child."""
        try:
            with Confined(f"{type(self).__module__}:Task", source, seekable=True) as child:
                yield from child.run(what=what)
        except ConfinedError as error:
            raise ContainerError(source.name, error.reason) from None


def _rejects(payload: bytes) -> tuple[int, list[Reject]]:
    number, rows = json.loads(payload)
    reasons = [(int(row), reason if reason in REASONS else "malformed") for row, reason in rows]
    return int(number), [Reject(0, 0, row, reason) for row, reason in reasons]


def _checked(frame: Frame, name: str) -> tuple[int, pa.RecordBatch]:
    """The batch in a frame; what is no well-formed batch of text is not used."""
    try:
        if frame.kind != TABLE:
            raise pa.ArrowInvalid
        batch = pa.ipc.open_stream(pa.BufferReader(pa.py_buffer(frame.payload)[_PLACE:])).read_next_batch()
        batch.validate(full=True)
        if any(field.type != pa.string() for field in batch.schema):
            raise pa.ArrowInvalid
    except (pa.ArrowException, StopIteration, ValueError):
        raise ContainerError(name, "crash") from None
    return int.from_bytes(frame.payload[:_PLACE], "little"), batch


class TabularTask:
    """The child's part."""

    def open(self, source: BinaryIO) -> None:
        """Take the input."""
        self._source = source

    @abstractmethod
    def tables(self) -> list[dict[str, Any]]:
        """Title and header of every table."""

    @abstractmethod
    def read(self) -> Iterator[Frame]:
        """All records, as `batch_frame` and `rows` make frames of them."""

    def run(self, what: str) -> Iterator[Frame]:
        """One of the two."""
        if what == "tables":
            yield meta(self.tables())
        else:
            yield from self.read()


def batch_frame(number: int, batch: pa.RecordBatch, consumed: int = 0) -> Frame:
    """A batch of text as a frame."""
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return Frame(TABLE, number.to_bytes(_PLACE, "little") + sink.getvalue(), consumed)


def rows(number: int, width: int, found: Iterator[tuple[int, Row]]) -> Iterator[Frame]:
    """Rows (each with its number in the table, from 1) as frames; those that cannot be text as rejects."""
    gather = Gather([width])

    def frames(blocks: Iterator[tuple[int, Block]]) -> Iterator[Frame]:
        for _, block in blocks:
            if block.batch.num_rows:
                yield batch_frame(number, block.batch)
            if block.rejects:
                yield meta([number, [(reject.line, reject.reason) for reject in block.rejects]])

    for place, cells in found:
        yield from frames(gather.row(0, cells, 0, 0, place))
    yield from frames(gather.rest())
