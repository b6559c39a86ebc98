"""How passwords are stored, by prefix and length."""

from __future__ import annotations

import hashlib

import polars as pl
import pytest

from pipeline.locales.passwords import KINDS, storage_kinds

STORED = [
    ("doudou56", "clear"),
    ("$ecret", "clear"),
    ("une phrase assez longue pour un mot de passe", "clear"),
    ("12345678901234567", "clear"),
    *((hashlib.new(name, b"x").hexdigest(), name) for name in ("md5", "sha1", "sha256", "sha512")),
    (hashlib.md5(b"x").hexdigest().upper(), "md5"),
    (hashlib.md5(b"x").hexdigest()[:-1], "clear"),
    ("$2y$10$" + "a" * 53, "bcrypt"),
    ("$6$salt$" + "a" * 86, "crypt"),
    ("$1$salt$" + "a" * 22, "crypt"),
    ("$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA", "argon2"),
    ("pbkdf2_sha256$260000$salt$aGFzaA", "pbkdf2"),
    ("*" + "A1" * 20, "other_hash"),
    ("$P$B" + "a" * 30, "other_hash"),
    ("{SSHA}" + "a" * 32, "sha1"),
    ("", None),
    ("  ", None),
    (None, None),
]


@pytest.mark.parametrize(("value", "kind"), STORED)
def test_a_kind_is_told(value: str | None, kind: str | None) -> None:
    assert storage_kinds(pl.Series([value], dtype=pl.String)).to_list() == [kind]


def test_a_column_keeps_its_length_and_the_vocabulary_is_closed() -> None:
    found = storage_kinds(pl.Series("p", [value for value, _ in STORED], dtype=pl.String))
    assert found.to_list() == [kind for _, kind in STORED]
    assert set(found.drop_nulls()) <= set(KINDS)
