"""Messages of segments and fields, as HL7 v2 and HPRIM write them: one record for each order of a patient."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.ingest.text import PIECE, Text

COLUMNS = (
    "numero_patient", "nir", "nom", "nom_naissance", "prenom", "date_naissance", "sexe", "adresse", "code_postal",
    "ville", "telephone", "portable", "email", "laboratoire", "numero_dossier", "medecin", "rpps_medecin",
    "date_prelevement", "analyse", "resultats", "commentaire",
)  # fmt: skip
"""What a record of either format is made of; the names are ours, for messages have none."""

SEGMENT_CAP = 16 << 20
"""Bytes; a longer segment breaks its message."""

MESSAGE_CAP = 100_000
"""Segments of one message."""

_END = re.compile(rb"[\r\n\x0b\x1c]+")
_ESCAPE = re.compile(r"\\(F|S|T|R|E|\.br|X[0-9A-Fa-f]+|H|N)\\")
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{0,6}(?:\.\d+)?)?(?:[+-]\d{4})?")
_TELEPHONE = re.compile(r"[\d +().-]{6,}")


@dataclass(frozen=True)
class Raw:
    """One segment: its bytes, its place in the source."""

    content: bytes
    offset: int
    line: int


@dataclass(frozen=True)
class Signs:
    """The delimiters that a message says it uses: of fields, components, repetitions, and the escape."""

    between: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"


@dataclass
class Segment:
    """A segment's fields as they are written; field 1 is the first after the name."""

    name: str
    fields: list[str]
    signs: Signs

    def whole(self, number: int) -> str:
        """A field as it is written, empty where there is none."""
        return self.fields[number] if number < len(self.fields) else ""

    def repeated(self, number: int) -> list[list[str]]:
        """The repetitions of a field, each cut into components."""
        signs = self.signs
        return [
            [self._plain(part) for part in one.split(signs.component)]
            for one in self.whole(number).split(signs.repetition)
        ]

    def part(self, number: int, component: int = 1) -> str:
        """A component of the first repetition."""
        parts = self.repeated(number)[0]
        return parts[component - 1] if component <= len(parts) else ""

    def plain(self, number: int) -> str:
        """A field as words, components and repetitions apart."""
        return " ".join(part for one in self.repeated(number) for part in one if part)

    def _plain(self, text: str) -> str:
        text = text.strip().removeprefix('""') if text.strip() == '""' else text.strip()
        if self.signs.escape not in text or self.signs.escape != "\\":
            return text
        signs = self.signs
        plain = {"F": signs.between, "S": signs.component, "T": "&", "R": signs.repetition, "E": "\\", ".br": "\n"}
        return _ESCAPE.sub(lambda found: plain.get(found[1], _hexadecimal(found[1])), text)


def _hexadecimal(code: str) -> str:
    digits = code[1:]
    return bytes.fromhex(digits).decode("latin-1") if code[0] == "X" and len(digits) % 2 == 0 else ""


@dataclass
class Message:
    """Segments from one head to the next; ``broken`` says why it cannot be read."""

    offset: int
    line: int
    end: int
    segments: list[Segment] = field(default_factory=list)
    broken: str | None = None


def raw_segments(text: Text) -> Iterator[Raw]:
    """Every piece between segment ends (carriage returns, newlines, the frames of MLLP) that is not empty."""
    buffer, offset, line = b"", text.form.mark, 1
    pending: list[bytes] = []
    for piece in text.pieces():
        pending.append(piece)
        if not _END.search(piece) and len(pending) * PIECE < SEGMENT_CAP:
            continue
        buffer += b"".join(pending)
        pending, begin = [], 0
        for found in _END.finditer(buffer):
            if found.end() == len(buffer):
                break
            content = buffer[begin : found.start()]
            if content.strip():
                yield Raw(content, offset, line)
            passed = buffer[begin : found.end()]
            offset += text.raw(passed)
            line += passed.count(b"\n") or passed.count(b"\r")
            begin = found.end()
        buffer = buffer[begin:]
        if len(buffer) > 2 * SEGMENT_CAP:
            yield Raw(buffer, offset, line)
            offset += text.raw(buffer)
            buffer = b""
    rest = _END.sub(b"", buffer + b"".join(pending))
    if rest.strip():
        yield Raw(rest, offset, line)


def messages(text: Text, head: re.Pattern[bytes], start: re.Pattern[str]) -> Iterator[Message]:
    """Every message: ``head`` matches the segment that begins one, ``start`` the name of any segment.

    A line that begins with no segment's name goes on with the text of the one before.
    """
    current: Message | None = None
    signs = Signs()
    for raw in raw_segments(text):
        found = head.match(raw.content)
        if found or current is None:
            if current is not None:
                yield current
            current = Message(raw.offset, raw.line, raw.offset)
            signs = _signs(found) if found else signs
            current.broken = None if found else "malformed"
        current.end = raw.offset + text.raw(raw.content)
        _add(current, raw, text.decode(raw.content), signs, start)
    if current is not None:
        yield current


def _signs(found: re.Match[bytes]) -> Signs:
    between, others = found[1].decode("latin-1"), found[2].decode("latin-1")
    return Signs(between, others[0], others[1], others[2] if len(others) > 2 else "")


def _add(message: Message, raw: Raw, letters: str | None, signs: Signs, start: re.Pattern[str]) -> None:
    if letters is None or b"\x00" in raw.content or len(raw.content) > SEGMENT_CAP:
        message.broken = "bad_bytes" if letters is None else "nul" if b"\x00" in raw.content else "too_long"
        return
    if len(message.segments) >= MESSAGE_CAP:
        message.broken = "too_long"
        return
    letters = letters.lstrip("\ufeff \t")
    if start.match(letters) and letters[1:4].find(signs.between) >= 0:
        fields = letters.split(signs.between)
        message.segments.append(Segment(fields[0], fields, signs))
    elif message.segments:
        message.segments[-1].fields[-1] += f" {letters}"
    else:
        message.broken = "malformed"


def day(text: str) -> str:
    """The day of a time stamp (``YYYYMMDDhhmm...``) as ISO 8601; anything else as it is.

    >>> day("19800102"), day("202010051200+0100"), day("1980")
    ('1980-01-02', '2020-10-05', '1980')
    """
    found = _DAY.fullmatch(text)
    return "-".join(found.groups()) if found else text


def contacts(segment: Segment, *numbers: int) -> dict[str, str]:
    """Telephone, mobile and e-mail address from fields that hold them in any order (XTN)."""
    found: dict[str, str] = {}
    for part in (part for number in numbers for one in segment.repeated(number) for part in one):
        if "@" in part:
            found.setdefault("email", part)
        elif _TELEPHONE.fullmatch(part):
            mobile = re.match(r"(?:\+33|0033|0)\s*[67]", part.strip())
            found.setdefault("portable" if mobile else "telephone", part)
    return found
