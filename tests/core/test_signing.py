"""Signatures are those of minisign: another implementation reads them, and ours refuses what it refuses."""

from __future__ import annotations

from pathlib import Path

import minisign
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core import keyfile, signing
from pipeline.core.errors import InputError, UsageError

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = signing.public_key(KEY.public_key())
CONTENT, COMMENT = b'{"k": 12}\n', "estompe release 0123"
SIGNED = signing.sign(CONTENT, KEY, COMMENT)


@settings(deadline=None)
@given(content=st.binary(max_size=200))
def test_another_implementation_accepts_what_is_signed_here(content: bytes) -> None:
    signature = minisign.Signature.from_bytes(signing.sign(content, KEY, COMMENT).encode())
    public = minisign.PublicKey.from_base64(PUBLIC.text)
    public.verify(content, signature)
    assert signature.trusted_comment == COMMENT
    with pytest.raises(minisign.VerifyError):
        public.verify(content + b" ", signature)


def test_what_another_implementation_signs_is_accepted_here() -> None:
    pair = minisign.KeyPair.generate()
    made = pair.secret_key.sign(CONTENT, trusted_comment=COMMENT)
    text = bytes(made).decode()
    public = signing.parse(bytes(pair.public_key).decode())
    assert signing.verified(CONTENT, text, public) == COMMENT
    assert signing.verified(CONTENT + b" ", text, public) is None


def test_the_same_content_gives_the_same_signature() -> None:
    assert signing.sign(CONTENT, KEY, COMMENT) == SIGNED
    assert signing.verified(CONTENT, SIGNED, PUBLIC) == COMMENT


def test_every_flipped_character_of_a_signature_is_found() -> None:
    first = SIGNED.index("\n") + 1  # the line before is a comment that nothing signs
    for place in range(first, len(SIGNED) - 1):
        other = "B" if SIGNED[place] != "B" else "C"
        changed = SIGNED[:place] + other + SIGNED[place + 1 :]
        assert signing.verified(CONTENT, changed, PUBLIC) is None, place


@pytest.mark.parametrize(
    "text",
    ["", "\n\n\n\n", SIGNED + "more\n", "\n".join(SIGNED.split("\n")[::-1]), SIGNED * 2, "é" * 400],
)
def test_what_is_no_signature_is_none(text: str) -> None:
    assert signing.verified(CONTENT, text, PUBLIC) is None


def test_another_key_or_another_id_does_not_verify() -> None:
    other = signing.public_key(Ed25519PrivateKey.generate().public_key())
    assert signing.verified(CONTENT, SIGNED, other) is None
    assert signing.verified(CONTENT, SIGNED, signing.PublicKey(PUBLIC.raw, other.key_id)) is None


def test_a_public_key_is_read_from_pem_and_from_minisign_text(tmp_path: Path) -> None:
    file = tmp_path / "key.pub"
    for text in (
        PUBLIC.text,
        f"untrusted comment: minisign public key\n{PUBLIC.text}\n",
        KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
    ):
        file.write_text(text)
        assert signing.load(file) == PUBLIC


X25519 = X25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("content", [b"", b"\xff", b"RWQ", SIGNED.encode(), b"-----BEGIN", X25519, b"AGE-SECRET-KEY-1"])
def test_what_is_no_public_key_is_refused_in_one_line(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "key.pub").write_bytes(content)
    with pytest.raises(UsageError, match="--signer") as refused:
        signing.load(tmp_path / "key.pub")
    assert "\n" not in refused.value.message
    with pytest.raises(UsageError, match="cannot be read"):
        signing.load(tmp_path / "none")


def test_the_signing_key_is_guarded_like_the_project_key(tmp_path: Path) -> None:
    keyfile.create(tmp_path / "project.key")
    private = keyfile.signing(tmp_path / "project.key")
    public = signing.load(tmp_path / "project.key.sign.pub")
    assert signing.public_key(keyfile.signer(tmp_path / "project.key").public_key()) == public
    with pytest.raises(UsageError, match="secret"):
        signing.load(private)
    private.chmod(0o644)
    with pytest.raises(UsageError, match="other users"):
        keyfile.signer(tmp_path / "project.key")
    private.chmod(0o600)
    private.write_bytes(private.read_bytes()[:40])
    with pytest.raises(InputError, match="no signing key"):
        keyfile.signer(tmp_path / "project.key")
    private.unlink()
    with pytest.raises(UsageError, match="cannot be opened"):
        keyfile.signer(tmp_path / "project.key")
