"""A vectorised look at the physical lines of a block: which can be handed to a fast parser as they are.

A line is *plain* when it has the right number of delimiters, no quotation mark, no NUL, no lone carriage
return and decodes; *quoted* when its quotation marks open and close whole cells on that same line. Everything
else needs the careful reading of `pipeline.ingest.mend`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.ingest.dialect import BOM, CELL_CAP

NEWLINE, RETURN, QUOTE, NUL = 10, 13, 34, 0
CP1252_HOLES = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
"""Bytes that cp1252 leaves undefined (Unicode consortium mapping table CP1252.TXT)."""

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Lines:
    """Where the lines of a block begin and end (exclusive of the newline), and what each is."""

    starts: Ints
    ends: Ints
    good: Bools
    blank: Bools
    any_quoted: bool


def check(block: bytes, delimiter: int, columns: int, codec: str) -> Lines:
    """Look at every line of ``block``, which ends with a newline.

    ``delimiter`` is a byte value, ``columns`` the cells that a whole record has, ``codec`` the encoding.
    """
    data = np.frombuffer(block, dtype=np.uint8)
    ends = np.flatnonzero(data == NEWLINE)
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts
    blank = (lengths == 0) | ((lengths == 1) & (data[starts] == RETURN))
    quotes = _per_line(data == QUOTE, starts) if b'"' in block else np.zeros(len(starts), dtype=np.int64)
    delimiters = _per_line(data == delimiter, starts)
    good = (delimiters == columns - 1) & (quotes == 0)
    any_quoted = False
    if quotes.any():
        quoted = _among(data, starts, delimiter, columns, quotes)
        any_quoted = bool(quoted.any())
        good |= quoted
    good &= _clean(block, data, starts, codec) & ~blank & (lengths <= CELL_CAP)
    return Lines(starts, ends, good, blank, any_quoted)


def _per_line(mask: Bools, starts: Ints) -> Ints:
    """How often ``mask`` is true in each line; a search in the places is faster than a sum over all bytes."""
    before = np.searchsorted(np.flatnonzero(mask), np.append(starts, len(mask)))
    return np.diff(before)


def _among(data: npt.NDArray[np.uint8], starts: Ints, delimiter: int, columns: int, quotes: Ints) -> Bools:
    """Which lines are quoted well, looking only at those that have quotation marks."""
    stops = np.append(starts[1:], len(data))
    found = np.flatnonzero(quotes)
    result = np.zeros(len(starts), dtype=bool)
    if 2 * len(found) > len(starts):
        return _quoted(data, starts, delimiter, columns, quotes)
    lengths = stops[found] - starts[found]
    own_starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    picked = np.concatenate([data[starts[i] : stops[i]] for i in found.tolist()])
    result[found] = _quoted(picked, own_starts, delimiter, columns, quotes[found])
    return result


def _quoted(data: npt.NDArray[np.uint8], starts: Ints, delimiter: int, columns: int, quotes: Ints) -> Bools:
    """Lines whose quotation marks come in pairs around whole cells (RFC 4180, doubled marks inside)."""
    is_quote = data == QUOTE
    running = np.cumsum(is_quote, dtype=np.int32)
    before = running - is_quote
    line_lengths = np.diff(np.append(starts, len(data)))
    inside = ((before - np.repeat(before[starts], line_lengths)) & 1).astype(bool)
    previous = np.concatenate(([NEWLINE], data[:-1]))
    following = np.concatenate((data[1:], [NEWLINE]))
    opens_well = (previous == delimiter) | (previous == NEWLINE) | (previous == QUOTE)
    closes_well = (following == delimiter) | (following == NEWLINE) | (following == RETURN) | (following == QUOTE)
    misplaced = is_quote & np.where(inside, ~closes_well, ~opens_well)
    outside = (data == delimiter) & ~inside
    whole: Bools = (
        (quotes > 0)
        & (quotes % 2 == 0)
        & (_per_line(misplaced, starts) == 0)
        & (_per_line(outside, starts) == columns - 1)
    )
    return whole


def _clean(block: bytes, data: npt.NDArray[np.uint8], starts: Ints, codec: str) -> Bools:
    """Lines without NUL or lone carriage return, whose bytes are text in ``codec``."""
    clean = np.ones(len(starts), dtype=bool)
    if b"\x00" in block:
        clean &= _per_line(data == NUL, starts) == 0
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        lone = (data == RETURN) & (np.concatenate((data[1:], [NEWLINE])) != NEWLINE)
        clean &= _per_line(lone, starts) == 0
    if block.isascii():
        return clean
    if BOM in block:
        clean &= np.array([not block.startswith(BOM, start) for start in starts.tolist()])
    if codec != "cp1252":
        return clean & _decodes(block, data, starts, codec)
    if any(bytes((hole,)) in block for hole in CP1252_HOLES):
        clean &= _per_line(np.isin(data, CP1252_HOLES), starts) == 0
    return clean & ~_maybe_utf8(data, starts)


def _maybe_utf8(data: npt.NDArray[np.uint8], starts: Ints) -> Bools:
    """Lines of a cp1252 file with what may be a UTF-8 sequence: a lead byte, then a continuation byte."""
    lead = (data & 0xC0) == 0xC0
    continuation = (np.concatenate((data[1:], [NEWLINE])) & 0xC0) == 0x80
    return _per_line(lead & continuation, starts) > 0


def _decodes(block: bytes, data: npt.NDArray[np.uint8], starts: Ints, codec: str) -> Bools:
    valid = np.ones(len(starts), dtype=bool)
    try:
        block.decode(codec)
    except UnicodeDecodeError:
        stops = np.append(starts[1:], len(block))
        for i in np.flatnonzero(_per_line(data >= 128, starts)):
            try:
                block[starts[i] : stops[i]].decode(codec)
            except UnicodeDecodeError:
                valid[i] = False
    return valid
