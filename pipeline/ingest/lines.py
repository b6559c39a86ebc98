"""A vectorised look at the lines of a block: which can be handed to a fast parser as they are.

A line is a *candidate* when it has no quotation mark, no NUL, no lone carriage return and decodes, or when its
quotation marks open and close whole cells on that same line. Whether its delimiters are as many as they ought to be
is for the parser to say. Everything else needs the careful reading of `pipeline.ingest.mend`.

Most blocks have nothing that needs a look: then no line is looked at.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.ingest import doubled
from pipeline.ingest.dialect import BOM, CELL_CAP, NO_DELIMITER, Dialect

NEWLINE, RETURN = 10, 13
UNIT = ord(NO_DELIMITER)

Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]


@dataclass
class Lines:
    """The lines of a text: where they begin and end (exclusive of the newline), and which are candidates.

    ``text`` is what a parser is given: the block itself, or the block with its delimiter made one byte, which is
    ``delimiter`` as a letter. ``doubts`` are places of bytes that make their line none, None where every line is one.
    """

    text: bytes
    delimiter: str
    dialect: Dialect
    doubts: list[Ints] | None
    any_quoted: bool = field(default=False)

    @cached_property
    def data(self) -> Bytes:
        """The bytes of the text."""
        return np.frombuffer(self.text, dtype=np.uint8)

    @cached_property
    def count(self) -> int:
        """Number of lines."""
        return int(np.count_nonzero(self.data == NEWLINE))

    @cached_property
    def ends(self) -> Ints:
        """Where each line's newline is."""
        return np.flatnonzero(self.data == NEWLINE)

    @cached_property
    def starts(self) -> Ints:
        """Where each line begins."""
        return np.concatenate(([0], self.ends[:-1] + 1)) if len(self.ends) else self.ends

    @cached_property
    def blank(self) -> Bools:
        """Lines with nothing but an end."""
        lengths = self.ends - self.starts
        found: Bools = (lengths == 0) | ((lengths == 1) & (self.data[self.starts] == RETURN))
        return found

    @cached_property
    def candidates(self) -> Bools:
        """Lines that a parser may be given."""
        if self.dialect.widths:
            return np.zeros(len(self.starts), dtype=bool)
        found = ~self.blank
        if len(self.text) > CELL_CAP:
            found &= self.ends - self.starts <= CELL_CAP
        for places in self.doubts or ():
            found[np.searchsorted(self.starts, places, side="right") - 1] = False
        found &= self._whole_in_quotes()
        if self.dialect.first_only:
            found &= _first(self.data == 32, self.starts) > _first(self.data == UNIT, self.starts)
        return found

    def _whole_in_quotes(self) -> Bools:
        """Lines whose quotation marks stand well, or that have none."""
        dialect = self.dialect
        if dialect.quote is None or dialect.quote.encode() not in self.text:
            return np.ones(len(self.starts), dtype=bool)
        quotes = _per_line(self.data == dialect.mark, self.starts)
        plain: Bools = quotes == 0
        if len(dialect.delimiter.encode()) > 1 or dialect.first_only:
            return plain
        quoted = _among(self.data, self.starts, ord(self.delimiter), dialect.mark, dialect.columns, quotes)
        self.any_quoted = bool(quoted.any())
        return plain | quoted


def look(block: bytes, dialect: Dialect) -> Lines:
    """Look at a block, which ends with a newline, for what a fast parser would read wrongly."""
    text, delimiter = _one_byte(block, dialect)
    doubts = _doubts(text, dialect)
    if text is not block and NO_DELIMITER.encode() in block:
        own = _places(block, UNIT)
        lines = Lines(block, delimiter, dialect, None)
        which = np.searchsorted(lines.starts, own, side="right") - 1
        doubts.append(Lines(text, delimiter, dialect, None).starts[which])
    simple = not (doubts or dialect.widths or dialect.first_only or dialect.columns == 1 or len(text) > CELL_CAP)
    quoted = dialect.quote is not None and dialect.quote.encode() in text
    return Lines(text, delimiter, dialect, None if simple and not quoted else doubts)


def _one_byte(block: bytes, dialect: Dialect) -> tuple[bytes, str]:
    """The block with a delimiter of one byte, and that byte.

    Where the delimiter has several bytes, or only the first of a line counts, the unit separator stands for it.
    """
    delimiter = dialect.delimiter.encode()
    if dialect.first_only:
        data = np.frombuffer(block, dtype=np.uint8).copy()
        places = np.flatnonzero(data == delimiter[0])
        starts = Lines(block, dialect.delimiter, dialect, None).starts
        first = np.searchsorted(places, starts)
        there = first < len(places)
        mine = places[first[there]]
        data[mine[mine < np.append(starts[1:], len(data))[there]]] = UNIT
        return data.tobytes(), NO_DELIMITER
    if len(delimiter) > 1:
        return block.replace(delimiter, NO_DELIMITER.encode()), NO_DELIMITER
    return block, dialect.delimiter


def _doubts(text: bytes, dialect: Dialect) -> list[Ints]:
    """Places of bytes that make their line no candidate: no text, NUL, lone returns, marks, letters encoded twice."""
    found = []
    if b"\x00" in text:
        found.append(_places(text, 0))
    if b"\r" in text:
        data = np.frombuffer(text, dtype=np.uint8)
        found.append(np.flatnonzero((data[:-1] == RETURN) & (data[1:] != NEWLINE)))
    if dialect.escape is not None and b"\\" in text:
        found.append(_places(text, ord("\\")))
    if not text.isascii():
        found += _letters(text, dialect.codec)
    return [places for places in found if len(places)]


def _letters(text: bytes, codec: str) -> list[Ints]:
    """Doubts of bytes beyond ASCII."""
    if codec != "utf-8":
        return [_other_letters(text, codec)]
    found = []
    if b"\xef" in text and BOM in text:
        found.append(_places(text, 0xEF))
    if any(bytes((second,)) in text for second in doubled.SECONDS) or doubled.THIRD in text:
        found.append(np.array([match.start() for match in doubled.IN_UTF8.finditer(text)], dtype=np.int64))
    if not _is_utf8(text):
        found.append(_no_utf8(text))
    return found


def _is_utf8(text: bytes) -> bool:
    """Whether a block is well-formed UTF-8; arrow's check takes a seventh of the time of decoding."""
    if len(text) >= 2**31:
        return False
    ends = np.array([0, len(text)], dtype=np.int32)
    try:
        pa.StringArray.from_buffers(1, pa.py_buffer(ends), pa.py_buffer(text)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _no_utf8(text: bytes) -> Ints:
    """Where a block is no UTF-8, each place once."""
    places: list[int] = []

    def note(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        places.append(error.start)
        return "", error.end

    codecs.register_error("estompe.note", note)
    text.decode("utf-8", "estompe.note")
    return np.array(places, dtype=np.int64)


def _other_letters(text: bytes, codec: str) -> Ints:
    """Doubts in an encoding other than UTF-8: undefined bytes, and what may be UTF-8 in a file of single bytes."""
    data = np.frombuffer(text, dtype=np.uint8)
    holes = _holes(codec)
    if holes is None:
        return _no_text(text, codec)
    undefined = [_places(text, hole) for hole in holes if bytes((hole,)) in text]
    lead = (data & 0xC0) == 0xC0
    continuation = (data & 0xC0) == 0x80
    return np.concatenate([np.flatnonzero(lead[:-1] & continuation[1:]), *undefined])


@cache
def _holes(codec: str) -> tuple[int, ...] | None:
    """The bytes that an encoding of one byte a letter leaves undefined; None for an encoding of another kind."""
    if len("é".encode(codec, "ignore")) != 1:
        return None
    return tuple(byte for byte in range(128, 256) if bytes((byte,)).decode(codec, "replace") == "\ufffd")


def _no_text(text: bytes, codec: str) -> Ints:
    """The first bytes of lines that do not decode."""
    try:
        text.decode(codec)
    except UnicodeDecodeError:
        found, start = [], 0
        for line in text.split(b"\n")[:-1]:
            try:
                line.decode(codec)
            except UnicodeDecodeError:
                found.append(start)
            start += len(line) + 1
        return np.array(found, dtype=np.int64)
    return np.zeros(0, dtype=np.int64)


def _places(text: bytes, byte: int) -> Ints:
    return np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == byte)


def _per_line(mask: Bools, starts: Ints) -> Ints:
    """How often ``mask`` is true in each line; a search in the places is faster than a sum over all bytes."""
    before = np.searchsorted(np.flatnonzero(mask), np.append(starts, len(mask)))
    return np.diff(before)


def _first(mask: Bools, starts: Ints) -> Ints:
    """Where ``mask`` is true first from each line's start on; the end of all lines where nowhere."""
    places = np.append(np.flatnonzero(mask), len(mask))
    found: Ints = places[np.searchsorted(places, starts).clip(max=len(places) - 1)]
    return found


def _among(data: Bytes, starts: Ints, delimiter: int, mark: int, columns: int, quotes: Ints) -> Bools:
    """Which lines are quoted well, looking only at those that have quotation marks."""
    stops = np.append(starts[1:], len(data))
    found = np.flatnonzero(quotes)
    result = np.zeros(len(starts), dtype=bool)
    if 2 * len(found) > len(starts):
        return _quoted(data, starts, delimiter, mark, columns, quotes)
    lengths = stops[found] - starts[found]
    own_starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    picked = np.concatenate([data[starts[i] : stops[i]] for i in found.tolist()])
    result[found] = _quoted(picked, own_starts, delimiter, mark, columns, quotes[found])
    return result


def _quoted(data: Bytes, starts: Ints, delimiter: int, mark: int, columns: int, quotes: Ints) -> Bools:
    """Lines whose quotation marks come in pairs around whole cells (RFC 4180, doubled marks inside)."""
    is_quote = data == mark
    running = np.cumsum(is_quote, dtype=np.int32)
    before = running - is_quote
    line_lengths = np.diff(np.append(starts, len(data)))
    inside = ((before - np.repeat(before[starts], line_lengths)) & 1).astype(bool)
    previous = np.concatenate(([NEWLINE], data[:-1]))
    following = np.concatenate((data[1:], [NEWLINE]))
    opens_well = (previous == delimiter) | (previous == NEWLINE) | (previous == mark)
    closes_well = (following == delimiter) | (following == NEWLINE) | (following == RETURN) | (following == mark)
    misplaced = is_quote & np.where(inside, ~closes_well, ~opens_well)
    outside = (data == delimiter) & ~inside
    whole: Bools = (
        (quotes > 0)
        & (quotes % 2 == 0)
        & (_per_line(misplaced, starts) == 0)
        & (_per_line(outside, starts) == columns - 1)
    )
    return whole
