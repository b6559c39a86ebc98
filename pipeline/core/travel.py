"""What goes from one process of a run to another: pickled and encrypted at once, never in clear, never on its own.

Keys, sketches and link keys refuse to be pickled, so that no library writes them by accident. They travel here alone,
by their method ``__sealed__``, which says what `pickle` asks of ``__reduce__``: a callable and its arguments.
"""

from __future__ import annotations

import io
import os
import pickle
import secrets
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE = 12


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        how = None if isinstance(value, type) else getattr(value, "__sealed__", None)
        return NotImplemented if how is None else how()


def seal(key: bytes, value: object, label: str) -> bytes:
    """A value under a key (AES-256-GCM); it opens for whoever has the key and asks for the same ``label``."""
    clear = io.BytesIO()
    _Pickler(clear, protocol=5).dump(value)
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, clear.getbuffer(), label.encode())


def unseal(key: bytes, sealed: bytes, label: str) -> Any:
    """The value again.

    Raises
    ------
    cryptography.exceptions.InvalidTag
        For what was not sealed under this key and label.
    """
    clear = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], label.encode())
    return pickle.loads(clear)  # noqa: S301 (authenticated: made by a process of this run)


def deposit(folder: Path, content: bytes) -> Path:
    """Write ``content`` into a new file of a random name that nobody else may read (threat T6)."""
    path = folder / secrets.token_hex(16)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return path
