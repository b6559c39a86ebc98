"""The first lines of a text file, decoded, with their places: what its form is found from."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from pipeline.core.errors import InputError
from pipeline.ingest import encoding
from pipeline.ingest.delimiters import find_delimiter
from pipeline.ingest.dialect import BOM
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.source import HEAD_BYTES
from pipeline.ingest.unread import is_text, refusal

SAMPLE_LINES = 500


@dataclass(frozen=True)
class FirstLines:
    """Filled lines of the head: ``texts``, their ``numbers`` in the file (from 1), where they ``begin`` and ``end``.

    Places are byte offsets in the source; a line ends where the next begins.
    """

    form: encoding.Encoding
    newline: bytes
    texts: list[str] = field(repr=False)
    numbers: list[int]
    begin: list[int]
    end: list[int]

    @cached_property
    def delimiter(self) -> str:
        """The delimiter that cuts them best (see `pipeline.ingest.delimiters.find_delimiter`)."""
        return find_delimiter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)


@lru_cache(maxsize=4)
def first_lines(head: bytes, name: str, overrides: Overrides | None = None) -> FirstLines:
    """Decode the first lines of a file that begins with ``head``.

    The last, possibly cut line is left out unless it is the only one.

    Raises
    ------
    InputError
        For what is empty or no text, and for an encoding that cannot be.
    """
    overrides = overrides or Overrides()
    if not head.strip(b" \t\r\n\x00\xff\xfe\xef\xbb\xbf") or not is_text(head):
        raise refusal(head, name)
    form = encoding.find(head, overrides.encoding, name)
    newline, lines, places = _lines(head, form)
    numbered = list(enumerate(zip(lines, places, places[1:], strict=False), start=1))[overrides.skip_lines :]
    found = FirstLines(form, newline, [], [], [], [])
    for number, (line, begin, end) in numbered:
        text = _decode(line.removeprefix(BOM), form)
        if text.strip():
            found.texts.append(text)
            found.numbers.append(number)
            found.begin.append(begin)
            found.end.append(end)
    if not found.texts:
        raise InputError(f"{name}: holds no record")
    return found


def _lines(head: bytes, form: encoding.Encoding) -> tuple[bytes, list[bytes], list[int]]:
    """The newline, the first lines without theirs, and where each begins, with the end of the last."""
    body = head[form.mark :]
    if form.unit is not None:
        unit = np.dtype(form.unit).itemsize
        units = np.frombuffer(body[: len(body) // unit * unit], dtype=form.unit)
        newline = 10 if (units == 10).any() or not (units == 13).any() else 13
        ended = units.tobytes() + newline.to_bytes(unit, "little" if form.label.endswith("le") else "big")
        text, found = encoding.narrow(ended, form, newline)
        mark = bytes((newline,))
        lines, places = text.split(mark)[:-1], (found + form.mark).tolist()
        places[-1] = min(places[-1], len(head))
        return mark, *_first(lines, places, cut=len(head) == HEAD_BYTES)
    mark = b"\r" if b"\n" not in body and b"\r" in body else b"\n"
    lines = body.split(mark)
    places = [form.mark]
    for line in lines:
        places.append(places[-1] + len(line) + 1)
    places[-1] = min(places[-1], len(head))
    if not lines[-1]:
        lines, places = lines[:-1], places[:-1]
    return mark, *_first(lines, places, cut=len(head) == HEAD_BYTES)


def _first(lines: list[bytes], places: list[int], cut: bool) -> tuple[list[bytes], list[int]]:
    if cut and len(lines) > 1:
        lines = lines[:-1]
    lines = lines[:SAMPLE_LINES]
    return lines, places[: len(lines) + 1]


def _decode(line: bytes, form: encoding.Encoding) -> str:
    line = line.rstrip(b"\r")
    for codec in (form.codec, form.fallback):
        try:
            if codec is not None:
                return line.decode(codec)
        except UnicodeDecodeError:
            continue
    return line.decode(form.codec, "replace")
