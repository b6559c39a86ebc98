"""Parsers of hostile bytes run in a child process that can do nothing but parse (threat T22).

The child is a fresh interpreter with closed descriptors and an empty environment. It gets the input as its standard
input, loads one task, gives up files, network and processes (`pipeline.ingest.lockdown`), and answers requests over a
pipe (`pipeline.ingest.confined`). Whatever happens to it, its parent sees an answer or a `ConfinedError` with a reason class.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, BinaryIO, Protocol

from pipeline.core.errors import EstompeError, InputError
from pipeline.ingest.confined import END, ERROR, HEADER, Frame
from pipeline.ingest.lockdown import Limits

REFUSALS: dict[str, str] = {
    "damaged": "is damaged or cut off",
    "encrypted": "is encrypted",
    "climbing": "holds a path that leads out of it",
    "link": "holds a link or a device",
    "members": "holds too many files",
    "size": "unpacks to more than the cap",
    "ratio": "unpacks to far more than it holds: a decompression bomb",
    "nesting": "holds archives in archives beyond the cap",
    "method": "is packed by a method that estompe does not read",
    "columns": "has too many columns",
    "depth": "is nested too deeply",
    "spool": "is too large to be read inside an archive",
    "empty": "holds no record",
    "memory": "needs more memory than a parser gets",
    "time": "takes more time than a parser gets",
    "crash": "stopped its parser",
}
"""The closed list of why an input is refused by a confined parser; the words follow its name."""

HINTS: dict[str, str] = {
    "encrypted": "unpack it with its password first",
    "spool": "unpack the archive first",
    "method": "unpack or convert it first",
    "size": "unpack it first, if you trust it",
    "members": "unpack it first, if you trust it",
}

FRAME_CAP = 256 << 20
"""Bytes; a longer frame comes from a child that has lost its mind."""

SPOOL_CAP = 2 << 30
"""Bytes of an archive member that needs random access and so is held in memory (never on disk)."""

_CHUNK = 1 << 20
_START = (
    "import sys; sys.path[:] = sys.argv[3:]; from pipeline.ingest.confined import main; main(*map(int, sys.argv[1:3]))"
)


class ConfinedError(Exception):
    """The child refused the input or died of it; ``reason`` is a key of `REFUSALS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def input_error(self, name: str) -> InputError:
        """The same for the user, about the input ``name``."""
        return InputError(f"{name}: {REFUSALS[self.reason]}", HINTS.get(self.reason, ""))


class Readable(Protocol):
    """What a child is given: bytes that can be opened again and again; ``path`` where they are a file."""

    @property
    def path(self) -> Any:
        """The file, or None."""

    def open(self) -> BinaryIO:
        """A fresh stream."""


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
        self._feed = _Feed(source, seekable)
        request_out, request_in = os.pipe()
        answer_out, answer_in = _wide_pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, str(request_out), str(answer_in), *sys.path],
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
        setup = {"task": task, "path": sys.path, "limits": asdict(self._limits), "lock": locked}
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


class _Feed:
    """Gets the bytes of a source to a descriptor that the child can read."""

    def __init__(self, source: Readable, seekable: bool) -> None:
        self._source = source
        self._error: EstompeError | None = None
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._inlet = -1
        if source.path is not None:
            with source.open() as file:
                self.descriptor = os.dup(file.fileno())
        elif seekable:
            self.descriptor = _spool(source)
        else:
            self.descriptor, self._inlet = _wide_pipe()

    def start(self) -> None:
        """Let go of the child's end; begin to pump where the source is no file."""
        os.close(self.descriptor)
        if self._inlet >= 0:
            self._thread = threading.Thread(target=self._pump, daemon=True)
            self._thread.start()

    def _pump(self) -> None:
        try:
            with os.fdopen(self._inlet, "wb", buffering=0) as inlet, self._source.open() as stream:
                while not self._stop.is_set() and (piece := stream.read(_CHUNK)):
                    rest = memoryview(piece)
                    while rest:
                        rest = rest[inlet.write(rest) :]
        except EstompeError as error:
            self._error = error
        except OSError:
            return

    def raise_error(self) -> None:
        """Raise what stopped the pump: the fault then lies outside of the child's input."""
        if self._thread is not None:
            self._thread.join(1)
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """Stop the pump; it ends by itself as its reader is gone."""
        self._stop.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(10)


def _wide_pipe() -> tuple[int, int]:
    """A pipe that holds one chunk where the system allows it."""
    outlet, inlet = os.pipe()
    with contextlib.suppress(OSError):
        fcntl.fcntl(inlet, fcntl.F_SETPIPE_SZ, _CHUNK)
    return outlet, inlet


def _spool(source: Readable) -> int:
    """Copy a source to anonymous memory; it has no name and ends with its last descriptor."""
    descriptor = os.memfd_create("member", os.MFD_CLOEXEC)
    try:
        size = 0
        with source.open() as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                if size > SPOOL_CAP:
                    raise ConfinedError("spool")
                os.write(descriptor, piece)
        os.lseek(descriptor, 0, os.SEEK_SET)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
