"""The project key on disk: an age identity in a file of its own, and a signing key beside it (threat T6).

The file is an ordinary age identity file (https://age-encryption.org/v1), so that age tools open what is encrypted
to it. The root of all subkeys is derived from the same 256 random bits (HKDF), in a domain of its own.
"""

from __future__ import annotations

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

import pyrage
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from pipeline.core.errors import InputError, UsageError
from pipeline.core.keys import ROOT_BYTES, SALT, RunKey

MARK = "AGE-SECRET-KEY-1"
LARGEST = 64 * 1024
"""No key file is larger; more is not even read."""

_HEAD = (
    "# estompe project key. Whoever has it can link the pseudonyms of its releases to persons.\n"
    "# Keep it out of repositories, releases and backups; never send it.\n"
)


@dataclass(frozen=True, repr=False)
class ProjectKey:
    """What a key file holds: the identity that opens age files, and the root of the subkeys."""

    identity: pyrage.x25519.Identity
    run: RunKey

    @property
    def recipient(self) -> str:
        """The public half, to which anybody may encrypt (``age1...``)."""
        return str(self.identity.to_public())


def signing(path: Path) -> Path:
    """Where the signing key of a key file stands; its public half has ``.pub`` after that."""
    return path.with_name(path.name + ".sign")


def ledger(path: Path) -> Path:
    """Where the releases made with a key file are noted."""
    return path.with_name(path.name + ".ledger")


def companions(path: Path) -> tuple[Path, ...]:
    """The files that belong to a key file."""
    sign = signing(path)
    return sign, sign.with_name(sign.name + ".pub"), ledger(path)


def create(path: Path) -> ProjectKey:
    """Make a new key file (0600), a missing folder (0700), and a signing key beside it (Ed25519, PEM).

    Raises
    ------
    UsageError
        When one of the files exists, or cannot be written; nothing is replaced.
    """
    sign, public, _ = companions(path)
    for place in (path, sign, public):
        if os.path.lexists(place):
            raise UsageError(f"{place}: exists already; no key is ever replaced", "name another file")
    identity, signer = pyrage.x25519.Identity.generate(), Ed25519PrivateKey.generate()
    pem = signer.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    text = f"{_HEAD}# public key: {identity.to_public()}\n{identity}\n"
    written: list[Path] = []
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for place, content in (
            (path, text.encode()),
            (sign, pem),
            (public, signer.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)),
        ):
            written.append(place)
            write_private(place, content)
    except OSError as error:
        for place in written:
            place.unlink(missing_ok=True)
        raise UsageError(f"{path}: cannot be written ({error.strerror})", "name a file in a folder of yours") from None
    return _key(identity)


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that nobody else may read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        os.fsync(descriptor)


def load(path: Path, guarded: bool = True) -> ProjectKey:
    """Read a key file.

    ``guarded`` refuses one that other users may read or that is not this user's.

    Raises
    ------
    UsageError
        When the file is missing, a link, or not this user's alone.
    InputError
        When it holds no key, or a truncated or mistyped one.
    """
    return _parse(path, _read(path, guarded))


def signer(path: Path) -> Ed25519PrivateKey:
    """Read the signing key beside a key file.

    Raises
    ------
    UsageError, InputError
        As `load`: missing, a link, not this user's alone; no signing key.
    """
    place = signing(path)
    try:
        key = load_pem_private_key(_read(place, guarded=True), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError(f"{place}: holds no signing key", "take your copy of it") from None
    return key


def _read(path: Path, guarded: bool) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        reason = "is a link" if path.is_symlink() else error.strerror
        raise UsageError(f"{path}: the key file cannot be opened ({reason})", "estompe keys new makes one") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise UsageError(f"{path}: is no file", "name the file that estompe keys new made")
        if guarded and (stat.S_IMODE(status.st_mode) & 0o077 or status.st_uid not in (os.geteuid(), 0)):
            raise UsageError(f"{path}: other users may read this key", f"chmod 600 {path}, if nobody has read it yet")
        return os.read(descriptor, LARGEST)
    finally:
        os.close(descriptor)


def _parse(path: Path, content: bytes) -> ProjectKey:
    lines = [line.strip() for line in content.decode("ascii", errors="replace").splitlines()]
    keys = [line for line in lines if line and not line.startswith("#")]
    if len(keys) != 1 or not keys[0].upper().startswith(MARK):
        raise InputError(f"{path}: holds no key of estompe", "name the file that estompe keys new made")
    try:
        return _key(pyrage.x25519.Identity.from_str(keys[0].upper()))
    except pyrage.IdentityError:
        raise InputError(f"{path}: the key is truncated or damaged", "take your copy of it") from None


def _key(identity: pyrage.x25519.Identity) -> ProjectKey:
    kdf = HKDF(algorithm=hashes.SHA256(), length=ROOT_BYTES, salt=SALT, info=b"project root")
    return ProjectKey(identity, RunKey(kdf.derive(str(identity).encode())))


def destroy(path: Path) -> tuple[Path, ...]:
    """Overwrite and remove a key file and what belongs to it; returns what was removed.

    Raises
    ------
    UsageError, InputError
        When the file is no key of estompe (nothing else is ever shredded), or cannot be written.
    """
    load(path, guarded=False)
    gone = [place for place in (path, *companions(path)) if place.is_file() and not place.is_symlink()]
    try:
        for place in gone:
            _shred(place)
    except OSError as error:
        raise UsageError(f"{path}: cannot be destroyed ({error.strerror})", "see who owns it") from None
    return tuple(gone)


def _shred(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(os.fstat(descriptor).st_size))
        file.flush()
        os.fsync(descriptor)
    path.unlink()
