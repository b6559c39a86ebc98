"""The bytes of quarantined records, for a custodian: encrypted to a public key as they are found, never in clear."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import BinaryIO

import pyrage

from pipeline.core.errors import UsageError
from pipeline.ingest.quarantine import Reject
from pipeline.ingest.source import Bytes, read_fully

FILE_BYTES = 4 * 1024 * 1024
"""Plain bytes after which a file is encrypted and written."""

RECORD_BYTES = 1024 * 1024
"""Bytes that are kept of one record at most."""


def recipient(path: Path) -> pyrage.x25519.Recipient | pyrage.ssh.Recipient:
    """The public key in a file: one line ``age1...``, or an SSH public key.

    Raises
    ------
    UsageError
        When the file cannot be read, or holds a secret key, or none.
    """
    hint = "age-keygen -y identity.txt > FILE writes one"
    try:
        lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"--custodian {path.name}: cannot be read", hint) from None
    if any("SECRET" in line or "PRIVATE" in line for line in lines):
        raise UsageError(f"--custodian {path.name}: holds a secret key; estompe wants the public one only", hint)
    for line in lines:
        if line and not line.startswith("#"):
            kind = pyrage.x25519 if line.startswith("age1") else pyrage.ssh
            try:
                return kind.Recipient.from_str(line)
            except pyrage.RecipientError:
                break
    raise UsageError(f"--custodian {path.name}: holds no age recipient", hint)


class Custody:
    """Writes ``0001.age``, ``0002.age``, ...: JSON lines with the place, the reason and the bytes (base64)."""

    def __init__(self, folder: Path, key: pyrage.x25519.Recipient | pyrage.ssh.Recipient) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self._folder, self._key = folder, key
        self._lines: list[bytes] = []
        self._held = self._written = 0
        self._reading: Places | None = None

    def keep(self, source: Bytes, rejects: list[Reject]) -> None:
        """Keep the bytes of a source's rejects; calls come in the order of the source."""
        if not rejects:
            return
        if self._reading is None or self._reading.source is not source:
            self._close_reading()
            self._reading = Places(source)
        for reject in sorted(rejects, key=lambda reject: reject.offset):
            content = self._reading.read(reject.offset, min(reject.length, RECORD_BYTES))
            fact = {
                "file": source.name,
                "line": reject.line,
                "offset": reject.offset,
                "length": reject.length,
                "reason": reject.reason,
                "bytes": base64.b64encode(content).decode(),
            }
            line = json.dumps(fact).encode() + b"\n"
            self._lines.append(line)
            self._held += len(line)
            if self._held >= FILE_BYTES:
                self._write()

    def close(self) -> None:
        """Write what is left."""
        self._close_reading()
        if self._lines:
            self._write()

    def _close_reading(self) -> None:
        if self._reading is not None:
            self._reading.close()
            self._reading = None

    def _write(self) -> None:
        self._written += 1
        path = self._folder / f"{self._written:04}.age"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pyrage.encrypt(b"".join(self._lines), [self._key]))
        self._lines, self._held = [], 0


class Places:
    """Reads places of a source, forwards where it cannot jump."""

    def __init__(self, source: Bytes) -> None:
        self.source = source
        self._stream: BinaryIO | None = None
        self._at = 0

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at a place; fewer where the source has become shorter."""
        if self._stream is None or (offset < self._at and not self._stream.seekable()):
            self.close()
            self._stream, self._at = self.source.open(), 0
        if self._stream.seekable():
            self._stream.seek(offset)
        else:
            while self._at < offset and (passed := self._stream.read(min(offset - self._at, 1 << 20))):
                self._at += len(passed)
        content = read_fully(self._stream, length)
        self._at = offset + len(content)
        return content

    def close(self) -> None:
        """Close the stream."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
