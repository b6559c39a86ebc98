"""Files of every store that Hadoop knows (``hdfs://``, ``s3a://``, ``abfss://``), by the Java of Spark's driver.

Where a store is and who may read it, Spark's configuration says (``spark.hadoop.*``, `core-site.xml`). Bytes come
through a named pipe in a private folder, never over the disk: by the connection that carries calls to Java they would
come at a fortieth of the speed.
"""

from __future__ import annotations

import io
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, BinaryIO, Concatenate, ParamSpec, TypeVar

from pipeline.core.store import Address, Store, Stored, StoreError
from pipeline.engines.session import renew

_CHUNK = 1 << 20
_PATIENCE = 1.0
"""Seconds that who stops before the end waits for Java, which notices when it writes: never, where a store is mute."""
_ABSENT = "FileNotFoundException"
P = ParamSpec("P")
R = TypeVar("R")


def _told(error: Exception) -> StoreError:
    """The kind of a Java error, without its words: they may hold anything."""
    java = getattr(error, "java_exception", None)
    name = type(error).__name__ if java is None else java.getClass().getSimpleName()
    cause = None if java is None else java.getCause()
    if name == "RuntimeException" and cause is not None:
        name = cause.getClass().getSimpleName()
    return StoreError(name)


def _asked(method: Callable[Concatenate[Hadoop, P], R]) -> Callable[Concatenate[Hadoop, P], R]:
    """Give what goes wrong on the other side as a `StoreError`; after an interrupt, let the next call begin afresh."""

    @wraps(method)
    def asked(self: Hadoop, /, *given: P.args, **named: P.kwargs) -> R:
        try:
            return method(self, *given, **named)
        except StoreError:
            raise
        except Exception as error:
            raise _told(error) from None
        except BaseException:
            renew(self.session)
            raise

    return asked


class Hadoop(Store):
    """The file systems of Hadoop, as ``session`` is configured for them; pipes are made in ``folder``."""

    def __init__(self, session: Any, folder: Path) -> None:
        self.session = session
        self._java = session._jvm
        self._configuration = session.sparkContext._jsc.hadoopConfiguration()
        self._folder = folder

    @_asked
    def files(self, address: Address) -> list[Stored] | None:
        """Every file; see `pipeline.core.store.Store`."""
        system, path = self._system(address)
        try:
            status = system.getFileStatus(path)
        except Exception as error:
            if str(_told(error)) == _ABSENT:
                return None
            raise
        if status.isFile() and status.getLen() < 0:  # as of http://: nobody could tell whether all of it came
            raise StoreError("it does not tell the length")
        if status.isFile():
            return [Stored(address, address.name, int(status.getLen()))]
        return sorted(self._below(system, path, address, address.name), key=lambda file: file.name)

    def _below(self, system: Any, path: Any, address: Address, shown: str) -> Iterator[Stored]:
        for status in system.listStatus(path):
            name = str(status.getPath().getName())
            if status.isFile():
                yield Stored(address / name, f"{shown}/{name}", int(status.getLen()))
            else:
                yield from self._below(system, status.getPath(), address / name, f"{shown}/{name}")

    @contextmanager
    def open(self, file: Stored) -> Iterator[BinaryIO]:
        """Its bytes, while Java writes them into a pipe."""
        pump = self._pumped(file)
        try:
            with io.BufferedReader(pump, _CHUNK) as stream:
                yield stream
        finally:
            pump.close()

    @_asked
    def _pumped(self, file: Stored) -> _Pump:
        system, path = self._system(file.address)
        stream = system.open(path)
        pipe = self._folder / secrets.token_hex(8)
        os.mkfifo(pipe, 0o600)
        try:
            outlet = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # so Java need not wait for a reader
            inlet = self._java.java.io.FileOutputStream(str(pipe))
        finally:
            pipe.unlink()
        os.set_blocking(outlet, True)
        copy = self._java.org.apache.hadoop.io.IOUtils.copyBytes
        return _Pump(outlet, file.size, lambda: copy(stream, inlet, _CHUNK, True))

    @_asked
    def put(self, path: Path, address: Address) -> None:
        """Copy a file there."""
        system, target = self._system(address)
        system.mkdirs(target.getParent())
        local = self._java.org.apache.hadoop.fs.Path(f"file://{path.absolute()}")  # decodes nothing
        system.copyFromLocalFile(False, True, local, target)

    @_asked
    def rename(self, old: Address, new: Address) -> None:
        """Rename to what is not there; HDFS does so at once, an object store copies."""
        system, path = self._system(old)
        target = self._java.org.apache.hadoop.fs.Path(new.uri)
        if system.exists(target):  # HDFS would put the one into the other
            raise StoreError("exists already")
        if not system.rename(path, target):
            raise StoreError("not renamed")

    @_asked
    def remove(self, address: Address) -> None:
        """Remove with all that is below."""
        system, path = self._system(address)
        system.delete(path, True)

    def _system(self, address: Address) -> tuple[Any, Any]:
        path = self._java.org.apache.hadoop.fs.Path(address.uri)
        return path.getFileSystem(self._configuration), path


class _Pump(io.RawIOBase):
    """Reads what another thread has Java write; ends well only where all of it came."""

    def __init__(self, outlet: int, size: int, copy: Callable[[], object]) -> None:
        self._outlet, self._left, self._copy = outlet, size, copy
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._copy()
        except Exception as error:  # told to the reader, in its thread
            self._error = error

    def readable(self) -> bool:
        return True

    def readinto(self, target: bytearray | memoryview) -> int:  # type: ignore[override]
        got = os.readv(self._outlet, [target])
        self._left -= got
        if not got:
            self._thread.join()
            if self._error is not None:
                raise _told(self._error)
            if self._left:
                raise StoreError("another length than was listed")
        return got

    def close(self) -> None:
        if not self.closed:
            os.close(self._outlet)
            self._thread.join(_PATIENCE)
        super().close()
