"""One stretch of whole lines becomes one block: most lines by `pyarrow.csv`, the doubtful ones one by one."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.ingest import apart, broken, parse
from pipeline.ingest.block import Block, batch_of, empty_batch
from pipeline.ingest.dialect import BOM, LINE_CAP, Dialect
from pipeline.ingest.lines import Lines, look
from pipeline.ingest.mend import JOIN_LINES, Mended, Window, decode, mend
from pipeline.ingest.notes import Notes
from pipeline.ingest.quarantine import Reject
from pipeline.ingest.split import plain
from pipeline.ingest.stretches import Stretch

_NOTHING = b" \t\x0b\x0c\x1a\xc2\xa0"
"""A line of these only is blank: white space, and the end-of-file mark of old systems."""


class Careful:
    """The reading of one stretch, line by line where neither the look nor the parser is content."""

    def __init__(self, stretch: Stretch, dialect: Dialect) -> None:
        self._stretch = stretch
        self._dialect = dialect
        self._seen = look(stretch.text, dialect)
        self._own = self._seen if self._seen.text is stretch.text else Lines(stretch.text, "", dialect, None)
        self._rows: list[list[str]] = []
        self._rejects: list[Reject] = list(stretch.giants)
        self._notes = Notes()
        self._records = len(stretch.giants)
        self._apart = {"headers": 0, "footers": 0}
        self._table: pa.Table | None = None

    def read(self) -> tuple[int, int]:
        """Parse what can be parsed, read every other line that is not blank.

        Returns how many lines were read, and their bytes in the source: all, unless an open quotation mark may be
        closed in the next stretch (there is one unless this is the last); what begins with that record is left to it.
        """
        if self._seen.doubts is None and self._stretch.limit is None:
            table, wrong = parse.rows(self._seen.text, self._seen, self._dialect)
            if not wrong and table.num_rows == self._seen.count and not parse.apart_rows(table, self._dialect):
                self._table = table
                return self._seen.count, self._stretch.whole
        return self._line_by_line()

    def _line_by_line(self) -> tuple[int, int]:
        starts = self._own.starts
        begins = self._stretch.lines_before(starts)
        good = self._seen.candidates.copy()
        good[begins:] = False
        table, good = self._parse(good)
        parsed = np.flatnonzero(good)
        blank = self._seen.blank.copy()
        read = self._doubtful(good, blank, begins)
        good[read:] = False
        kept = good[parsed]
        self._table = table if kept.all() else table.filter(pa.array(kept))
        return read, self._stretch.size(read, starts)

    def _parse(self, good: npt.NDArray[np.bool_]) -> tuple[pa.Table, npt.NDArray[np.bool_]]:
        """Parse the good lines; those that turn out to be none, or no records, are good no more."""
        if not good.any():
            return parse.no_rows(self._dialect), good
        table, wrong = parse.rows(_select(self._seen, good), self._seen, self._dialect)
        lines = np.flatnonzero(good)
        good[lines[wrong]] = False
        if table.num_rows != int(good.sum()):
            raise AssertionError(f"{int(good.sum())} lines were parsed into {table.num_rows} rows")
        none = parse.apart_rows(table, self._dialect)
        if none:
            keep = np.ones(table.num_rows, dtype=bool)
            keep[none] = False
            good[np.flatnonzero(good)[none]] = False
            table = table.filter(pa.array(keep))
        return table, good

    def _doubtful(self, good: npt.NDArray[np.bool_], blank: npt.NDArray[np.bool_], begins: int) -> int:
        """Read the lines before ``begins`` that are neither good nor blank; returns how many lines are done.

        Lines that an open quotation mark took in are good no more.
        """
        beyond = -1
        for i in np.flatnonzero(~good[:begins] & ~blank[:begins]).tolist():
            if i > beyond:
                taken = self._one(i)
                if taken == 0:
                    return int(i)
                beyond = i + taken - 1
                good[i + 1 : beyond + 1] = False
        return max(begins, beyond + 1)

    @cached_property
    def _places(self) -> tuple[list[int], list[int]]:
        """Where the lines begin and end, as numbers of Python's: one by one, they are had faster."""
        return self._own.starts.tolist(), self._own.ends.tolist()

    def _line(self, i: int) -> bytes:
        starts, ends = self._places
        return self._stretch.text[starts[i] : ends[i]]

    def _one(self, i: int) -> int:
        """Read what begins with line ``i``; returns how many lines that took, 0 when more of the file is needed."""
        bare = self._line(i).removeprefix(BOM).rstrip(b"\r")
        if not bare.strip(_NOTHING):
            return 1
        following = min(JOIN_LINES, len(self._own.starts) - i) - 1
        window = Window(bare, following, lambda ahead: self._line(i + ahead))
        mended = Mended(None, "too_long", 1)
        if len(bare) <= LINE_CAP:
            mended = mend(window, self._dialect, more=not self._stretch.last and following + 1 < JOIN_LINES)
        if mended.lines == 0 or self._is_apart(mended.cells, bare):
            return mended.lines
        if mended.reason == "ragged":
            taken = self._pieces(bare, i, following)
            if taken is None:
                return 0
            mended = Mended(None, "broken_line" if taken > 1 else "ragged", taken)
        line = self._stretch.line_number(i)
        self._records += 1
        if mended.cells is not None:
            self._rows.append(mended.cells)
            for note in mended.notes:
                self._notes.add(note, line)
        else:
            offset, length = self._stretch.place(i, mended.lines, self._own.starts)
            self._rejects.append(Reject(offset, length, line, mended.reason or ""))
        return mended.lines

    def _pieces(self, bare: bytes, i: int, following: int) -> int | None:
        """How many lines a record with too few cells takes (see `pipeline.ingest.broken`); None: ask again."""

        def ahead(number: int) -> str | None:
            return decode(self._line(i + number).rstrip(b"\r"), self._dialect)[0]

        text = decode(bare, self._dialect)[0]
        if text is None or (self._dialect.quote and self._dialect.quote in text):
            return 1
        taken = broken.pieces(text, following, ahead, self._dialect)
        return 1 if taken is None and self._stretch.last else taken

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
            cells = plain(text, self._dialect)
        if not apart.is_apart(cells, self._dialect, whole):
            return False
        self._apart["footers"] += 1
        return True

    def block(self, done: int) -> Block:
        """The accepted rows, parsed and mended, as one batch."""
        columns = self._dialect.columns
        tables = [] if self._table is None or not self._table.num_rows else [self._table]
        parsed = sum(table.num_rows for table in tables)
        if self._rows:
            tables.append(pa.Table.from_batches([batch_of(self._rows, columns)]))
        batch = pa.concat_tables(tables).combine_chunks().to_batches()[0] if tables else empty_batch(columns)
        records = parsed + self._records
        return Block(batch, self._rejects, records, len(self._rows), done, **self._apart, notes=self._notes)


def _select(lines: Lines, good: npt.NDArray[np.bool_]) -> bytes:
    """The good lines of a text, joined in runs."""
    if good.all():
        return lines.text
    edges = np.flatnonzero(np.diff(np.concatenate(([0], good, [0]))))
    starts, stops = lines.starts[edges[::2]].tolist(), (lines.ends[edges[1::2] - 1] + 1).tolist()
    return b"".join([lines.text[start:stop] for start, stop in zip(starts, stops, strict=True)])
