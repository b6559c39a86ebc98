"""A place in a JSON text that is too large to hold: values are read one by one, broken ones are stepped over."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from pipeline.ingest.flatten import decoder
from pipeline.ingest.text import Text

VALUE_CAP = 16 << 20
"""Letters of one value; what does not end by then is taken for broken."""

_FIRST_TRY = 1 << 16
_COMPACT = 4 << 20
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_NEXT = re.compile(r"\}\s*,?\s*(?=[\{\[])|\n\s*(?=\{)|\}\s*(?=\])")
"""Where another element may begin, or the list end, after a broken one."""

_NEW_LIST = re.compile(r"\]\s*,\s*\"[^\"]*\"\s*:\s*\[")


class Broken(Exception):  # noqa: N818
    """A value is not well-formed; ``reason`` is one of `pipeline.ingest.quarantine.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Cursor:
    """Reads forward. ``offset`` is its place in the source in bytes, ``line`` counts from 1."""

    def __init__(self, text: Text) -> None:
        form = text.form
        self._codec = "utf-8" if form.unit else form.codec
        self._decoder = codecs.getincrementaldecoder(self._codec)("surrogateescape")
        self._pieces: Iterator[bytes] = text.pieces()
        self._text = text
        self._read = decoder()
        self._buffer, self._at = "", 0
        self._ended = False
        self.offset, self.line = form.mark, 1

    def peek(self) -> str:
        """The next letter that is no white space, which is then at hand; empty at the end."""
        while True:
            found = _SPACE.match(self._buffer, self._at)
            end = found.end() if found else self._at
            self._advance(end)
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                return ""

    def skip(self) -> None:
        """Step over the letter at hand."""
        self._advance(self._at + 1)

    def value(self) -> Any:
        """The value that begins at hand.

        Raises
        ------
        Broken
            When it is not well-formed, nested too deeply, or too long; the cursor stays where it is.
        """
        tried = _FIRST_TRY
        while True:
            try:
                found, end = self._read.raw_decode(self._buffer, self._at)
            except RecursionError:
                raise Broken("nested") from None
            except json.JSONDecodeError as error:
                cut = error.pos > len(self._buffer) - 64 or error.msg.startswith("Unterminated")
                if not cut or len(self._buffer) - self._at > VALUE_CAP or not self._fill(tried):
                    raise Broken("malformed") from None
                tried *= 2
                continue
            if end == len(self._buffer) and not self._ended and self._more():
                continue  # a number may go on
            if self._broken_bytes(end):
                found = self._other(end)
            self._advance(end)
            return found

    def step_over(self, known: frozenset[str]) -> None:
        """Go behind a broken element: to an object with a key of those before it, or a list; else to the list's end."""
        begin = at = self._at
        ended = 0
        while True:
            found = _NEXT.search(self._buffer, at)
            if found is None:
                at = max(at, len(self._buffer) - 16)
                if at - begin > VALUE_CAP or not self._more():
                    break
            elif self._buffer[found.end()] != "]":
                if self._plausible(found.end(), known):
                    self._advance(found.end())
                    return
                at = found.end()
            else:
                ended = found.end()
                if _NEW_LIST.match(self._buffer, ended):
                    break
                at = ended
        self._advance(ended or len(self._buffer))

    def _plausible(self, at: int, known: frozenset[str]) -> bool:
        if len(self._buffer) - at < _FIRST_TRY:
            held, self._at = self._at, at
            self._fill(_FIRST_TRY)
            self._at = held
        if not known:
            return True
        try:
            element, _ = self._read.raw_decode(self._buffer, at)
        except (json.JSONDecodeError, RecursionError):
            return False
        return isinstance(element, list) or (isinstance(element, dict) and not known.isdisjoint(element))

    def _fill(self, wanted: int) -> bool:
        """Read until ``wanted`` letters are at hand; False when there was nothing more at all."""
        before = len(self._buffer)
        while len(self._buffer) - self._at < wanted and self._more():
            continue
        return len(self._buffer) > before or self._more()

    def _more(self) -> bool:
        if self._ended:
            return False
        piece = next(self._pieces, None)
        self._ended = piece is None
        self._buffer += self._decoder.decode(piece or b"", final=piece is None)
        return True

    def _advance(self, end: int) -> None:
        passed = self._buffer[self._at : end]
        raw = passed.encode(self._codec, "surrogateescape") if not passed.isascii() else passed.encode()
        self.offset += self._text.raw(raw)
        self.line += passed.count("\n")
        self._at = end
        if self._at > _COMPACT:
            self._buffer, self._at = self._buffer[self._at :], 0

    def _broken_bytes(self, end: int) -> bool:
        return not self._buffer.isascii() and any(
            "\udc80" <= letter <= "\udcff" for letter in self._buffer[self._at : end]
        )

    def _other(self, end: int) -> Any:
        """The value at hand, by the encoding of the file's other lines."""
        letters = self._text.decode(self._buffer[self._at : end].encode(self._codec, "surrogateescape"))
        if letters is None:
            raise Broken("bad_bytes")
        return self._read.decode(letters)
