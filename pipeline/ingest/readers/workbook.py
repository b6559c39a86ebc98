"""Workbooks: XLSX, XLSB, XLS and ODS, every sheet a table; the header is looked for below titles."""

from __future__ import annotations

import datetime
import io
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.ingest.block import Block
from pipeline.ingest.confined import Frame, RefusedError
from pipeline.ingest.containers.zip import is_office
from pipeline.ingest.gather import COLUMNS_CAP
from pipeline.ingest.header import is_header
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.reader import Table
from pipeline.ingest.tabular import Tabular, TabularTask, rows

SAMPLE = 200
"""Rows that are looked at for the header."""

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SHEETS = (b"xl/", b"opendocument.spreadsheet", "Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
"""What is somewhere in an encrypted workbook, and in every kind that has sheets."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Workbook(Tabular):
    """Sheets; dates and times come as ISO 8601, whole numbers without a decimal point."""

    NAME = "workbook"
    DESCRIPTION = "XLSX, XLSB, XLS and ODS workbooks, every sheet"

    def recognise(self, head: bytes, name: str) -> float:
        """A zip file that begins as office documents do, or the compound file of older ones."""
        del name
        return 0.9 if is_office(head) or head.startswith(_OLE) else 0.0

    def table(self, number: int, facts: dict[str, Any], overrides: Overrides) -> Table | None:
        """One sheet; ``details`` are its number and the first row (from 0) that is a record."""
        below = [(int(place), row) for place, row in facts["sample"] if place >= overrides.skip_lines]
        sample = [[str(cell or "") for cell in row] for _, row in below]
        if not sample:
            return None
        top = _top(sample)
        body = [row for row in sample[top + 1 :] if row != sample[top]]
        headed = overrides.has_header if overrides.has_header is not None else is_header(sample[top], body)
        header = tuple(sample[top]) if headed else ("",) * len(sample[top])
        first = below[top][0]
        line = first + 1 if headed else None
        return Table(header, headed, self.WRITTEN, None, line, str(facts["title"]), (number, first + int(headed)))

    def number(self, table: Table) -> int:
        """The child's number of a sheet."""
        return int(table.details[0])

    def blocks(self, place: int, table: Table, batch: pa.RecordBatch, done: int) -> Iterator[tuple[int, Block]]:
        """The rows below the header that are neither empty nor the header again; the first column is a row's number."""
        rows_at = batch.column(0).cast(pa.int64())
        cells = batch.select(list(range(1, batch.num_columns))).rename_columns([f"c{i}" for i in range(table.columns)])
        below = pc.greater_equal(rows_at, table.details[1])
        again = pa.array(np.zeros(len(batch), dtype=bool))
        if table.has_header:
            again = below
            for column, name in zip(cells.columns, table.header, strict=True):
                again = pc.and_(again, pc.equal(pc.fill_null(column, ""), name))
        kept = cells.filter(pc.and_not(below, again))
        yield place, Block(kept, [], kept.num_rows, done=done, headers=int(pc.sum(again).as_py() or 0))


def _top(sample: Sequence[Sequence[str]]) -> int:
    """The first row that is as full as most are: what stands above it are titles."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in sample]
    usual = Counter(filled).most_common(1)[0][0]
    return next(i for i, count in enumerate(filled) if 2 * count > usual or count == usual)


class Task(TabularTask):
    """The child's part. The whole workbook is in its memory."""

    def __init__(self) -> None:
        import python_calamine

        self._calamine: Any = python_calamine

    def open(self, source: BinaryIO) -> None:
        """Parse the workbook."""
        content = source.read()
        if _ENCRYPTED in content:
            raise RefusedError("encrypted")
        if not any(mark in content for mark in _SHEETS):
            raise RefusedError("sheets")
        try:
            self._book = self._calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        except self._calamine.PasswordError:
            raise RefusedError("encrypted") from None

    def _rows(self, number: int) -> Iterator[tuple[int, list[str | None]]]:
        """Every row that is not empty, with its place from 0."""
        sheet = self._book.get_sheet_by_index(number)
        if sheet.width > COLUMNS_CAP:
            raise RefusedError("columns")
        for place, row in enumerate(sheet.iter_rows()):
            cells = [_text(value) for value in row]
            if any(cell and cell.strip() for cell in cells):
                yield place, cells

    def tables(self) -> list[dict[str, Any]]:
        """The first rows of every sheet."""
        found = []
        for number, title in enumerate(self._book.sheet_names):
            sample = list(itertools.islice(self._rows(number), SAMPLE))
            found.append({"title": title, "sample": sample})
        return found

    def read(self) -> Iterator[Frame]:
        """All rows of all sheets."""
        for number in range(len(self._book.sheet_names)):
            width = self._book.get_sheet_by_index(number).width
            found = ((place + 1, [str(place), *cells]) for place, cells in self._rows(number))
            yield from rows(number, width + 1, found)


def _text(value: Any) -> str | None:
    """A cell as text."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)
