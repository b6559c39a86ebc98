"""Fixed width: no delimiter, but columns of blanks that run through every line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.core.errors import InputError
from pipeline.ingest.block import Block
from pipeline.ingest.dialect import NO_DELIMITER, Dialect
from pipeline.ingest.firstlines import FirstLines, first_lines
from pipeline.ingest.header import is_header
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.reader import Reader, Table
from pipeline.ingest.readers.delimited import table_of
from pipeline.ingest.records import read
from pipeline.ingest.sniff import after
from pipeline.ingest.source import Bytes
from pipeline.ingest.unread import is_text

LEAST, MANY = 4, 20
"""Lines that are needed at all; lines from which on one blank column is no accident."""

SHARE = 0.8

Cuts = tuple[tuple[int, int], ...]


class FixedWidth(Reader):
    """Columns at the same place in every line, blanks between them."""

    NAME = "fixed-width"
    DESCRIPTION = "text in columns of fixed width, blanks between them"
    YIELDS = True

    def recognise(self, head: bytes, name: str) -> float:
        """Sure enough when no delimiter fits and columns of blanks run through the first lines."""
        if not is_text(head):
            return 0.0
        try:
            lines = first_lines(head, name, Overrides())
        except InputError:
            return 0.0
        if len(lines) < LEAST or not _cuts(lines)[0]:
            return 0.0
        return 0.3 if lines.delimiter == NO_DELIMITER else 0.0

    def tables(self, source: Bytes, overrides: Overrides) -> tuple[Table, ...]:
        """The one table of the file."""
        lines = first_lines(source.head(), source.name, overrides)
        cuts, even, top = _cuts(lines)
        rows = [[text[start:stop].strip() for start, stop in cuts] for text in lines.texts[top:]]
        has_header = overrides.has_header if overrides.has_header is not None else is_header(rows[0], rows[1:])
        start, first_line = after(lines, top) if has_header else (lines.begin[0], lines.numbers[0])
        dialect = Dialect(
            form=lines.form,
            delimiter=NO_DELIMITER,
            newline=lines.newline,
            start=start,
            first_line=first_line,
            has_header=has_header,
            header=tuple(rows[0]) if has_header else ("",) * len(cuts),
            quote=None,
            widths=cuts,
            even=even,
        )
        return (table_of(dialect),)

    def read(self, source: Bytes, tables: Sequence[Table]) -> Iterator[tuple[int, Block]]:
        """All records, block by block."""
        return ((0, block) for block in read(source, tables[0].details))


def _cuts(lines: FirstLines) -> tuple[Cuts, bool, int]:
    """Places of the cells (none: no fixed width), whether lines are filled to the end, and which line is the first.

    A gap belongs to the column before it where the next one begins at the same place in most lines, and to the
    column after it otherwise: numbers are set to the right.
    """
    length, count = Counter(map(len, lines.texts)).most_common(1)[0]
    even = count >= SHARE * len(lines)
    texts = [text for text in lines.texts if not even or len(text) == length]
    spaced = [text for text in texts if "  " in text]
    texts = spaced if len(spaced) >= SHARE * len(texts) else texts
    top = lines.texts.index(texts[0])
    end = length if even else max(map(len, texts))
    blank = [all(place >= len(text) or text[place].isspace() for text in texts) for place in range(end)]
    gaps = _named(_gaps(blank, 1 if len(texts) >= MANY else 2), texts[0])
    edges = [(0, 0)]
    for begin, stop in gaps:
        left = sum(stop < len(text) and not text[stop].isspace() for text in texts) * 2 > len(texts)
        edges.append((stop - 1, stop) if left else (begin, begin + 1))
    edges.append((end, end))
    cuts = tuple((before[1], after_[0]) for before, after_ in pairwise(edges))
    return (cuts if gaps else ()), even, top


def _named(gaps: list[tuple[int, int]], first: str) -> list[tuple[int, int]]:
    """The gaps with something behind them in the first line, where that may be a header: the others are accidents."""
    if not gaps or any(letter.isdigit() for letter in first):
        return gaps
    stops = [begin for begin, _ in gaps[1:]] + [len(first)]
    kept = [gap for gap, stop in zip(gaps, stops, strict=True) if first[gap[1] : stop].strip()]
    return kept if kept else gaps


def _gaps(blank: list[bool], least: int) -> list[tuple[int, int]]:
    """Runs of blank places between filled ones, at least so long."""
    filled = [place for place, is_blank in enumerate(blank) if not is_blank]
    return [(a + 1, b) for a, b in pairwise(filled) if b - a - 1 >= least]
