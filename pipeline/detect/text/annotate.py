"""Reads texts as JSON lines, and writes their spans and health categories: the work of ``estompe annotate``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.core.errors import InputError
from pipeline.detect.text.detector import TextDetector
from pipeline.detect.text.gate import NerGate
from pipeline.detect.text.gazetteer import Gazetteer
from pipeline.detect.text.span import Span
from pipeline.locales.fr.health import facts

LONGEST = 16 * 1024 * 1024
"""Bytes of a line, as of a cell anywhere else."""
BATCH = 2_000
"""Texts annotated at once; only the gate minds."""


@dataclass(frozen=True)
class Note:
    """One line of the input: a text, and its record's other columns."""

    text: str
    known: Mapping[str, object]


def read(source: Path | IO[bytes], shown: str) -> list[Note]:
    """Read every line, or none.

    Raises
    ------
    InputError
        Where a line is no object with a text; with its number, never with what it says.
    """
    name = "stdin" if shown == "-" else Path(shown).name
    if isinstance(source, Path):
        if not source.is_file():
            raise InputError("annotate: there is no such file", "give a file of JSON lines, or - for stdin")
        with source.open("rb") as lines:
            return [_note(line, number, name) for number, line in enumerate(lines, 1) if line.strip()]
    return [_note(line, number, name) for number, line in enumerate(source, 1) if line.strip()]


def _note(line: bytes, number: int, name: str) -> Note:
    hint = 'a line is {"text": "...", "known": {column: value}}'
    if len(line) > LONGEST:
        raise InputError(f"{name}: line {number} is longer than 16 MiB", hint)
    try:
        found = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        raise InputError(f"{name}: line {number} is not UTF-8", hint) from None
    except (ValueError, RecursionError):
        raise InputError(f"{name}: line {number} is no JSON", hint) from None
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        raise InputError(f"{name}: line {number} has no text", hint)
    known = found.get("known")
    if known is not None and not isinstance(known, dict):
        raise InputError(f"{name}: line {number}: known is no object of columns and values", hint)
    return Note(found["text"], known or {})


def annotate(notes: list[Note], ner: bool = False, explain: bool = False) -> Iterator[str]:
    """Yield one line of JSON for each note, in order.

    Raises
    ------
    UsageError
        Where ``ner`` is asked for and its model is not installed.
    """
    gate = NerGate.load() if ner else None
    names = Gazetteer.empty().fit_records(note.known for note in notes)
    detector = TextDetector(names)
    for start in range(0, len(notes), BATCH):
        batch = notes[start : start + BATCH]
        found = [detector.find(note.text, note.known) for note in batch]
        if gate is not None:
            found = gate.fill([note.text for note in batch], found)
        stated = facts([note.text for note in batch])
        for spans, categories in zip(found, stated, strict=True):
            yield json.dumps({"spans": [_shown(s, explain) for s in spans], "categories": sorted(categories)})


def _shown(span: Span, explain: bool) -> dict[str, object]:
    shown: dict[str, object] = {
        "start": span.start,
        "end": span.end,
        "entity": span.entity,
        "score": round(span.score, 2),
    }
    if explain:
        rule, _, context = span.rule.partition(" after ")
        shown |= {"recogniser": span.entity, "rule": rule, "context": f"after {context}" if context else ""}
    return shown
