"""Records of several tables, gathered into blocks: each is a row of text, or a reject with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from pipeline.ingest.block import Block, batch_of
from pipeline.ingest.dialect import CELL_CAP
from pipeline.ingest.quarantine import Reject

ROWS = 16_384
CELLS = 2_000_000
"""Records, and cells, of one block."""

COLUMNS_CAP = 4096
"""Columns of one table that names them as it goes; a record that needs more is quarantined."""

Row = Sequence[str | None]


class Gather:
    """Takes the records of a source as they come, and gives a block of a table when it is full.

    ``widths`` are the columns of each table. Every record is given to `row` or `reject` once.
    """

    def __init__(self, widths: Sequence[int]) -> None:
        self._widths = widths
        self._full = [max(1, min(ROWS, CELLS // max(width, 1))) for width in widths]
        self._rows: list[list[Row]] = [[] for _ in widths]
        self._places: list[list[tuple[int, int, int]]] = [[] for _ in widths]
        self._rejects: list[list[Reject]] = [[] for _ in widths]
        self.done = 0

    def row(self, table: int, cells: Row, offset: int, length: int, line: int) -> Iterator[tuple[int, Block]]:
        """One record that was read: ``cells`` are as many as the table has columns."""
        self._rows[table].append(cells)
        self._places[table].append((offset, length, line))
        if len(self._rows[table]) >= self._full[table]:
            yield table, self._block(table)

    def reject(self, table: int, reason: str, offset: int, length: int, line: int) -> Iterator[tuple[int, Block]]:
        """One record that could not be read."""
        self._rejects[table].append(Reject(offset, length, line, reason))
        if len(self._rejects[table]) >= ROWS:
            yield table, self._block(table)

    def rest(self) -> Iterator[tuple[int, Block]]:
        """What is left in every table."""
        for table in range(len(self._widths)):
            if self._rows[table] or self._rejects[table]:
                yield table, self._block(table)

    def _block(self, table: int) -> Block:
        rows, rejects, width = self._rows[table], self._rejects[table], self._widths[table]
        records = len(rows) + len(rejects)
        batch = _batch(rows, width)
        if batch is None:
            rows, wrong = self._apart(table)
            rejects = sorted([*rejects, *wrong], key=lambda reject: (reject.offset, reject.line))
            batch = batch_of(rows, width)
        self._rows[table], self._places[table], self._rejects[table] = [], [], []
        return Block(batch, rejects, records, done=self.done)

    def _apart(self, table: int) -> tuple[list[Row], list[Reject]]:
        """Rows that can be columns of text, and those with something that cannot."""
        good: list[Row] = []
        wrong = []
        for cells, (offset, length, line) in zip(self._rows[table], self._places[table], strict=True):
            reason = unfit(cells)
            if reason is None:
                good.append(cells)
            else:
                wrong.append(Reject(offset, length, line, reason))
        return good, wrong


def unfit(cells: Row) -> str | None:
    """Why cells cannot be kept: a NUL, half a surrogate pair, a length over the cap; None where they can."""
    for cell in cells:
        if cell is None or (cell.isascii() and "\x00" not in cell and len(cell) <= CELL_CAP):
            continue
        if "\x00" in cell:
            return "nul"
        try:
            if len(cell.encode()) > CELL_CAP:
                return "too_long"
        except UnicodeEncodeError:
            return "bad_bytes"
    return None


def _batch(rows: Sequence[Row], width: int) -> pa.RecordBatch | None:
    """The rows as columns, None where a cell needs a closer look."""
    try:
        batch = batch_of(rows, width)
    except UnicodeEncodeError:
        return None
    return None if any(map(_doubtful, batch.columns)) else batch


def _doubtful(column: pa.Array) -> bool:
    """Whether a cell may be too long or hold a NUL."""
    _, offsets, data = column.buffers()
    if data is None or offsets is None:
        return False
    ends = np.frombuffer(offsets, dtype=np.int32)
    used = np.frombuffer(data, dtype=np.uint8)[: int(ends[column.offset + len(column)])]
    return len(used) > CELL_CAP or not used.all()
