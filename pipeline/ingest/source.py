"""Where bytes come from: a file, a member of an archive, standard input. Opened as often as needed, never copied."""

from __future__ import annotations

import errno
import os
import stat
from abc import ABC, abstractmethod
from pathlib import Path
from typing import BinaryIO

from pipeline.core.errors import InputError

HEAD_BYTES = 1024 * 1024
"""Bytes of the beginning that a format is recognised by."""


class Bytes(ABC):
    """One sequence of bytes that can be read from its start as often as one likes.

    ``name`` is what messages and the summary show: the file name, ``archive.zip/leak.csv`` for a member.
    ``path`` is a plain regular file on disk that holds exactly these bytes, None otherwise.
    """

    name: str
    path: Path | None = None

    @property
    @abstractmethod
    def size(self) -> int | None:
        """Length in bytes, None where only reading to the end would tell."""

    @abstractmethod
    def open(self) -> BinaryIO:
        """A fresh stream at the first byte; the caller closes it. Seekable where `seekable` says so.

        Raises
        ------
        InputError
            When the bytes cannot be had (any more).
        """

    @property
    def seekable(self) -> bool:
        """Whether streams of these bytes can be read from any place, so that ranges make sense."""
        return self.path is not None

    def head(self, size: int = HEAD_BYTES) -> bytes:
        """The first ``size`` bytes, fewer where there are no more."""
        try:
            with self.open() as stream:
                return read_fully(stream, size)
        except OSError as error:
            raise unreadable(self.name, error) from None


def read_fully(stream: BinaryIO, size: int) -> bytes:
    """Exactly ``size`` bytes unless the stream ends before: decompressors and pipes give fewer at a time."""
    pieces = []
    while size and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def unreadable(name: str, error: OSError) -> InputError:
    """What to raise when the system refuses to read; its own words for why, without any path."""
    why = "it is a symbolic link" if error.errno == errno.ELOOP else error.strerror or "the system gives no reason"
    return InputError(f"{name}: cannot be opened ({why})", "name the file itself" if error.errno == errno.ELOOP else "")


class FileBytes(Bytes):
    """A regular file. Links, FIFOs, sockets and devices are refused, and never waited for (threat T22)."""

    def __init__(self, path: Path, name: str | None = None) -> None:
        self.path: Path = path
        self.name = path.name if name is None else name

    @property
    def size(self) -> int:
        """Length in bytes as the system has it now."""
        try:
            return self.path.stat().st_size
        except OSError as error:
            raise unreadable(self.name, error) from None

    def open(self) -> BinaryIO:
        """The file, opened without following a link and without waiting for a writer."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            if error.errno == errno.ENXIO:
                raise InputError(f"{self.name}: is no regular file") from None
            raise unreadable(self.name, error) from None
        kind = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(kind):
            os.close(descriptor)
            what = "is a folder, not a file" if stat.S_ISDIR(kind) else "is no regular file"
            raise InputError(f"{self.name}: {what}")
        return os.fdopen(descriptor, "rb")
