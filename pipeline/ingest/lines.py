"""A vectorised look at the physical lines of a block: which can be handed to a fast parser as they are.

A line is *plain* when it has the right number of delimiters, no quotation mark, no NUL, no lone carriage
return and decodes; *quoted* when its quotation marks open and close whole cells on that same line. Everything
else needs the careful reading of `pipeline.ingest.mend`, and so does what may be no record at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from pipeline.ingest import apart, doubled
from pipeline.ingest.dialect import BOM, CELL_CAP, NO_DELIMITER, Dialect

NEWLINE, RETURN, QUOTE, NUL, BACKSLASH, SPACE = 10, 13, 34, 0, 92, 32
UNIT = ord(NO_DELIMITER)

Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Lines:
    """Where the lines of a text begin and end (exclusive of the newline), and what each is.

    ``text`` is what a parser is given: the block itself, or the block with its delimiter made one byte.
    ``delimiter`` is that byte, as a letter.
    """

    text: bytes
    delimiter: str
    starts: Ints
    ends: Ints
    good: Bools
    blank: Bools
    any_quoted: bool


def check(block: bytes, dialect: Dialect) -> Lines:
    """Look at every line of ``block``, which ends with a newline."""
    text, delimiter = _one_byte(block, dialect)
    data = np.frombuffer(text, dtype=np.uint8)
    ends = np.flatnonzero(data == NEWLINE)
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts
    blank = (lengths == 0) | ((lengths == 1) & (data[starts] == RETURN))
    if dialect.widths:
        return Lines(text, delimiter, starts, ends, np.zeros(len(starts), dtype=bool), blank, False)
    delimiters = _per_line(data == ord(delimiter), starts)
    good = delimiters == dialect.columns - 1
    any_quoted = False
    if dialect.quote is not None and dialect.quote.encode() in text:
        quotes = _per_line(data == dialect.mark, starts)
        plain = quotes == 0
        if len(dialect.delimiter) == 1 and not dialect.first_only:
            quoted = _among(data, starts, ord(delimiter), dialect.mark, dialect.columns, quotes)
            any_quoted = bool((quoted & ~plain).any())
            good = (good & plain) | quoted
        else:
            good &= plain
    if dialect.escape is not None and b"\\" in text:
        good &= _per_line(data == BACKSLASH, starts) == 0
    good &= _clean(text, data, starts, dialect) & ~blank & (lengths <= CELL_CAP)
    good[_may_be_apart(data, starts, dialect, delimiter)] = False
    if dialect.first_only:
        good &= _first(data == SPACE, starts) > _first(data == UNIT, starts)
    if text is not block and UNIT in block:
        good &= _per_line(np.frombuffer(block, dtype=np.uint8) == UNIT, _starts(block)) == 0
    return Lines(text, delimiter, starts, ends, good, blank, any_quoted)


def _one_byte(block: bytes, dialect: Dialect) -> tuple[bytes, str]:
    """The block with a delimiter of one byte, and that byte.

    Where the delimiter has several bytes, or only the first of a line counts, the unit separator stands for it.
    """
    delimiter = dialect.delimiter.encode()
    if dialect.first_only:
        data = np.frombuffer(block, dtype=np.uint8).copy()
        places = np.flatnonzero(data == delimiter[0])
        starts = _starts(block)
        first = np.searchsorted(places, starts)
        there = first < len(places)
        mine = places[first[there]]
        data[mine[mine < np.append(starts[1:], len(data))[there]]] = UNIT
        return data.tobytes(), NO_DELIMITER
    if len(delimiter) > 1:
        return block.replace(delimiter, NO_DELIMITER.encode()), NO_DELIMITER
    return block, dialect.delimiter


def _starts(block: bytes) -> Ints:
    """Where the lines of a block begin."""
    ends = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == NEWLINE)
    return np.concatenate(([0], ends[:-1] + 1))


def _may_be_apart(data: Bytes, starts: Ints, dialect: Dialect, delimiter: str) -> Bools:
    """Lines that begin as the header does, as a rule, or as a total."""
    heads = np.zeros(len(starts), dtype=np.int64)
    first = starts + (data[starts] == QUOTE)
    for place in range(4):
        heads = heads << 8 | data[np.minimum(first + place, len(data) - 1)]
    known = set(apart.STARTS)
    if dialect.has_header:
        tails = (delimiter + "".join(dialect.header[1:2]), f'"{delimiter}"', "\n", "\r\n", '"\n', '"\r\n')
        names = [(dialect.header[0] + tail + "\n\n\n\n").encode(dialect.codec, "replace") for tail in tails]
        known.update(int.from_bytes(name[:4], "big") for name in names)
    found: Bools = np.isin(heads, list(known))
    return found


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


def _clean(text: bytes, data: Bytes, starts: Ints, dialect: Dialect) -> Bools:
    """Lines without NUL or lone carriage return, whose bytes are text in the dialect's encoding, encoded once."""
    clean = np.ones(len(starts), dtype=bool)
    if b"\x00" in text:
        clean &= _per_line(data == NUL, starts) == 0
    if b"\r" in text and text.count(b"\r") != text.count(b"\r\n"):
        lone = (data == RETURN) & (np.concatenate((data[1:], [NEWLINE])) != NEWLINE)
        clean &= _per_line(lone, starts) == 0
    if text.isascii():
        return clean
    if BOM in text:
        clean &= np.array([not text.startswith(BOM, start) for start in starts.tolist()])
    codec = dialect.codec
    if codec == "utf-8" and any(lead in text for lead in doubled.LEADS):
        places = np.array([found.start() for found in doubled.IN_UTF8.finditer(text)], dtype=np.int64)
        clean[np.searchsorted(starts, places, side="right") - 1] = False
    holes = _holes(codec)
    if holes is None:
        return clean & _decodes(text, data, starts, codec)
    if any(bytes((hole,)) in text for hole in holes):
        clean &= _per_line(np.isin(data, holes), starts) == 0
    return clean & ~_maybe_utf8(data, starts)


@cache
def _holes(codec: str) -> tuple[int, ...] | None:
    """The bytes that an encoding of one byte a letter leaves undefined; None for an encoding of another kind."""
    if len("é".encode(codec, "ignore")) != 1:
        return None
    return tuple(byte for byte in range(128, 256) if bytes((byte,)).decode(codec, "replace") == "\ufffd")


def _maybe_utf8(data: Bytes, starts: Ints) -> Bools:
    """Lines of such a file with what may be a UTF-8 sequence: a lead byte, then a continuation byte."""
    lead = (data & 0xC0) == 0xC0
    continuation = (np.concatenate((data[1:], [NEWLINE])) & 0xC0) == 0x80
    return _per_line(lead & continuation, starts) > 0


def _decodes(text: bytes, data: Bytes, starts: Ints, codec: str) -> Bools:
    valid = np.ones(len(starts), dtype=bool)
    try:
        text.decode(codec)
    except UnicodeDecodeError:
        stops = np.append(starts[1:], len(text))
        for i in np.flatnonzero(_per_line(data >= 128, starts)):
            try:
                text[starts[i] : stops[i]].decode(codec)
            except UnicodeDecodeError:
                valid[i] = False
    return valid
