"""7z archives, decompressed from front to back: the files of a block can only be had one after the other."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import Any, BinaryIO

from pipeline.ingest.archive import Archive, Entry, Unpack, safe
from pipeline.ingest.confined import DATA, Frame, RefusedError

_PIECE, _PIECES = 1 << 20, 8
_MAGIC = b"7z\xbc\xaf\x27\x1c"


class SevenZip(Archive):
    """Files, mostly compressed together."""

    NAME = "7z"
    DESCRIPTION = "7z archives"

    def recognise(self, head: bytes) -> bool:
        """The signature."""
        return head.startswith(_MAGIC)


class Task(Unpack):
    """The child's part: a thread unpacks everything in order, as far as somebody listens."""

    def __init__(self) -> None:
        import py7zr.io

        inner: Any = py7zr.py7zr
        inner.get_memory_limit = lambda: _PIECE  # the size of a piece; it would ask the system
        self._py7zr: Any = py7zr
        self._unpacking: _Unpacking | None = None

    def open(self, source: BinaryIO) -> None:
        """Read the directory at the end of the archive."""
        self._source = source
        wrong = self._py7zr.exceptions
        try:
            archive = self._py7zr.SevenZipFile(source)
        except wrong.PasswordRequired:
            raise RefusedError("encrypted") from None
        except wrong.UnsupportedCompressionMethodError:
            raise RefusedError("method") from None
        if archive.needs_password():
            raise RefusedError("encrypted")
        self._all = [file for file in archive.files if not file.is_directory]
        self._files = _in_order(archive)

    def entries(self) -> Iterator[Entry]:
        """The files of the directory; a link or the like refuses the whole."""
        for file in self._all:
            safe(file.filename)
            if file.is_symlink or file.is_junction or file.is_socket:
                raise RefusedError("link")
        yield from (Entry(number, file.filename, file.uncompressed) for number, file in enumerate(self._files))

    def content(self, number: int) -> Iterator[Frame]:
        """The bytes of one file; the archive is unpacked from its start again when that file was passed."""
        if self._files[number].emptystream:
            return
        if self._unpacking is None or self._unpacking.number >= number:
            if self._unpacking is not None:
                self._unpacking.stop()
            self._source.seek(0)
            self._unpacking = _Unpacking(self._py7zr, self._source)
        left = self._files[number].uncompressed
        for piece in self._unpacking.pieces(number):
            left -= len(piece)
            yield Frame(DATA, piece)
        if left:
            raise RefusedError("damaged")


def _in_order(archive: Any) -> list[Any]:
    """The files in the order in which py7zr unpacks them: those without content, then block by block."""
    files = [file for file in archive.files if not file.is_directory]
    streams = archive.header.main_streams
    blocks = streams.unpackinfo.folders if streams is not None else []
    if len(blocks) > 1:
        full = [file for block in blocks for file in block.files or () if not file.emptystream]
    else:
        full = [file for file in files if not file.emptystream]
    return [*(file for file in files if file.emptystream), *full]


class _Unpacking:
    """One way through the archive; ``number`` is the file that is at hand, -1 before the first."""

    def __init__(self, py7zr: Any, source: BinaryIO) -> None:
        self.number = -1
        self._pieces: queue.Queue[tuple[int, bytes] | None] = queue.Queue(_PIECES)
        self._stopped = threading.Event()
        self._failed = False
        self._ahead: tuple[int, bytes] | None = None
        archive = py7zr.SevenZipFile(source)
        for number, file in enumerate(_in_order(archive)):
            archive.worker.register_filelike(file.id, py7zr.io.MemIO(str(number), self))
        threading.Thread(target=self._unpack, args=(archive,), daemon=True).start()

    def stop(self) -> None:
        """Let the thread end."""
        self._stopped.set()

    def create(self, name: str) -> Any:
        """What py7zr asks for to write a file to."""
        return _Sink(int(name), self)

    def put(self, number: int, piece: bytes) -> None:
        """Hand one piece over, when there is room."""
        self._wait((number, piece))

    def pieces(self, number: int) -> Iterator[bytes]:
        """The content of file ``number``, past that of those before it."""
        self.number = number
        while True:
            at_hand = self._ahead or self._pieces.get()
            self._ahead = None
            if at_hand is None:
                if self._failed:
                    raise RefusedError("damaged")
                self._wait(None)
                return
            if at_hand[0] > number:
                self._ahead = at_hand
                return
            if at_hand[0] == number:
                yield at_hand[1]

    def _unpack(self, archive: Any) -> None:
        try:
            archive.worker.extract(archive.fp, None, parallel=False)
        except BaseException:
            self._failed = True
        self._wait(None)

    def _wait(self, piece: tuple[int, bytes] | None) -> None:
        while not self._stopped.is_set():
            try:
                self._pieces.put(piece, timeout=0.2)
                return
            except queue.Full:
                continue


class _Sink:
    """Where py7zr writes one file to."""

    def __init__(self, number: int, unpacking: _Unpacking) -> None:
        self._number, self._unpacking = number, unpacking

    def write(self, piece: bytes) -> int:
        self._unpacking.put(self._number, bytes(piece))
        if self._unpacking._stopped.is_set():
            raise RefusedError("damaged")
        return len(piece)

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002
        return 0

    def flush(self) -> None:
        return

    def close(self) -> None:
        return
