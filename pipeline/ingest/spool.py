"""What can be read once only, kept for the second reading: in chunks, encrypted under a key that dies with the process.

Standard input, and what lies in a store that only a cluster reaches (`pipeline.core.store`).
"""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pipeline.core.errors import InputError
from pipeline.core.work import SPOOL
from pipeline.ingest.source import Bytes, read_fully

CHUNK = 1024 * 1024
TAG = 16
"""Bytes that AES-GCM adds to a chunk (NIST SP 800-38D)."""


class SpooledBytes(Bytes):
    """What came in once, on disk as ciphertext only; readable from any place, by every process that it travels to."""

    def __init__(self, path: Path, key: bytes, size: int, name: str) -> None:
        self._path, self._key, self._cipher, self._size, self.name = path, key, AESGCM(key), size, name

    def __sealed__(self) -> tuple[object, ...]:
        return SpooledBytes, (self._path, self._key, self._size, self.name)

    @property
    def size(self) -> int:
        """Length in bytes of what came in."""
        return self._size

    @property
    def seekable(self) -> bool:
        """Chunks are decrypted one by one, in any order."""
        return True

    def open(self) -> BinaryIO:
        """A fresh stream of the plain bytes."""
        return io.BufferedReader(_Plain(self._path.open("rb"), self._cipher, self._size, self.name), CHUNK)


def spool(stream: BinaryIO, folder: Path, name: str, watch: Callable[[int], None] = lambda _: None) -> SpooledBytes:
    """Write a stream to ``folder`` as ciphertext, mode 0600, and give it back as a source.

    The file's name is random and ends in `SPOOL`: the work folder removes it at the end. The chunk's number is the
    nonce; the key is used for this file only. ``watch`` is told the bytes of every chunk.
    """
    key, path = secrets.token_bytes(32), (folder / secrets.token_hex(8)).with_suffix(SPOOL)
    cipher, size = AESGCM(key), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := read_fully(stream, CHUNK):
            file.write(cipher.encrypt(_nonce(size // CHUNK), chunk, None))
            size += len(chunk)
            watch(len(chunk))
    return SpooledBytes(path, key, size, name)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


class _Plain(io.RawIOBase):
    """Decrypts as it is read."""

    def __init__(self, file: BinaryIO, cipher: AESGCM, size: int, name: str) -> None:
        self._file, self._cipher, self._size, self._name = file, cipher, size, name
        self._at = 0
        self._number, self._chunk = -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, target: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._at >= self._size:
            return 0
        number, skip = divmod(self._at, CHUNK)
        if number != self._number:
            self._number, self._chunk = number, self._decrypt(number)
        piece = self._chunk[skip : skip + len(target)]
        target[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _decrypt(self, number: int) -> bytes:
        self._file.seek(number * (CHUNK + TAG))
        try:
            return self._cipher.decrypt(_nonce(number), self._file.read(CHUNK + TAG), None)
        except InvalidTag:
            raise InputError(f"{self._name}: the spooled input was changed in the work folder") from None

    def close(self) -> None:
        self._file.close()
        super().close()
