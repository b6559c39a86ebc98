"""Keys: one random root, and a subkey for each purpose (HKDF-SHA256, RFC 5869)."""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class RunKey:
    """The root key of a run, 32 random bytes that never leave this process.

    A `public` release holds no value that depends on it: it only keeps record-level work unlinkable.
    """

    def __init__(self, root: bytes | None = None) -> None:
        self._root = root or secrets.token_bytes(32)

    def __repr__(self) -> str:
        return "RunKey(...)"

    def subkey(self, purpose: str) -> str:
        """A 64-digit hexadecimal key for one purpose (`polars-hash` takes its key as text)."""
        kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=b"estompe/1", info=purpose.encode())
        return kdf.derive(self._root).hex()
