"""What damage does to lines: bytes in, bytes out; and the lines between the records that are none."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from synthetic.dirt import BETWEEN, Config, Dirt
from synthetic.streams import Ints

BAD_BYTE = b"\x81"
"""A byte that cp1252 does not define, and that begins no UTF-8 sequence."""

ANY_FORM = ("bad_byte", "nul", "mixed_encoding", "truncated_line")
"""Kinds that a line without delimiters can have too."""

PREAMBLE = ("Export du 28/10/2020", "Edition : liste des dossiers")
FOOTER = ("Fin de l'export", "Edition du 28/10/2020 18:04")


_ADDRESS = re.compile(rb"[\w.+-]+@[\w.-]+")


@dataclass(frozen=True)
class Lines:
    """How the lines of a file are written."""

    encoding: str
    end: bytes
    delimiter: bytes | None


def soil(lines: list[bytes], dirt: Dirt, form: Lines) -> None:
    """Damage lines, in place; each is a record without its line end."""
    for kind in ANY_FORM:
        for row in dirt.rows(kind):
            lines[row] = _any_form(kind, lines[row], dirt.where[row], form)
    if form.delimiter is None:
        return
    for kind in ("field_lost", "extra_delimiter", "stray_quote", "broken_line"):
        for row in dirt.rows(kind):
            lines[row] = _delimited(kind, lines[row], dirt.where[row], form.delimiter)


def _any_form(kind: str, line: bytes, where: float, form: Lines) -> bytes:
    if kind == "mixed_encoding":
        other = "utf-8" if form.encoding == "cp1252" else "cp1252"
        return line.decode(form.encoding).encode(other, "replace")
    if kind == "truncated_line":
        last = line.rfind(form.delimiter) if form.delimiter else len(line) - 2
        return line[: _outside(line, min(max(1, int(where * len(line))), max(last, 1)))]
    place = _outside(line, int(where * len(line)))
    return line[:place] + (BAD_BYTE if kind == "bad_byte" else b"\x00") + line[place:]


def _delimited(kind: str, line: bytes, where: float, delimiter: bytes) -> bytes:
    if kind == "field_lost":
        fields = line.split(delimiter)
        del fields[int(where * len(fields))]
        return delimiter.join(fields)
    place = _outside(line, int(where * len(line)))
    if kind == "stray_quote":
        place = line.find(delimiter, place // 2) + 1
        return line[:place] + b'"' + line[place:]
    if kind == "broken_line":
        place = _outside(line, int((0.25 + where / 2) * len(line)))
        return line[:place] + b"\n" + line[place:]
    return line[:place] + delimiter + line[place:]


def _outside(line: bytes, place: int) -> int:
    """``place``, or the beginning of the e-mail address that it is in: half a domain could be somebody's."""
    for found in _ADDRESS.finditer(line):
        if found.start() < place < found.end():
            return found.start()
    return place


def between(rng: np.random.Generator, size: int, rate: float, config: Config) -> list[tuple[int, str]]:
    """Lines to be put before records: (position, kind of `BETWEEN`), by position; never before the first."""
    found = []
    for kind in BETWEEN:
        rows: Ints = np.flatnonzero(rng.random(size) < config.lines.get(kind, 0.0) * rate)
        found += [(int(row), kind) for row in rows if row]
    return sorted(found)
