"""The child's side of `pipeline.ingest.confine`: load one task, lock the door, answer requests.

Requests come as JSON lines on one pipe; frames go out on another: kind (one byte), bytes of the input read so far,
length, payload. Standard output and error lead nowhere, so that no library can print what it reads.
"""

from __future__ import annotations

import codecs
import importlib
import json
import os
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

HEADER = struct.Struct("<cQQ")
HELLO, DATA, META, TABLE, END, ERROR = b"H", b"D", b"M", b"T", b"Z", b"E"
"""Kinds of frames: the start, raw bytes, JSON facts, an Arrow stream of one batch, the end of an answer, a refusal."""

_CODECS = ("ascii", "cp437", "cp1252", "latin-1", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
"""Codecs that parsers use; Python loads them when first asked for, which the lock forbids."""


@dataclass(frozen=True)
class Frame:
    """One answer: its kind, how many bytes of the input were read for it, its content."""

    kind: bytes
    payload: bytes
    consumed: int = 0


class RefusedError(Exception):
    """What a task raises to have the input refused; ``reason`` is a key of `pipeline.ingest.refusals.REFUSALS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Task(Protocol):
    """A parser of hostile bytes. It is made before the lock, and must import there whatever it needs later."""

    def open(self, source: BinaryIO) -> None:
        """Take the input, after the lock; it stands at its first byte."""

    def run(self, **arguments: Any) -> Iterator[Frame]:
        """Answer one request, frame by frame."""


def meta(facts: Any, consumed: int = 0) -> Frame:
    """A frame of facts, as JSON."""
    return Frame(META, json.dumps(facts).encode(), consumed)


def main(requests: int, answers: int) -> None:
    """Serve one task on the given file descriptors, until the requests end."""
    with os.fdopen(requests, "rb") as asked:
        setup = json.loads(asked.readline())
        sys.path[:] = setup["path"]
        from pipeline.core.process import harden_process
        from pipeline.ingest.lockdown import Limits, limit, lock

        harden_process()
        module, _, name = setup["task"].partition(":")
        task: Task = getattr(importlib.import_module(module), name)()
        source = os.fdopen(0, "rb", buffering=0)
        for codec in _CODECS:
            codecs.lookup(codec)
        limit(Limits(**setup["limits"]))
        filtered = lock() if setup["lock"] else False
        _send(answers, Frame(HELLO, json.dumps({"filtered": filtered}).encode()))
        _serve(task, source, asked, answers)


def _serve(task: Task, source: BinaryIO, asked: BinaryIO, answers: int) -> None:
    """A request of ``{}`` is for the next frame; one with ``run`` begins another answer."""
    opened: list[BinaryIO] = []
    current: Iterator[Frame] = iter(())
    for line in asked:
        request = json.loads(line)
        if "run" in request:
            current = _answer(task, source, opened, request["run"])
            continue
        try:
            frame = next(current, Frame(END, b""))
        except BaseException as error:
            frame = Frame(ERROR, _reason(error).encode())
        _send(answers, frame)


def _answer(task: Task, source: BinaryIO, opened: list[BinaryIO], arguments: dict[str, Any]) -> Iterator[Frame]:
    if not opened:
        task.open(source)
        opened.append(source)
    yield from task.run(**arguments)


def _reason(error: BaseException) -> str:
    """The class of an error, without anything that the error says: its text may be the file's."""
    if isinstance(error, RefusedError):
        return error.reason
    if isinstance(error, MemoryError):
        return "memory"
    return "depth" if isinstance(error, RecursionError) else "damaged"


def _send(answers: int, frame: Frame) -> None:
    rest = memoryview(HEADER.pack(frame.kind, frame.consumed, len(frame.payload)) + frame.payload)
    while rest:
        rest = rest[os.write(answers, rest) :]
