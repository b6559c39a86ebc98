"""The quarantine: where a record stands that could not be read whole, and why; never what it says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

REASONS: dict[str, str] = {
    "ragged": "more or fewer cells than the header has",
    "broken_line": "a newline that no quotation marks hold cuts the record in pieces",
    "stray_quote": "a quotation mark opens a cell and nothing sensible closes it",
    "bad_bytes": "bytes that are no text in the file's encoding",
    "nul": "NUL bytes inside the line",
    "too_long": "a cell over the cap of 16 MiB, or a line over 64 MiB",
    "malformed": "not well-formed: broken JSON, values of an INSERT, or a message without its segments",
    "nested": "nested too deeply",
    "wide": "more columns than the cap of 4,096",
}
"""The closed list of reasons."""


@dataclass(frozen=True)
class Reject:
    """One record that could not be read: byte offset, length in bytes, line number (from 1), reason class."""

    offset: int
    length: int
    line: int
    reason: str


SCHEMA = pa.schema(
    [
        ("input", pa.int32()),
        ("offset", pa.int64()),
        ("length", pa.int64()),
        ("line", pa.int64()),
        ("reason", pa.string()),
    ]
)


class QuarantineWriter:
    """Writes rejects to a Parquet file of places and reasons, block by block."""

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, SCHEMA, compression="zstd", write_statistics=False)

    def write(self, source: int, rejects: list[Reject]) -> None:
        """Append the rejects of input number ``source`` (from 0)."""
        if not rejects:
            return
        rows = [
            [source] * len(rejects),
            [r.offset for r in rejects],
            [r.length for r in rejects],
            [r.line for r in rejects],
            [r.reason for r in rejects],
        ]
        self._writer.write_batch(pa.record_batch(rows, schema=SCHEMA))

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()
