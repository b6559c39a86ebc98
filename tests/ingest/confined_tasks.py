"""Tasks for the tests of the confined child: each tries one thing and says what came of it, or never comes back."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.ingest.confined import DATA, Frame, RefusedError, meta

LIBC = ctypes.CDLL(None)
LIBC.__errno_location.restype = ctypes.POINTER(ctypes.c_int)
for _function in ("socket", "open", "unlink", "fork", "execv", "kill", "strlen"):
    getattr(LIBC, _function)  # looking one up is refused later
READ_ONLY, WRITE_NEW = os.O_RDONLY, os.O_WRONLY | os.O_CREAT


def _network() -> str:
    socket.socket().close()
    return "done"


def _raw_network() -> str:
    return _came(LIBC.socket(socket.AF_INET, socket.SOCK_STREAM, 0))


def _raw_local_socket() -> str:
    return _came(LIBC.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0))


def _file(path: str) -> str:
    Path(path).write_bytes(b"x")
    return "done"


def _raw_file(path: str) -> str:
    return _came(LIBC.open(path.encode(), WRITE_NEW, 0o600))


def _raw_read(path: str) -> str:
    return _came(LIBC.open(path.encode(), READ_ONLY))


def _raw_remove(path: str) -> str:
    return _came(LIBC.unlink(path.encode()))


def _raw_fork() -> str:
    process = LIBC.fork()
    if process == 0:
        os._exit(0)
    return _came(process)


def _raw_exec() -> str:
    return _came(LIBC.execv(b"/nonexistent/program", None), also=2)


def _raw_kill(process: str) -> str:
    return _came(LIBC.kill(int(process), 0))


def _program() -> str:
    subprocess.run(["/bin/true"], check=True)
    return "done"


def _thread() -> str:
    done: list[str] = []
    thread = threading.Thread(target=lambda: done.append("done"))
    thread.start()
    thread.join()
    return done[0]


def _came(result: int, also: int = -1) -> str:
    """ "done" where the call came through to the kernel's own code, "denied" where the filter answered."""
    error = LIBC.__errno_location()[0]
    return "done" if result >= 0 or error == also else f"denied {error}"


class Attempt:
    """Tries what it is asked to."""

    def open(self, source: BinaryIO) -> None:
        self._source = source

    def run(self, what: str, argument: str = "") -> Iterator[Frame]:
        attempt: Any = globals()[f"_{what}"]
        try:
            came = attempt(argument) if argument else attempt()
        except PermissionError:
            came = "denied"
        yield meta(came)


class Read:
    """Gives its input back, piece by piece; again from the start when asked again."""

    def open(self, source: BinaryIO) -> None:
        self._source = source

    def run(self, again: bool = False) -> Iterator[Frame]:
        if again:
            self._source.seek(0)
        total = 0
        while piece := self._source.read(1000):
            total += len(piece)
            yield Frame(DATA, piece, total)


class Misbehave:
    """Ends badly."""

    def open(self, source: BinaryIO) -> None:
        self._source = source

    def run(self, how: str) -> Iterator[Frame]:
        yield Frame(DATA, b"first")
        getattr(self, f"_{how}")()

    def _memory(self) -> None:
        held = bytearray()
        while True:
            held += bytes(1 << 26)

    def _spin(self) -> None:
        while True:
            pass

    def _sleep(self) -> None:
        time.sleep(600)

    def _segfault(self) -> None:
        LIBC.strlen(8)

    def _leave(self) -> None:
        os._exit(0)

    def _value(self) -> None:
        raise ValueError("MARTIN 1 84 12 76 451 089 46")

    def _print(self) -> None:
        print("MARTIN", flush=True)
        os.write(2, b"MARTIN")

    def _nest(self) -> None:
        self._deeper(0)

    def _refuse(self) -> None:
        raise RefusedError("climbing")

    def _lie(self) -> None:
        raise RefusedError("MARTIN")

    def _huge(self) -> None:
        os.write(_answers(), b"D" + (1).to_bytes(8, "little") + (1 << 60).to_bytes(8, "little"))
        time.sleep(600)

    def _deeper(self, level: int) -> int:
        return self._deeper(level + 1) + 1


def _answers() -> int:
    """The descriptor of the answers: the only pipe that can be written to."""
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"")
        except OSError:
            continue
        return descriptor
    raise AssertionError


class Fails:
    """Cannot even begin."""

    def open(self, source: BinaryIO) -> None:
        raise RefusedError("encrypted")

    def run(self) -> Iterator[Frame]:
        yield Frame(DATA, b"")
