"""JSON Lines: one JSON object a line. A broken line is one record in the quarantine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.core.errors import InputError
from pipeline.ingest.block import Block
from pipeline.ingest.flatten import decoder, flatten
from pipeline.ingest.gather import COLUMNS_CAP, Gather
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.reader import Reader, Table
from pipeline.ingest.source import HEAD_BYTES, Bytes
from pipeline.ingest.text import Text, head_text

LINE_CAP = 64 << 20
SAMPLE = 50

_OBJECT = re.compile(r"\s*\{\s*[\"}]")


class JsonLines(Reader):
    """One object a line, nested or not; keys may be missing or appear late."""

    NAME = "jsonl"
    DESCRIPTION = "JSON Lines, one object a line; nested keys become columns with dots"

    def recognise(self, head: bytes, name: str) -> float:
        """Most of the first lines are JSON objects, each by itself."""
        del name
        text = head_text(head) if head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"{" else None
        if text is None:
            return 0.0
        lines = [line for line in text.split("\n") if line.strip()]
        lines = (lines[:-1] if len(head) >= HEAD_BYTES and len(lines) > 1 else lines)[:SAMPLE]
        read = decoder()
        whole = sum(_is_object(read, line) for line in lines)
        starts = sum(bool(_OBJECT.match(line)) for line in lines)
        if len(lines) == 1:
            return 0.7 if whole else 0.0
        return 0.9 if whole * 2 >= len(lines) and starts * 2 >= len(lines) else 0.0

    def tables(self, source: Bytes, overrides: Overrides) -> tuple[Table, ...]:
        """The one table: every key of every line, in order of first appearance."""
        text = Text(source, overrides)
        keys: dict[str, None] = {}
        read = decoder()
        for line, _, _ in lines(text):
            cells = _cells(read, text, line)
            if isinstance(cells, dict) and not keys.keys() >= cells.keys():
                fresh = [key for key in cells if key not in keys]
                if len(keys) + len(fresh) <= COLUMNS_CAP:
                    keys.update(dict.fromkeys(fresh))
        if not keys:
            raise InputError(f"{source.name}: holds no record")
        return (Table(tuple(keys), True, text.form.label, details=text),)

    def read(self, source: Bytes, tables: Sequence[Table]) -> Iterator[tuple[int, Block]]:
        """All records."""
        del source
        text: Text = tables[0].details
        header = tables[0].header
        known = frozenset(header)
        gather = Gather([len(header)])
        read = decoder()
        for number, (line, offset, length) in enumerate(lines(text), start=1):
            if not line.strip():
                continue
            cells = _cells(read, text, line)
            gather.done = offset + length
            if isinstance(cells, dict) and not known.issuperset(cells):
                cells = "wide"
            if isinstance(cells, dict):
                yield from gather.row(0, [cells.get(key) for key in header], offset, length, number)
            else:
                yield from gather.reject(0, cells, offset, length, number)
        yield from gather.rest()


def lines(text: Text) -> Iterator[tuple[bytes, int, int]]:
    """Every line without its end, with its offset and length in the source; one over the cap comes as NUL bytes."""
    offset, carry = text.form.mark, bytearray()
    dropped = 0
    for piece in text.pieces():
        begin = 0
        while (end := piece.find(b"\n", begin)) >= 0:
            carry += piece[begin:end]
            line = bytes(carry) if not dropped else b"\x00"
            length = text.raw(bytes(carry)) + dropped
            yield line.rstrip(b"\r"), offset, length
            offset += length + text.raw(b"\n")
            carry.clear()
            dropped = 0
            begin = end + 1
        carry += piece[begin:]
        if len(carry) > LINE_CAP:
            dropped += text.raw(bytes(carry))
            carry.clear()
    if carry or dropped:
        yield (bytes(carry) if not dropped else b"\x00").rstrip(b"\r"), offset, text.raw(bytes(carry)) + dropped


def _cells(read: Any, text: Text, line: bytes) -> dict[str, str | None] | str:
    """The cells of a line, or the reason why it has none."""
    if b"\x00" in line:
        return "too_long" if line == b"\x00" else "nul"
    letters = text.decode(line)
    if letters is None:
        return "bad_bytes"
    try:
        record, end = read.raw_decode(letters, len(letters) - len(letters.lstrip()))
        if letters[end:].strip(" \t\r,") or not isinstance(record, dict):
            return "malformed"
        return flatten(record)
    except RecursionError:
        return "nested"
    except ValueError:
        return "malformed"


def _is_object(read: Any, line: str) -> bool:
    try:
        return isinstance(read.decode(line.strip()), dict)
    except (ValueError, RecursionError):
        return False
