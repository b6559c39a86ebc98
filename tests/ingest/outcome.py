"""What became of a file, in a form that fits into a table of expectations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pipeline.ingest.dialect import NO_DELIMITER
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.records import BLOCK_BYTES, read
from pipeline.ingest.sniff import sniff
from pipeline.ingest.source import FileBytes

Row = tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """The form of a file and what its records became; rows in any order, rejects as (line, reason)."""

    encoding: str
    delimiter: str | None
    header: Row | None
    rows: Counter[Row]
    rejects: tuple[tuple[int, str], ...]
    places: tuple[tuple[int, int], ...]
    records: int
    headers: int

    @property
    def accepted(self) -> int:
        return self.rows.total()


def outcome(path: Path, overrides: Overrides | None = None, block_bytes: int = BLOCK_BYTES) -> Outcome:
    """Sniff and read a whole file."""
    source = FileBytes(path)
    dialect = sniff(source, overrides)
    rows: Counter[Row] = Counter()
    rejects: list[tuple[int, str]] = []
    places: list[tuple[int, int]] = []
    records = headers = 0
    for block in read(source, dialect, block_bytes):
        rows.update(zip(*(column.to_pylist() for column in block.batch.columns), strict=True))
        rejects += [(reject.line, reject.reason) for reject in block.rejects]
        places += [(reject.offset, reject.length) for reject in block.rejects]
        records += block.records
        headers += block.headers
    return Outcome(
        dialect.encoding,
        None if dialect.delimiter == NO_DELIMITER else dialect.delimiter,
        dialect.header if dialect.has_header else None,
        rows,
        tuple(rejects),
        tuple(places),
        records,
        headers,
    )
