"""The reader that HL7 v2 and HPRIM share: messages become records of one patient's orders."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import ClassVar

from pipeline.ingest.block import Block
from pipeline.ingest.gather import Gather
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.reader import Reader, Table
from pipeline.ingest.segments import COLUMNS, Message, Segment, messages
from pipeline.ingest.source import Bytes
from pipeline.ingest.text import Text

Cells = dict[str, str]


class Messages(Reader):
    """Records of `COLUMNS`. ``HEAD`` matches the segment that begins a message, ``START`` the name of any."""

    HEAD: ClassVar[re.Pattern[bytes]]
    START: ClassVar[re.Pattern[str]]
    PATIENT: ClassVar[str]
    SILENT: ClassVar[frozenset[str]] = frozenset()
    """Segments that say that a message is about no patient."""

    @abstractmethod
    def patient(self, segment: Segment) -> Cells:
        """What the patient's segment says."""

    @abstractmethod
    def order(self, segment: Segment) -> Cells:
        """What an order's segment says."""

    @abstractmethod
    def other(self, segment: Segment, record: Cells) -> None:
        """Add to a record what another segment says."""

    def sender(self, segment: Segment) -> Cells:
        """What the head of a message says."""
        return {"laboratoire": segment.part(3, 2) or segment.part(3)}

    def recognise(self, head: bytes, name: str) -> float:
        """It begins with a message's head."""
        del name
        text = head.lstrip(b"\xef\xbb\xbf\x0b\r\n \t")
        return 0.95 if self.HEAD.match(text) else 0.0

    def tables(self, source: Bytes, overrides: Overrides) -> tuple[Table, ...]:
        """One table of our own columns."""
        text = Text(source, overrides)
        return (Table(COLUMNS, True, text.form.label, details=text),)

    def read(self, source: Bytes, tables: Sequence[Table]) -> Iterator[tuple[int, Block]]:
        """One record for each order, one for a patient without any, one for a message that cannot be read."""
        del source
        gather = Gather([len(COLUMNS)])
        for message in messages(tables[0].details, self.HEAD, self.START):
            place = (message.offset, message.end - message.offset, message.line)
            gather.done = message.end
            records = None if message.broken else self.records(message)
            if records is None:
                yield from gather.reject(0, message.broken or "malformed", *place)
                continue
            for record in records:
                yield from gather.row(0, [record.get(column) or None for column in COLUMNS], *place)
        yield from gather.rest()

    def records(self, message: Message) -> list[Cells] | None:
        """The records of a message, None where an order or a result has no patient."""
        found: list[Cells] = []
        base: Cells = {}
        patient: Cells | None = None
        for segment in message.segments:
            if segment is message.segments[0]:
                base = self.sender(segment)
            elif segment.name == self.PATIENT:
                patient = {**base, **self.patient(segment)}
                found.append(patient)
            elif patient is None:
                if segment.name in ("OBR", "OBX"):
                    return None
            elif segment.name == "OBR":
                if found[-1] is patient:
                    found.pop()
                found.append({**patient, **{key: value for key, value in self.order(segment).items() if value}})
            else:
                self.other(segment, found[-1])
        silent = any(segment.name in self.SILENT for segment in message.segments)
        return found if found or silent else None


def more(record: Cells, column: str, text: str) -> None:
    """Add a text to what a record's column says already."""
    if text:
        record[column] = f"{record[column]}; {text}" if record.get(column) else text


def address(segment: Segment, number: int) -> Cells:
    """Street, postcode and town of an address (XAD, and HPRIM's in the same order)."""
    street = " ".join(part for part in (segment.part(number, 1), segment.part(number, 2)) if part)
    return {"adresse": street, "ville": segment.part(number, 3), "code_postal": segment.part(number, 5)}


def result(segment: Segment) -> str:
    """What was measured, its value and its unit (OBX)."""
    what = segment.part(3, 2) or segment.part(3)
    return " ".join(part for part in (what, segment.plain(5), segment.part(6)) if part)
