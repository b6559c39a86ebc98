"""Keys: one random root, and a subkey for each release, column and purpose (HKDF-SHA256, RFC 5869)."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SALT = b"estompe/1"
ROOT_BYTES = 32


class RunKey:
    """The root key of a run, 32 random bytes that never leave this process.

    A `public` release holds no value that depends on it: it only keeps record-level work unlinkable.
    """

    def __init__(self, root: bytes | None = None) -> None:
        self._root = root or secrets.token_bytes(ROOT_BYTES)

    def __repr__(self) -> str:
        return "RunKey(...)"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a key is never written")

    def __sealed__(self) -> tuple[object, ...]:
        return RunKey, (self._root,)

    def subkey(self, purpose: str) -> str:
        """A 64-digit hexadecimal key for one purpose (`polars-hash` takes its key as text)."""
        return self.data_key(purpose).hex()

    def data_key(self, purpose: str) -> bytes:
        """The same as 32 bytes, for a cipher."""
        return HKDF(algorithm=hashes.SHA256(), length=32, salt=SALT, info=purpose.encode()).derive(self._root)

    def of_release(self, project: str, release_id: str) -> RunKey:
        """The key of one release: its subkeys have nothing in common with those of another (threat T15)."""
        return RunKey(self.data_key(_said("release", project, release_id)))

    def release_id(self, project: str, policy_digest: str, number: int) -> str:
        """The id of the release with this number of the ledger: random to whoever has no key, 16 hexadecimal digits."""
        said = _said(project, policy_digest, str(number))
        return hmac.new(self.data_key("release id"), said.encode(), hashlib.sha256).hexdigest()[:16]

    def fingerprint(self) -> str:
        """What a manifest may say of the key: an HMAC under a subkey of its own, 8 bytes in hexadecimal (T6)."""
        return hmac.new(self.data_key("fingerprint"), b"estompe", hashlib.sha256).hexdigest()[:16]


def _said(*parts: str) -> str:
    """Parts in one text from which they can be told apart again."""
    return json.dumps(parts)
