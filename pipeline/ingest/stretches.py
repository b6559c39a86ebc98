"""A source cut into stretches of whole lines, of bounded size whatever the lines are; and where a range may begin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from pipeline.core.errors import InputError
from pipeline.ingest.dialect import LINE_CAP, Dialect
from pipeline.ingest.encoding import narrow
from pipeline.ingest.quarantine import Reject
from pipeline.ingest.source import Bytes

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Stretch:
    """Whole lines, each ending with a newline, in an encoding that extends ASCII.

    ``offset`` is the place of the first in the source, ``line`` its number (0: unknown), ``limit`` the place from
    which lines begin no record of ours (None: no such place), ``last`` whether the source ends here. ``places`` are
    the lines' places after ``offset`` where the text is not the source's own bytes, with the end as one place more.
    ``giants`` are lines over the cap that were passed over before this stretch.
    """

    text: bytes
    offset: int
    line: int
    last: bool
    limit: int | None = None
    places: Ints | None = None
    unit: int = 1
    giants: list[Reject] = field(default_factory=list)

    @property
    def whole(self) -> int:
        """Bytes of the source that the stretch takes."""
        return len(self.text) if self.places is None else int(self.places[-1])

    def lines_before(self, starts: Ints) -> int:
        """How many of the lines that begin at ``starts`` of the text begin before the limit."""
        if self.limit is None:
            return len(starts)
        places = starts if self.places is None else self.places[:-1]
        return int(np.searchsorted(places, self.limit - self.offset))

    def line_number(self, i: int) -> int:
        """The number of line ``i`` in the file, from 1; 0 where it is not known."""
        return self.line + i if self.line else 0

    def size(self, lines: int, starts: Ints) -> int:
        """Bytes of the source that the first ``lines`` lines take."""
        if self.places is not None:
            return int(self.places[lines])
        return int(starts[lines]) if lines < len(starts) else len(self.text)

    def place(self, i: int, lines: int, starts: Ints) -> tuple[int, int]:
        """Offset in the source and length in bytes of ``lines`` lines from line ``i`` on, without the last newline."""
        start = self.size(i, starts)
        return self.offset + start, self.size(i + lines, starts) - self.unit - start


class Stretches:
    """Gives stretch after stretch; after each, `used` says how many of its lines were read.

    The others come again at the beginning of the next stretch.
    """

    def __init__(self, source: Bytes, dialect: Dialect, size: int, start: int | None = None, limit: int | None = None):
        self._source, self._dialect, self._limit = source, dialect, limit
        self.offset = dialect.start if start is None else start
        self._line = dialect.first_line if start is None or start == dialect.start else 0
        unit = dialect.form.unit
        self._unit = 1 if unit is None else np.dtype(unit).itemsize
        self._size = -(-size // self._unit) * self._unit
        self._newline = dialect.newline[0]
        self._carry = b""
        self._skipped: int | None = None
        self._giants: list[Reject] = []
        self._whole = b""

    def __iter__(self) -> Iterator[Stretch]:
        """Stretch after stretch.

        Raises
        ------
        InputError
            When the source cannot be read to its end.
        """
        try:
            with self._source.open() as stream:
                _skip(stream, self.offset)
                last = False
                while not last and not (self._limit is not None and self.offset >= self._limit):
                    chunk = stream.read(self._size)
                    while len(chunk) % self._unit and (more := stream.read(self._unit - len(chunk) % self._unit)):
                        chunk += more
                    last = not chunk
                    yield from self._next(chunk, last)
        except (OSError, EOFError) as error:
            why = getattr(error, "strerror", None) or "it is cut off"
            raise InputError(f"{self._source.name}: cannot be read to its end ({why})") from None

    def _next(self, chunk: bytes, last: bool) -> Iterator[Stretch]:
        if last:
            chunk, self._carry = self._ended(self._carry), b""
        if self._skipped is not None:
            chunk, self._carry = self._skip_giant(self._carry + chunk, last), b""
        cut = self._cut(chunk)
        if cut:
            text, self._carry = b"".join((self._carry, memoryview(chunk)[:cut])), chunk[cut:]
            yield from self._give(text, last)
        else:
            self._carry += chunk
        if len(self._carry) > LINE_CAP:
            yield from self._over_cap(last)
        if last and self._giants:
            yield Stretch(b"", self.offset, self._line, last, giants=self._giants)

    def _over_cap(self, last: bool) -> Iterator[Stretch]:
        """Begin to pass over a line over the cap; an open quotation mark before it is not followed any further."""
        cut = self._cut(self._carry)
        if cut:
            text, self._carry = self._carry[:cut], self._carry[cut:]
            yield from self._give(text, True)
        if len(self._carry) > LINE_CAP:
            self._skipped = 0
            self._carry = self._skip_giant(self._carry, last)

    def _give(self, text: bytes, last: bool) -> Iterator[Stretch]:
        self._whole, places = text, None
        if self._dialect.form.unit is not None:
            text, places = narrow(text, self._dialect.form, self._newline)
        if self._newline == 13:
            text = text.replace(b"\r", b"\n")
        giants, self._giants = self._giants, []
        yield Stretch(text, self.offset, self._line, last, self._limit, places, self._unit, giants)
        self._whole = b""

    def used(self, lines: int, size: int) -> None:
        """So many lines, of so many bytes, of the stretch given last are read."""
        self.offset += size
        if size < len(self._whole):
            self._carry = self._whole[size:] + self._carry
        if self._line:
            self._line += lines

    def _ended(self, raw: bytes) -> bytes:
        """The rest of the source, with the newline that its last line may lack."""
        raw += b"\0" * (-len(raw) % self._unit)
        if raw and self._cut(raw) < len(raw):
            raw += self._newline.to_bytes(self._unit, "little" if "le" in self._dialect.encoding[-2:] else "big")
        return raw

    def _cut(self, raw: bytes) -> int:
        """Where the last whole line ends."""
        if self._dialect.form.unit is None:
            return raw.rfind(self._dialect.newline) + 1
        units = np.frombuffer(raw[: len(raw) // self._unit * self._unit], dtype=self._dialect.form.unit)
        found = np.flatnonzero(units == self._newline)
        return int(found[-1] + 1) * self._unit if len(found) else 0

    def _skip_giant(self, raw: bytes, last: bool) -> bytes:
        """Pass over what belongs to a line over the cap; at its end it becomes one reject."""
        if self._dialect.form.unit is None:
            end = raw.find(self._dialect.newline) + 1
        else:
            units = np.frombuffer(raw[: len(raw) // self._unit * self._unit], dtype=self._dialect.form.unit)
            end = (int(np.argmax(units == self._newline)) + 1) * self._unit if (units == self._newline).any() else 0
        if end == 0 and not last:
            keep = len(raw) % self._unit
            self._skipped = (self._skipped or 0) + len(raw) - keep
            return raw[len(raw) - keep :]
        length = (self._skipped or 0) + (end - self._unit if end else len(raw))
        self._giants.append(Reject(self.offset, length, self._line, "too_long"))
        self.offset += (self._skipped or 0) + (end or len(raw))
        self._skipped = None
        self._line += 1 if self._line else 0
        return raw[end or len(raw) :]


def _skip(stream: BinaryIO, size: int) -> None:
    """Go forward in a stream, by reading where it cannot jump."""
    if stream.seekable():
        stream.seek(size)
        return
    while size and (piece := stream.read(min(size, 1 << 20))):
        size -= len(piece)


def sure_start(source: Bytes, dialect: Dialect, place: int) -> int:
    """The last line before ``place`` that begins a record whatever stands before it, or the first record's place.

    An open quotation mark is never followed over a line without quotation marks that has the right number of
    delimiters, nor over one whose first quotation mark has a letter after it: it would close the cell, and a letter
    behind a closed cell is none of RFC 4180.
    """
    window = 1 << 16
    unit = 1 if dialect.form.unit is None else np.dtype(dialect.form.unit).itemsize
    newline = dialect.newline[0].to_bytes(unit, "little" if dialect.encoding.endswith("le") else "big")
    while True:
        begin = max(dialect.start, place - window)
        begin -= (begin - dialect.start) % unit
        with source.open() as stream:
            _skip(stream, begin)
            raw = stream.read(max(place - begin, 0))
        found = _last_sure(raw, begin == dialect.start, dialect, newline)
        if found is not None:
            return begin + found
        if begin == dialect.start:
            return dialect.start
        window *= 4


def _last_sure(raw: bytes, from_start: bool, dialect: Dialect, newline: bytes) -> int | None:
    """Where the last line of ``raw`` that is sure to begin a record begins; a cut line at either end is none."""
    places = [0] if from_start else []
    at = 0
    while (found := raw.find(newline, at)) >= 0:
        if found % len(newline):
            at = found + 1
            continue
        at = found + len(newline)
        places.append(at)
    for start, stop in zip(places[-2::-1], places[:0:-1], strict=True):
        line = raw[start : stop - len(newline)]
        if len(newline) > 1:
            line = line.decode(dialect.encoding, "replace").encode()
        if _is_sure(line.rstrip(b"\r"), dialect):
            return start
    return None


def _is_sure(line: bytes, dialect: Dialect) -> bool:
    if dialect.quote is None or dialect.widths:
        return True
    quote, delimiter = dialect.quote.encode(), dialect.delimiter.encode()
    at = line.find(quote)
    if at < 0:
        return dialect.columns > 1 and line.count(delimiter) == dialect.columns - 1
    following = line[at + 1 : at + 2]
    return dialect.escape is None and following not in (b"", quote, delimiter[:1])
