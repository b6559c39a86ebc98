"""Which encoding bytes are in: marks and zeros tell the wide ones, UTF-8 proves itself, letters tell the rest."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from pipeline.core.errors import InputError

Ints = npt.NDArray[np.int64]

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks (Unicode standard, 23.8); UTF-32 before UTF-16, whose mark begins alike."""

UNITS = {"utf-16-le": "<u2", "utf-16-be": ">u2", "utf-32-le": "<u4", "utf-32-be": ">u4"}
"""Wide encodings, each with its code unit as numpy writes it."""

SINGLE_BYTE = ("cp1252", "iso8859-15", "cp850", "mac_roman")
"""Encodings of one byte a letter, the likeliest first; what is printable in latin-1 is the same in cp1252."""

WINDOWS = 4000
"""Bytes beyond ASCII that are weighed, with their neighbours."""

_FRENCH = {
    **{"é": 0.5, "è": 1.5, "à": 1.5, "ê": 2.0, "ç": 2.0, "ô": 2.5, "î": 2.5, "â": 2.5, "ë": 2.5, "ï": 2.5},
    **{"û": 3.0, "ù": 3.0, "œ": 3.0, "ö": 3.5, "ü": 3.5, "ä": 3.5, "ñ": 3.5, "æ": 4.0},
}
"""How rare a letter is: about minus the logarithm of its share among those beyond ASCII."""

ENOUGH = -2.6
"""Mean weight of a letter from which on a text reads like French; below it nothing but cp1252 is believed."""

SEEN = 256 * 1024
"""Bytes of the head in which lines beyond ASCII are looked for."""

_MARKS_OF_TEXT = frozenset("’«»°€–…“”§²µ\xa0")


@dataclass(frozen=True)
class Encoding:
    """How a file's bytes are letters: ``label`` for people, ``mark`` bytes of byte order mark at the start.

    ``codec`` decodes a line, after `narrow` where ``unit`` is set (a wide encoding is made UTF-8 block by block).
    ``fallback`` decodes the lines of a UTF-8 file that are no UTF-8, None where nothing does.
    """

    label: str
    codec: str
    mark: int = 0
    unit: str | None = None
    fallback: str | None = None


def find(head: bytes, wanted: str | None, name: str) -> Encoding:
    """The encoding of a file that begins with ``head``; ``wanted`` is the user's word for it.

    Raises
    ------
    InputError
        When ``wanted`` is not known, or cannot be the encoding of these bytes.
    """
    mark, marked = next(((len(mark), label) for mark, label in MARKS if head.startswith(mark)), (0, None))
    if wanted is None:
        label = marked or unmarked_wide(head) or _narrow_label(head)
    else:
        label = _checked(wanted, head, name)
        mark = mark if marked is not None and label.startswith(marked[:5]) else 0
    if label in UNITS:
        return Encoding(label, "utf-8", mark, UNITS[label])
    if label.startswith("utf-8"):
        return Encoding(label, "utf-8", mark, None, fallback(head))
    return Encoding(label, label, mark, None, "cp1252")


def _checked(wanted: str, head: bytes, name: str) -> str:
    """The user's encoding by its usual name; it must be wide as the bytes are, or extend ASCII."""
    try:
        codec = codecs.lookup(wanted).name
    except LookupError:
        hint = "name one that Python knows, as --encoding cp1252"
        raise InputError(f"{name}: the encoding given is not known", hint) from None
    if codec in ("utf-16", "utf-32", *UNITS):
        found = next((label for mark, label in MARKS if head.startswith(mark)), None) or unmarked_wide(head)
        if found is None or not found.startswith(codec):
            raise InputError(f"{name}: the encoding given does not fit the file's bytes", "leave --encoding out")
        return found
    ascii_bytes = bytes(range(128))
    try:
        fits = ascii_bytes.decode(codec) == ascii_bytes.decode("ascii")
    except (LookupError, UnicodeError):
        fits = False
    if not fits:
        raise InputError(f"{name}: the encoding given does not extend ASCII", "convert the file to UTF-8 first")
    return {"utf-8": "utf-8", "utf-8-sig": "utf-8-sig", "iso8859-1": "latin-1"}.get(codec, wanted)


def unmarked_wide(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: its letters of one byte leave zeros, always in the same places."""
    sample = np.frombuffer(head[: min(len(head) // 4 * 4, 65536)], dtype=np.uint8)
    if len(sample) < 8:
        return None
    zeros = [(sample[place::4] == 0).mean() for place in range(4)]
    first, last, middle = zeros[0], zeros[3], (zeros[1], zeros[2])
    if min(middle) > 0.9 and abs(first - last) > 0.9:
        return "utf-32-be" if first > last else "utf-32-le"
    even, odd = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    if max(even, odd) > 0.5 and min(even, odd) < 0.05:
        return "utf-16-be" if even > odd else "utf-16-le"
    return None


def _narrow_label(head: bytes) -> str:
    """UTF-8 when most lines beyond ASCII are UTF-8 (those that are not have the fallback); else the likeliest."""
    wide, broken = _beyond_ascii(head)
    return "utf-8" if 2 * len(broken) <= len(wide) else likeliest(broken)


def fallback(head: bytes) -> str:
    """The likeliest encoding of the lines of a UTF-8 file that are no UTF-8; cp1252 where none is seen."""
    return likeliest(_beyond_ascii(head)[1])


def _beyond_ascii(head: bytes) -> tuple[list[bytes], list[bytes]]:
    """Lines beyond ASCII, and those of them that are no UTF-8; the last, possibly cut one only if it is alone."""
    lines = re.split(rb"[\r\n]+", head[:SEEN])
    wide = [line for line in (lines[:-1] or lines) if not line.isascii()]
    return wide, [line for line in wide if not is_utf8(line)]


def is_utf8(line: bytes) -> bool:
    """Whether bytes are well-formed UTF-8."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def likeliest(lines: list[bytes]) -> str:
    """The encoding of one byte a letter in which lines read most like French.

    >>> likeliest(["né à Évreux".encode("cp850")]), likeliest(["HÉLÈNE".encode("mac_roman")])
    ('cp850', 'mac_roman')
    """
    text = b"\n".join(lines)
    places = [found.start() for found in re.finditer(rb"[\x80-\xff]", text)][:WINDOWS]
    windows = [text[max(place - 1, 0) : place + 2] if place else b"\n" + text[:2] for place in places]
    weights = {codec: sum(_weight(window, codec) for window in windows) for codec in SINGLE_BYTE}
    best = max(SINGLE_BYTE, key=lambda codec: weights[codec])
    return best if weights[best] >= ENOUGH * len(windows) else SINGLE_BYTE[0]


@cache
def _weight(window: bytes, codec: str) -> float:
    """How French the middle one of up to three bytes reads in ``codec``; less is worse."""
    text = window.decode(codec, "replace") + "\n"
    before, letter, after = text[0], text[1], text[2]
    if letter == "\ufffd" or (not letter.isprintable() and letter != "\xa0"):
        return -12
    if not letter.isalpha():
        if before.isalpha() and after.isalpha():
            return -2.5 if letter == "’" else -9
        return -2.5 if letter in _MARKS_OF_TEXT else -6
    misfit = (before.islower() and letter.isupper()) or (before.isupper() and letter.islower() and after.isupper())
    return -_FRENCH.get(letter.lower(), 7) - (4 if misfit else 0) - (0.3 if letter.isupper() else 0)


def narrow(raw: bytes, encoding: Encoding, newline: int) -> tuple[bytes, Ints]:
    """Wide text as UTF-8, and where each of its lines begins in ``raw`` (one place more: its end).

    ``raw`` ends with the ``newline`` unit. A line that is not well-formed becomes one that is no UTF-8 either.
    """
    units = np.frombuffer(raw, dtype=encoding.unit)
    ends = np.flatnonzero(units == newline) + 1
    places = np.concatenate(([0], ends)).astype(np.int64) * units.itemsize
    try:
        return raw.decode(encoding.label, "surrogatepass").encode("utf-8", "surrogatepass"), places
    except UnicodeDecodeError:
        pairs = zip(places[:-1].tolist(), places[1:].tolist(), strict=True)
        return b"".join(_narrow_line(raw[start:stop], encoding.label, newline) for start, stop in pairs), places


def _narrow_line(line: bytes, codec: str, newline: int) -> bytes:
    try:
        return line.decode(codec, "surrogatepass").encode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return line.decode(codec, "replace").encode().rstrip(b"\r\n") + b"\xff" + bytes((newline,))
