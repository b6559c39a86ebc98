"""The signature of a release: over its manifest, which holds the digest of everything else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pipeline.core import signing
from pipeline.core.errors import InputError
from pipeline.core.signing import PublicKey

NAME = "manifest.json.sig"
_LARGEST = 16 * 1024


def write(folder: Path, manifest: bytes, facts: dict[str, Any], key: Ed25519PrivateKey) -> None:
    """Sign the manifest of a release, last of all."""
    (folder / NAME).write_text(signing.sign(manifest, key, _comment(facts)), encoding="utf-8")


def named(facts: dict[str, Any]) -> PublicKey | None:
    """The public key under which the manifest says that it is signed; None where it says that it is not.

    Raises
    ------
    InputError
        When what it names is no public key.
    """
    text = facts.get("signer")
    if text is None:
        return None
    try:
        return signing.parse(str(text))
    except ValueError:
        raise InputError("manifest.json: names a signer that is no public key") from None


def problems(folder: Path, manifest: bytes, facts: dict[str, Any], signer: PublicKey | None) -> list[str]:
    """What is wrong with the signature, one line each.

    Without ``signer`` the key that the manifest itself names is taken: that shows a manifest changed by somebody who
    did not sign again, and says nothing of who signed.
    """
    path, own = folder / NAME, named(facts)
    if own is None:
        found = [f"{NAME}: is not of this release"] if path.is_symlink() or path.exists() else []
        return [*found, "manifest.json: is not signed"] if signer else found
    found = []
    if signer and signer != own:
        found.append(f"{NAME}: another key than --signer is named as the signer's")
    if not path.is_file() or path.is_symlink():
        return [*found, f"{NAME}: is missing"]
    with path.open("rb") as file:
        text = file.read(_LARGEST).decode("utf-8", "replace")
    comment = signing.verified(manifest, text, signer or own)
    if comment is None:
        found.append(f"{NAME}: is no signature of this manifest by {'--signer' if signer else 'the key that it names'}")
    elif comment != _comment(facts):
        found.append(f"{NAME}: is the signature of another release")
    return found


def _comment(facts: dict[str, Any]) -> str:
    return f"estompe release {facts['release_id']}"
