"""The work folder: private, value-free summaries in clear, record-level tables encrypted under a key of the run."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

from pipeline.core.durable import settle, settle_all
from pipeline.core.errors import UsageError

KEY = "run.key"
"""Where a work folder that lasts keeps the key of its tables."""

KEY_BYTES = 32
PRIVATE = "private.json"
STATE = "resume.json"
"""Which run works in a folder, and which of its stages are done."""
NOTE = "place.json"
"""How far a stage is."""
SPOOL = ".spool"
"""Ends the names of files that only the process that wrote them can read: their key dies with it."""


class _RunKms(pe.KmsClient):  # type: ignore[misc]
    """Wraps the data keys of Parquet modular encryption under the key of this run (AES key wrap, RFC 3394)."""

    def __init__(self, key: bytes) -> None:
        super().__init__()
        self._key = key

    def wrap_key(self, key_bytes: bytes, master_key_identifier: str) -> str:
        del master_key_identifier
        return base64.b64encode(aes_key_wrap(self._key, key_bytes)).decode()

    def unwrap_key(self, wrapped_key: bytes, master_key_identifier: str) -> bytes:
        del master_key_identifier
        return aes_key_unwrap(self._key, base64.b64decode(wrapped_key))


class Vault:
    """Encrypted Parquet tables; the key lives in this process only and dies with it."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(KEY_BYTES)
        self._factory = pe.CryptoFactory(lambda _config: _RunKms(self._key))
        self._connection = pe.KmsConnectionConfig()

    def __sealed__(self) -> tuple[object, ...]:
        return Vault, (self._key,)

    @contextmanager
    def writer(self, path: Path, schema: pa.Schema) -> Iterator[pq.ParquetWriter]:
        """Open a writer of ``schema``; footer and every column are encrypted (AES-GCM)."""
        config = pe.EncryptionConfiguration(footer_key="run", uniform_encryption=True, plaintext_footer=False)
        properties = self._factory.file_encryption_properties(self._connection, config)
        with pq.ParquetWriter(
            path, schema, compression="zstd", write_statistics=False, encryption_properties=properties
        ) as writer:
            yield writer

    def open(self, path: Path) -> pq.ParquetFile:
        """Open a table for reading; what was read is not kept: by default pyarrow holds it until the file is closed."""
        properties = self._factory.file_decryption_properties(self._connection)
        return pq.ParquetFile(path, decryption_properties=properties, pre_buffer=False)

    def read(self, path: Path) -> pa.Table:
        """Read a whole table back."""
        with self.open(path) as file:
            return file.read()


class Work:
    """The folder of one run: a sub-folder a stage, each with a value-free ``summary.json``.

    Created with mode 0700. ``temporary`` folders are removed by `close` unless ``keep`` is set. With ``lasting``,
    processes follow one another in the folder: the key of its tables then lies beside them, with mode 0600. With
    ``resumable``, too, but only until a run in it is done.

    ``mark`` says which run this is where it can be gone on with (`pipeline.resumed`), empty otherwise.
    """

    def __init__(
        self, path: Path | None = None, keep: bool = False, lasting: bool = False, resumable: bool = False
    ) -> None:
        try:
            if path is None:
                self.path = Path(tempfile.mkdtemp(prefix="estompe-"))
            else:
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
                self.path = path.absolute()  # workers of a cluster begin elsewhere
        except OSError as error:
            hint = "name a writable folder with --work"
            raise UsageError(f"the work folder cannot be made ({error.strerror})", hint) from None
        self._temporary = path is None
        self._keep = keep
        self._lasting = lasting or resumable
        self.resumable = resumable
        self.mark = ""
        self._used: set[Path] = set()

    @cached_property
    def vault(self) -> Vault:
        """The tables of this folder and the key they are encrypted under."""
        return Vault(_lasting_key(self.folder("transform") / KEY) if self._lasting else None)

    def secret(self, purpose: str) -> bytes:
        """32 bytes for one purpose that are the same for every process that works in a lasting folder."""
        root = _lasting_key(self.folder("transform") / KEY)
        return hmac.new(root, purpose.encode(), hashlib.sha256).digest()

    def folder(self, stage: str) -> Path:
        """The folder of one stage, made when missing."""
        folder = self.path / stage
        folder.mkdir(mode=0o700, exist_ok=True)
        self._used.add(folder)
        return folder

    def settle(self) -> None:
        """Wait until what this process wrote is on the disk; what else a person keeps in the folder is left alone."""
        for folder in self._used:
            settle_all(folder)
        settle(self.path)

    def write_summary(self, stage: str, summary: dict[str, Any]) -> None:
        """Write the stage's counts; no summary ever holds a value of the leak."""
        text = json.dumps(summary, ensure_ascii=False, indent=2, sort_keys=True)
        # A file name that is no UTF-8 stands in there as JSON writes half of a pair: \udce9.
        (self.folder(stage) / "summary.json").write_text(text + "\n", encoding="utf-8", errors="backslashreplace")

    def write_private(self, stage: str, figures: dict[str, Any]) -> None:
        """Write counts that are for whoever runs the pipeline alone: no release may tell them."""
        (self.folder(stage) / PRIVATE).write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")

    def read_private(self, stage: str) -> dict[str, Any] | None:
        """Read them back; None where the stage left none."""
        path = self.path / stage / PRIVATE
        if not path.is_file():
            return None
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found

    def read_summary(self, stage: str) -> dict[str, Any]:
        """Read the counts of a stage back.

        Raises
        ------
        UsageError
            When the stage left none, or a damaged one.
        """
        try:
            found = json.loads((self.path / stage / "summary.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = None
        if not isinstance(found, dict):
            hint = "take another work folder with --work"
            raise UsageError(f"{stage}/summary.json: is missing or damaged", hint)
        return found

    def close(self, done: bool = True) -> None:
        """Remove record-level tables; remove the folder itself when it was a temporary one.

        A run that can be gone on with, is not ``done`` and has done something leaves everything that it can read again.
        """
        for path in self.path.glob(f"*/*{SPOOL}"):
            path.unlink(missing_ok=True)
        if self.resumable and not done and self._begun():
            return
        if self.resumable:
            self.forget(tables=not self._keep)
        if self._keep:
            return
        if self._temporary:
            shutil.rmtree(self.path, ignore_errors=True)
            return
        self.forget()

    def _begun(self) -> bool:
        """Whether a stage is done, or a part of one."""
        try:
            found = json.loads((self.path / STATE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return bool(found.get("done")) or any(self.path.glob(f"*/{NOTE}"))

    def forget(self, tables: bool = True) -> None:
        """Remove the key, the notes that a run could have been gone on from and, unless told otherwise, the tables."""
        patterns = [f"*/{KEY}", STATE, f"*/{NOTE}*", "*/*.part", *(["*/*.vault"] if tables else [])]
        for path in [path for pattern in patterns for path in self.path.glob(pattern)]:
            path.unlink(missing_ok=True)
        self.__dict__.pop("vault", None)


def _lasting_key(path: Path) -> bytes:
    """The key in ``path``, made at the first call; nobody else may read it (threat T6)."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "rb") as file:
            shared = stat.S_IMODE(os.fstat(descriptor).st_mode) & 0o077
            key = file.read()
        if shared or len(key) != KEY_BYTES:
            raise UsageError(f"transform/{KEY}: is no key of this user alone", "take another --work folder") from None
        return key
    key = secrets.token_bytes(KEY_BYTES)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
    return key
