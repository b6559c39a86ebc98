"""Gets the bytes of a source to a child: the file itself, a pipe, or anonymous memory; never a copy on disk."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from typing import Any, BinaryIO, Protocol

from pipeline.core.errors import EstompeError
from pipeline.ingest.refusals import ConfinedError

SPOOL_CAP = 2 << 30
"""Bytes of an archive member that needs random access and so is held in memory (never on disk)."""

_CHUNK = 1 << 20


class Readable(Protocol):
    """What a child is given: bytes that can be opened again and again; ``path`` where they are a file."""

    @property
    def path(self) -> Any:
        """The file, or None."""

    def open(self) -> BinaryIO:
        """A fresh stream."""


class Feed:
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
            self.descriptor, self._inlet = wide_pipe()

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


def wide_pipe() -> tuple[int, int]:
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
