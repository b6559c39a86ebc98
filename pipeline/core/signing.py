"""Signatures in the format of minisign: Ed25519 over BLAKE2b-512 (https://jedisct1.github.io/minisign/).

Whoever has the public key can check them with minisign: ``minisign -V -P KEY -m manifest.json -x manifest.json.sig``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from pipeline.core.errors import UsageError

KEY_MARK, SIGNATURE_MARK = b"Ed", b"ED"
"""What begins a public key, and a signature over the digest of a file."""

_UNTRUSTED, _TRUSTED = "untrusted comment: ", "trusted comment: "
_LARGEST = 16 * 1024


@dataclass(frozen=True)
class PublicKey:
    """The public half of a signing key, 32 bytes."""

    raw: bytes
    key_id: bytes

    @property
    def text(self) -> str:
        """One line as minisign writes it (``RW...``)."""
        return base64.b64encode(KEY_MARK + self.key_id + self.raw).decode()


def public_key(key: Ed25519PublicKey) -> PublicKey:
    """The public key under an id that follows from it (minisign draws its ids; nothing depends on how)."""
    raw = key.public_bytes_raw()
    return PublicKey(raw, hashlib.blake2b(raw, digest_size=8).digest())


def parse(text: str) -> PublicKey:
    """Read a public key in minisign's form, with or without the comment before it, or in PEM.

    Raises
    ------
    ValueError
        When it is neither.
    """
    if "-----BEGIN" in text:
        try:
            loaded = load_pem_public_key(text.encode())
        except UnsupportedAlgorithm:
            raise ValueError("no Ed25519 key") from None
        if not isinstance(loaded, Ed25519PublicKey):
            raise ValueError("no Ed25519 key")
        return public_key(loaded)
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith(_UNTRUSTED)]
    raw = _decoded(lines[0] if len(lines) == 1 else "")
    if len(raw) != 42 or raw[:2] != KEY_MARK:
        raise ValueError("no minisign key")
    return PublicKey(raw[10:], raw[2:10])


def load(path: Path) -> PublicKey:
    """Read the public key of whoever is said to have signed.

    Raises
    ------
    UsageError
        When the file cannot be read, or holds none.
    """
    hint = "the file FILE.sign.pub that estompe keys new made, or a minisign public key"
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST).decode("ascii")
    except OSError as error:
        raise UsageError(f"--signer {path}: cannot be read ({error.strerror})", hint) from None
    except UnicodeDecodeError:
        raise UsageError(f"--signer {path}: holds no public key", hint) from None
    if "PRIVATE" in text or "SECRET" in text:
        raise UsageError(f"--signer {path}: holds a secret key; estompe wants the public one only", hint)
    try:
        return parse(text)
    except ValueError:
        raise UsageError(f"--signer {path}: holds no public key", hint) from None


def sign(content: bytes, key: Ed25519PrivateKey, comment: str) -> str:
    """Sign ``content``; ``comment`` (one line) is signed with it. The same content gives the same signature."""
    public = public_key(key.public_key())
    signature = key.sign(hashlib.blake2b(content).digest())
    whole = key.sign(signature + comment.encode())
    lines = (
        f"{_UNTRUSTED}signature of an estompe manifest, by {public.text}",
        base64.b64encode(SIGNATURE_MARK + public.key_id + signature).decode(),
        f"{_TRUSTED}{comment}",
        base64.b64encode(whole).decode(),
    )
    return "\n".join(lines) + "\n"


def verified(content: bytes, signature: str, key: PublicKey) -> str | None:
    """The signed comment of a signature that is right; None for one that is not."""
    lines = signature.removesuffix("\n").split("\n")
    if len(lines) != 4 or not lines[0].startswith(_UNTRUSTED) or not lines[2].startswith(_TRUSTED):
        return None
    comment = lines[2].removeprefix(_TRUSTED)
    try:
        own, whole = _decoded(lines[1]), _decoded(lines[3])
        if len(own) != 74 or own[:2] != SIGNATURE_MARK or own[2:10] != key.key_id:
            return None
        verifier = Ed25519PublicKey.from_public_bytes(key.raw)
        verifier.verify(own[10:], hashlib.blake2b(content).digest())
        verifier.verify(whole, own[10:] + comment.encode())
    except (InvalidSignature, ValueError):
        return None
    return comment


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("no base64") from None
