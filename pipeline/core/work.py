"""The work folder: private, value-free summaries in clear, record-level tables encrypted under a key of the run."""

from __future__ import annotations

import base64
import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

from pipeline.core.errors import UsageError


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
        self._key = key or secrets.token_bytes(32)
        self._factory = pe.CryptoFactory(lambda _config: _RunKms(self._key))
        self._connection = pe.KmsConnectionConfig()

    @contextmanager
    def writer(self, path: Path, schema: pa.Schema) -> Iterator[pq.ParquetWriter]:
        """Open a writer of ``schema``; footer and every column are encrypted (AES-GCM)."""
        config = pe.EncryptionConfiguration(footer_key="run", uniform_encryption=True, plaintext_footer=False)
        properties = self._factory.file_encryption_properties(self._connection, config)
        with pq.ParquetWriter(path, schema, compression="zstd", encryption_properties=properties) as writer:
            yield writer

    def read(self, path: Path) -> pa.Table:
        """Read a whole table back."""
        properties = self._factory.file_decryption_properties(self._connection)
        with pq.ParquetFile(path, decryption_properties=properties) as file:
            return file.read()


class Work:
    """The folder of one run: a sub-folder a stage, each with a value-free ``summary.json``.

    Created with mode 0700. ``temporary`` folders are removed by `close` unless ``keep`` is set.
    """

    def __init__(self, path: Path | None = None, keep: bool = False) -> None:
        try:
            if path is None:
                self.path = Path(tempfile.mkdtemp(prefix="estompe-"))
            else:
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
                self.path = path
        except OSError as error:
            hint = "name a writable folder with --work"
            raise UsageError(f"the work folder cannot be made ({error.strerror})", hint) from None
        self.vault = Vault()
        self._temporary = path is None
        self._keep = keep

    def folder(self, stage: str) -> Path:
        """The folder of one stage, made when missing."""
        folder = self.path / stage
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def write_summary(self, stage: str, summary: dict[str, Any]) -> None:
        """Write the stage's counts; no summary ever holds a value of the leak."""
        text = json.dumps(summary, ensure_ascii=False, indent=2, sort_keys=True)
        # A file name that is no UTF-8 stands in there as JSON writes half of a pair: \udce9.
        (self.folder(stage) / "summary.json").write_text(text + "\n", encoding="utf-8", errors="backslashreplace")

    def close(self) -> None:
        """Remove record-level tables; remove the folder itself when it was a temporary one."""
        if self._keep:
            return
        if self._temporary:
            shutil.rmtree(self.path, ignore_errors=True)
            return
        for table in self.path.glob("*/*.vault"):
            table.unlink(missing_ok=True)
