"""Delimited text: blocks of whole lines go to `pyarrow.csv`; lines that the check refuses are read with care."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pc

from pipeline.core.errors import InputError
from pipeline.ingest.block import Block, column_names, empty_batch
from pipeline.ingest.dialect import BOM, NO_DELIMITER, Dialect
from pipeline.ingest.lines import Lines, check
from pipeline.ingest.mend import JOIN_LINES, mend
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.quarantine import Reject
from pipeline.ingest.reader import Reader, Table
from pipeline.ingest.sniff import sniff
from pipeline.ingest.source import Bytes
from pipeline.ingest.unread import known_as

BLOCK_BYTES = 8 * 1024 * 1024
_NOTHING = b" \t\x0b\x0c\x1a"
"""A line of these only is blank: white space, and the end-of-file mark of old systems."""

LINE_CAP = 64 * 1024 * 1024


class Delimited(Reader):
    """Text with a delimiter between cells, one record a line."""

    NAME = "delimited"
    DESCRIPTION = "text with ; , tab or | between cells, in UTF-8 or cp1252"

    def recognise(self, head: bytes, name: str) -> float:
        """Whatever is text may be a table: the least sure of all formats."""
        del name
        return 0.1 if head.strip() and known_as(head) is None else 0.0

    def tables(self, source: Bytes, overrides: Overrides) -> tuple[Table, ...]:
        """The one table of the file."""
        dialect = sniff(source, overrides)
        return (
            Table(
                header=dialect.header,
                has_header=dialect.has_header,
                encoding=dialect.encoding,
                delimiter=None if dialect.delimiter == NO_DELIMITER else dialect.delimiter,
                header_line=dialect.first_line - 1 if dialect.has_header else None,
                details=dialect,
            ),
        )

    def read(self, source: Bytes, tables: Sequence[Table]) -> Iterator[tuple[int, Block]]:
        """All records, block by block."""
        for block in read(source, tables[0].details):
            yield 0, block


def read(source: Bytes, dialect: Dialect, block_bytes: int = BLOCK_BYTES) -> Iterator[Block]:
    """Read all records of ``source``, block by block.

    Raises
    ------
    InputError
        When the file cannot be read to its end, or holds a line over 64 MiB.
    """
    line_number = dialect.first_line
    offset = dialect.start
    carry = b""
    for chunk in _chunks(source, dialect, block_bytes):
        stretch = carry + chunk
        if not chunk and stretch and not stretch.endswith(b"\n"):
            stretch += b"\n"
        whole = stretch.rfind(b"\n") + 1
        if len(stretch) - whole > LINE_CAP:
            raise InputError(f"{source.name}: a line over {LINE_CAP >> 20} MiB at byte {offset + whole}")
        if whole == 0:
            carry = stretch
            continue
        lines = check(stretch[:whole], ord(dialect.delimiter), dialect.columns, dialect.codec)
        result = _Reading(stretch[:whole], lines, dialect, offset, line_number)
        used, passed = result.careful(last=not chunk)
        carry = stretch[used:]
        line_number += passed
        offset += used
        done = result.block(offset)
        if done.batch.num_rows + len(done.rejects) != done.records:
            raise AssertionError(
                f"records do not add up in {source.name}, lines up to {line_number}: "
                f"{done.batch.num_rows} accepted + {len(done.rejects)} quarantined != {done.records}"
            )
        yield done


def _chunks(source: Bytes, dialect: Dialect, size: int) -> Iterator[bytes]:
    """The file from its first record on, piece by piece; the last piece is empty. Lines end with a newline."""
    try:
        with source.open() as file:
            file.read(dialect.start)
            while chunk := file.read(size):
                yield chunk.replace(b"\r", b"\n") if dialect.newline == b"\r" else chunk
            yield b""
    except OSError as error:
        raise InputError(f"{source.name}: cannot be read to its end ({error.strerror})") from None


class _Reading:
    """The careful reading of one block, line by line where the fast check said no."""

    def __init__(self, block: bytes, lines: Lines, dialect: Dialect, offset: int, first_line: int) -> None:
        self._block = block
        self._lines = lines
        self._dialect = dialect
        self._offset = offset
        self._first_line = first_line
        self._rows: list[list[str]] = []
        self._rejects: list[Reject] = []
        self._counts: Counter[str] = Counter()

    def careful(self, last: bool) -> tuple[int, int]:
        """Read every line that is neither good nor blank.

        Returns how many bytes and lines were read: all, unless an open quotation mark may be closed in the next
        stretch (there is one unless this is the ``last``); what begins with that record is left to it.
        """
        lines = self._lines
        doubtful = np.flatnonzero(~lines.good & ~lines.blank)
        beyond = -1
        for i in doubtful.tolist():
            if i > beyond:
                taken = self._one(i, last)
                if taken == 0:
                    self._leave(i)
                    break
                beyond = i + taken - 1
        self._repeated_headers()
        return len(self._block), len(self._lines.starts)

    def _leave(self, i: int) -> None:
        """Leave what begins with line ``i`` to the next stretch."""
        lines = self._lines
        self._block = self._block[: lines.starts[i]]
        self._lines = Lines(lines.starts[:i], lines.ends[:i], lines.good[:i], lines.blank[:i], lines.any_quoted)

    def _bare(self, i: int) -> bytes:
        """Line ``i`` without its carriage return, and without the byte order mark of a file that was appended."""
        return self._block[self._lines.starts[i] : self._lines.ends[i]].removeprefix(BOM).rstrip(b"\r")

    def _one(self, i: int, last: bool) -> int:
        bare = self._bare(i)
        if not bare.strip(_NOTHING):
            return 1
        if bare == self._dialect.header_bytes:
            self._counts["headers"] += 1
            return 1
        starts, ends = self._lines.starts, self._lines.ends
        window = [self._block[starts[j] : ends[j]] for j in range(i, min(i + JOIN_LINES, len(starts)))]
        mended = mend(window, self._dialect, more=not last and len(window) < JOIN_LINES)
        if mended.lines == 0:
            return 0
        self._counts["records"] += 1
        if mended.cells is not None:
            self._rows.append(mended.cells)
        else:
            length = int(ends[i + mended.lines - 1] - starts[i])
            place = Reject(self._offset + int(starts[i]), length, self._first_line + i, mended.reason or "")
            self._rejects.append(place)
        if mended.lines > 1:
            self._lines.good[i + 1 : i + mended.lines] = False
            self._lines.blank[i + 1 : i + mended.lines] = True
        return mended.lines

    def _repeated_headers(self) -> None:
        """A line equal to the header is no record, wherever it stands (files get concatenated)."""
        header = self._dialect.header_bytes
        if not header or header not in self._block:
            return
        starts, ends = self._lines.starts, self._lines.ends
        for i in np.flatnonzero(self._lines.good & (ends - starts >= len(header))):
            if self._bare(int(i)) == header:
                self._lines.good[i] = False
                self._counts["headers"] += 1

    def block(self, done: int) -> Block:
        """The accepted rows, plain and mended, as one batch."""
        names = column_names(self._dialect.columns)
        batches = []
        if self._lines.good.any():
            batches.append(self._parse(names))
        if self._rows:
            columns = [pa.array(cells, pa.string()) for cells in zip(*self._rows, strict=True)]
            batches.append(pa.table(columns, names=names))
        rows = sum(table.num_rows for table in batches)
        batch = pa.concat_tables(batches).combine_chunks().to_batches()[0] if rows else empty_batch(len(names))
        records = int(self._lines.good.sum()) + self._counts["records"]
        return Block(batch, self._rejects, records, len(self._rows), done, self._counts["headers"])

    def _parse(self, names: list[str]) -> pa.Table:
        text = _select(self._block, self._lines)
        if self._dialect.codec != "utf-8":
            text = text.decode(self._dialect.codec).encode()
        return pc.read_csv(
            io.BytesIO(text),
            read_options=pc.ReadOptions(column_names=names, block_size=len(text) + 1, use_threads=False),
            parse_options=pc.ParseOptions(
                delimiter=self._dialect.delimiter,
                quote_char='"' if self._lines.any_quoted else False,
                newlines_in_values=False,
            ),
            convert_options=pc.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
                check_utf8=False,
            ),
        )


def _select(block: bytes, lines: Lines) -> bytes:
    """The good lines of a block, joined in runs."""
    if lines.good.all():
        return block
    edges: npt.NDArray[np.int64] = np.flatnonzero(np.diff(np.concatenate(([0], lines.good, [0]))))
    stops = lines.ends + 1
    runs = zip(edges[::2], edges[1::2], strict=True)
    return b"".join(block[lines.starts[first] : stops[after - 1]] for first, after in runs)
