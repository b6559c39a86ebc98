"""Parsers of hostile bytes run in a child process that can do nothing but parse (threat T22).

The child is a fresh interpreter with closed descriptors and an empty environment. It gets the input as its standard
input, loads one task, gives up files, network and processes (`pipeline.ingest.lockdown`), and answers requests over a
pipe (`pipeline.ingest.confined`). Whatever happens to it, its parent sees an answer or a `ConfinedError` with a reason.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.core.errors import EstompeError
from pipeline.ingest.confined import END, ERROR, HEADER, Frame
from pipeline.ingest.feed import Feed, Readable, wide_pipe
from pipeline.ingest.lockdown import Limits
from pipeline.ingest.refusals import REFUSALS, ConfinedError

FRAME_CAP = 256 << 20
"""Bytes; a longer frame comes from a child that has lost its mind."""

_CHUNK = 1 << 20
_START = (
    "import sys; sys.path[:] = sys.argv[3:]; from pipeline.ingest.confined import main; main(*map(int, sys.argv[1:3]))"
)


class Confined:
    """One child with one task over one input.

    Parameters
    ----------
    task:
        ``module:class`` of a `pipeline.ingest.confined.Task`.
    source:
        The input. Without a file it is piped to the child, or, where the task needs random access (``seekable``),
        copied to anonymous memory up to `SPOOL_CAP`.
    limits:
        Memory, processor time, silence.
    locked:
        False only in tests, to show that the lock is what stops a task.
    """

    def __init__(
        self,
        task: str,
        source: Readable,
        limits: Limits | None = None,
        seekable: bool = False,
        locked: bool = True,
    ) -> None:
        self._limits = limits or Limits()
        self._feed = Feed(source, seekable)
        path = [str(Path(entry).absolute()) for entry in sys.path]
        request_out, request_in = os.pipe()
        answer_out, answer_in = wide_pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, str(request_out), str(answer_in), *path],
                stdin=self._feed.descriptor,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(request_out, answer_in),
                env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"},
                cwd="/",
            )
        finally:
            os.close(request_out)
            os.close(answer_in)
        self._requests, self._answers = request_in, answer_out
        self._feed.start()
        setup = {"task": task, "path": path, "limits": asdict(self._limits), "lock": locked}
        try:
            self._send(setup)
            self.filtered: bool = json.loads(self._receive().payload)["filtered"]
        except BaseException:
            self.close()
            raise

    def run(self, **arguments: int | str | bool) -> Iterator[Frame]:
        """Ask for an answer and give its frames; the next one is made while this one is used.

        Raises
        ------
        ConfinedError
            The input is refused, or the child died.
        InputError
            The input itself could not be read.
        """
        self._send({"run": arguments})
        self._send({})
        while (frame := self._receive()).kind != END:
            self._send({})
            try:
                yield frame
            except GeneratorExit:
                if self.alive:
                    with contextlib.suppress(ConfinedError, EstompeError):
                        self._receive()
                raise

    @property
    def alive(self) -> bool:
        """Whether it can answer."""
        return self._requests >= 0 and self._process.poll() is None

    def close(self) -> None:
        """End the child, whatever it is doing."""
        for descriptor in (self._requests, self._answers):
            if descriptor >= 0:
                os.close(descriptor)
        self._requests = self._answers = -1
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._feed.close()

    def __enter__(self) -> Confined:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send(self, request: dict[str, Any]) -> None:
        try:
            os.write(self._requests, json.dumps(request).encode() + b"\n")
        except OSError:
            raise self._death() from None

    def _receive(self) -> Frame:
        kind, consumed, length = HEADER.unpack(self._exactly(HEADER.size))
        if length > FRAME_CAP:
            self.close()
            raise ConfinedError("crash")
        payload = self._exactly(length)
        if kind == ERROR:
            reason = bytes(payload[:64]).decode("ascii", "replace")
            self._feed.raise_error()
            raise ConfinedError(reason if reason in REFUSALS else "crash")
        return Frame(kind, payload, consumed)

    def _exactly(self, length: int) -> bytes:
        """Read ``length`` bytes of the child's answer; silence that is too long, or its end, is its death."""
        pieces: list[bytes] = []
        poll = select.poll()
        poll.register(self._answers, select.POLLIN)
        while length:
            if not poll.poll(self._limits.silence_seconds * 1000):
                self.close()
                raise ConfinedError("time")
            piece = os.read(self._answers, min(length, _CHUNK))
            if not piece:
                raise self._death()
            pieces.append(piece)
            length -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _death(self) -> Exception:
        """Why the child is gone."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        code = self._process.poll()
        self.close()
        try:
            self._feed.raise_error()
        except EstompeError as error:
            return error
        return ConfinedError("time" if code in (-signal.SIGXCPU, None) else "crash")
