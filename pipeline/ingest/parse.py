"""The fast path: lines that `pyarrow.csv` can be trusted with, and the few among its rows that are no records."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from pipeline.ingest import apart
from pipeline.ingest.block import column_names, empty_batch
from pipeline.ingest.dialect import Dialect
from pipeline.ingest.lines import Lines

PARSED_BYTES = 1024 * 1024
"""Bytes that the parser takes at a time: what fits into a processor's own memory."""


def rows(text: bytes, lines: Lines, dialect: Dialect) -> tuple[pa.Table, list[int]]:
    """Parse lines; returns the rows, and which lines (from 0) had not as many cells as they ought to."""
    names = column_names(dialect.columns)
    if dialect.codec != "utf-8" and not text.isascii():
        text = text.decode(dialect.codec).encode()
    wrong: list[int] = []

    def note(row: Any) -> str:
        wrong.append(row.number - 1)
        return "skip"

    table = pc.read_csv(
        pa.BufferReader(text),
        read_options=pc.ReadOptions(
            column_names=names, block_size=min(len(text), _block_size(text)) + 1, use_threads=False
        ),
        parse_options=pc.ParseOptions(
            delimiter=lines.delimiter,
            quote_char=dialect.quote if lines.any_quoted and dialect.quote else False,
            newlines_in_values=False,
            invalid_row_handler=note,
        ),
        convert_options=pc.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
            check_utf8=False,
        ),
    )
    return table.combine_chunks(), wrong


def no_rows(dialect: Dialect) -> pa.Table:
    """A table without rows."""
    return pa.Table.from_batches([empty_batch(dialect.columns)])


def _block_size(text: bytes) -> int:
    """`PARSED_BYTES`, or all where a line may be longer: the parser wants a whole one."""
    longest = PARSED_BYTES // 4
    at = 0
    while at + longest < len(text):
        end = text.rfind(b"\n", at, at + longest)
        if end < 0:
            return len(text)
        at = end + 1
    return PARSED_BYTES


def apart_rows(table: pa.Table, dialect: Dialect) -> list[int]:
    """Which rows are no records: the header again, a rule, a total. In order."""
    if not table.num_rows:
        return []
    named = next((i for i, cell in enumerate(dialect.header) if cell.strip()), None)
    found = set(_beginning(table.column(0), apart.STARTS))
    if dialect.has_header and named is not None:
        key = _key(dialect.header[named].encode())
        found |= set(_beginning(table.column(named), frozenset({key})))
    return [row for row in sorted(found) if _is_apart(table, row, dialect)]


def _is_apart(table: pa.Table, row: int, dialect: Dialect) -> bool:
    cells = [column[row].as_py() for column in table.columns]
    return apart.is_header(cells, dialect) or apart.is_apart(cells, dialect, not dialect.first_only)


def _key(cell: bytes) -> int:
    """The first four bytes of a cell, as one number."""
    return int.from_bytes(cell[:4].ljust(4, b"\0"), "big")


def _beginning(column: pa.ChunkedArray, keys: frozenset[int]) -> list[int]:
    """Rows whose cell begins with four bytes of ``keys``; all but a few are told from one byte."""
    cells = column.chunk(0)
    _, ends, content = cells.buffers()
    data = np.frombuffer(content or b"", dtype=np.uint8)
    if not len(data):
        return []
    places = np.frombuffer(ends, dtype=np.int32)[cells.offset : cells.offset + len(cells) + 1]
    first = np.zeros(256, dtype=bool)
    first[[key >> 24 for key in keys]] = True
    rows = np.flatnonzero(first[data[places[:-1].clip(max=len(data) - 1)]])
    return [
        row
        for row, start, stop in zip(rows.tolist(), places[rows].tolist(), places[rows + 1].tolist(), strict=True)
        if stop > start and _key(data[start : min(stop, start + 4)].tobytes()) in keys
    ]
