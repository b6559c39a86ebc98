"""One stretch of whole lines becomes one block: the good lines by `pyarrow.csv`, the doubtful ones one by one."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from pipeline.ingest import apart
from pipeline.ingest.block import Block, batch_of, column_names, empty_batch
from pipeline.ingest.dialect import BOM, Dialect
from pipeline.ingest.lines import Lines, check
from pipeline.ingest.mend import JOIN_LINES, Window, decode, mend
from pipeline.ingest.notes import Notes
from pipeline.ingest.quarantine import Reject
from pipeline.ingest.split import plain, split
from pipeline.ingest.stretches import Stretch

_NOTHING = b" \t\x0b\x0c\x1a\xc2\xa0"
"""A line of these only is blank: white space, and the end-of-file mark of old systems."""


class Careful:
    """The reading of one stretch, line by line where the fast check said no.

    ``begins`` are the lines that may begin a record (all of them, unless a range of bytes ends before).
    """

    def __init__(self, stretch: Stretch, dialect: Dialect) -> None:
        self._stretch = stretch
        self._dialect = dialect
        self._lines: Lines = check(stretch.text, dialect)
        self._raw = stretch.text
        self._starts = self._lines.starts if self._lines.text is stretch.text else _starts(stretch.text)
        self._begins = stretch.lines_before(self._starts)
        self._rows: list[list[str]] = []
        self._rejects: list[Reject] = list(stretch.giants)
        self._notes = Notes()
        self._records = len(stretch.giants)
        self._apart = {"headers": 0, "footers": 0}

    def read(self) -> tuple[int, int]:
        """Read every line that is neither good nor blank.

        Returns how many lines were read, and their bytes in the source: all, unless an open quotation mark may be
        closed in the next stretch (there is one unless this is the last); what begins with that record is left to it.
        """
        lines = self._lines
        lines.good[self._begins :] = False
        doubtful = np.flatnonzero(~lines.good[: self._begins] & ~lines.blank[: self._begins])
        beyond = -1
        for i in doubtful.tolist():
            if i > beyond:
                taken = self._one(i)
                if taken == 0:
                    self._leave(i)
                    return i, self._stretch.size(i, self._starts)
                beyond = i + taken - 1
        read = max(self._begins, beyond + 1)
        return read, self._stretch.size(read, self._starts)

    def _leave(self, i: int) -> None:
        """Leave what begins with line ``i`` to the next stretch."""
        lines = self._lines
        self._lines = replace(
            lines, starts=lines.starts[:i], ends=lines.ends[:i], good=lines.good[:i], blank=lines.blank[:i]
        )

    def _line(self, i: int) -> bytes:
        stop = self._starts[i + 1] - 1 if i + 1 < len(self._starts) else len(self._raw) - 1
        return self._raw[self._starts[i] : stop]

    def _one(self, i: int) -> int:
        """Read what begins with line ``i``; returns how many lines that took, 0 when more of the file is needed."""
        bare = self._line(i).removeprefix(BOM).rstrip(b"\r")
        if not bare.strip(_NOTHING):
            return 1
        following = min(JOIN_LINES, len(self._starts) - i) - 1
        window = Window(bare, following, lambda ahead: self._line(i + ahead))
        mended = mend(window, self._dialect, more=not self._stretch.last and following + 1 < JOIN_LINES)
        if mended.lines == 0:
            return 0
        if self._is_apart(mended.cells, bare):
            return mended.lines
        line = self._stretch.line_number(i)
        self._records += 1
        if mended.cells is not None:
            self._rows.append(mended.cells)
            for note in mended.notes:
                self._notes.add(note, line)
        else:
            offset, length = self._stretch.place(i, mended.lines, self._starts)
            self._rejects.append(Reject(offset, length, line, mended.reason or ""))
        if mended.lines > 1:
            self._lines.good[i + 1 : i + mended.lines] = False
            self._lines.blank[i + 1 : i + mended.lines] = True
        return mended.lines

    def _is_apart(self, cells: list[str] | None, bare: bytes) -> bool:
        """Whether a line is no record (see `pipeline.ingest.apart`), which is counted."""
        if cells is not None and apart.is_header(cells, self._dialect):
            self._apart["headers"] += 1
            return True
        whole = cells is not None and not self._dialect.first_only
        if cells is None:
            text, _ = decode(bare, self._dialect)
            if text is None or len(text) > 4096:
                return False
            cells = split(text, self._dialect.delimiter)[0] or plain(text, self._dialect)
        if not apart.is_apart(cells, self._dialect, whole):
            return False
        self._apart["footers"] += 1
        return True

    def block(self, done: int) -> Block:
        """The accepted rows, plain and mended, as one batch."""
        columns = self._dialect.columns
        tables = []
        good = int(self._lines.good.sum())
        if good:
            tables.append(self._parse(column_names(columns)))
        if self._rows:
            tables.append(pa.Table.from_batches([batch_of(self._rows, columns)]))
        batch = pa.concat_tables(tables).combine_chunks().to_batches()[0] if tables else empty_batch(columns)
        return Block(
            batch, self._rejects, good + self._records, len(self._rows), done, **self._apart, notes=self._notes
        )

    def _parse(self, names: list[str]) -> pa.Table:
        text = _select(self._lines)
        if self._dialect.codec != "utf-8" and not text.isascii():
            text = text.decode(self._dialect.codec).encode()
        quote = self._dialect.quote if self._lines.any_quoted and self._dialect.quote else False
        return pc.read_csv(
            io.BytesIO(text),
            read_options=pc.ReadOptions(column_names=names, block_size=len(text) + 1, use_threads=False),
            parse_options=pc.ParseOptions(
                delimiter=self._lines.delimiter, quote_char=quote, newlines_in_values=False, ignore_empty_lines=False
            ),
            convert_options=pc.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
                check_utf8=False,
            ),
        )


def _starts(text: bytes) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Where the lines of a text that ends with a newline begin."""
    ends = np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == 10)
    return np.concatenate(([0], ends[:-1] + 1))


def _select(lines: Lines) -> bytes:
    """The good lines of a block, joined in runs."""
    if lines.good.all() and len(lines.ends) and lines.ends[-1] + 1 == len(lines.text):
        return lines.text
    edges = np.flatnonzero(np.diff(np.concatenate(([0], lines.good, [0]))))
    stops = lines.ends + 1
    runs = zip(edges[::2], edges[1::2], strict=True)
    return b"".join(lines.text[lines.starts[first] : stops[after - 1]] for first, after in runs)
