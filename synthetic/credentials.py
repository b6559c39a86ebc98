"""Portal accounts: logins, and passwords in clear or hashed in the ways that real portals use."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from faker import Faker

from synthetic.institutions import Institutions
from synthetic.streams import Ints, choose, stream

FILLED = 0.30
IN_INSTITUTION = 0.05
STORAGE = {"clear": 0.64, "md5": 0.17, "sha1": 0.07, "sha256": 0.04, "bcrypt": 0.08}
"""Shares of personal accounts by how the password is stored; institutions' are in clear: 70 % of all are."""

POOL = 6000
_ENDS = ("", "1", "12", "123", "2018", "56", "!", "01", "*", "45")
_ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_BCRYPT = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True)
class Passwords:
    """Stored forms of a pool of passwords: one column each of `STORAGE`; common ones come first."""

    table: pl.DataFrame


@lru_cache(maxsize=4)
def make(seed: int) -> Passwords:
    """Make the passwords of a leak, most of them weak, some given by the portal."""
    rng = stream(seed, "passwords")
    words = _words(seed)
    clear = [_password(rng, rank, words) for rank in range(POOL)]
    digests: dict[str, Callable[[bytes], str]] = {
        "md5": lambda text: hashlib.md5(text, usedforsecurity=False).hexdigest(),
        "sha1": lambda text: hashlib.sha1(text, usedforsecurity=False).hexdigest(),
        "sha256": lambda text: hashlib.sha256(text).hexdigest(),
        "bcrypt": lambda _text: "$2y$10$" + _letters(rng, _BCRYPT, 53),
    }
    columns = {name: [digest(text.encode()) for text in clear] for name, digest in digests.items()}
    return Passwords(pl.DataFrame({"clear": clear, **columns}))


def _words(seed: int) -> list[str]:
    """French words that people make passwords of, by Faker; plain letters only."""
    faker = Faker("fr_FR")
    faker.seed_instance(seed)
    words = faker.words(nb=200, part_of_speech=None)
    return sorted({word for word in words if word.isascii() and word.isalpha() and len(word) >= 5})


def _password(rng: np.random.Generator, rank: int, words: list[str]) -> str:
    if rank % 3 == 2:
        return _letters(rng, _ALPHABET, 8)
    word = words[int(rng.integers(len(words)))]
    end = _ENDS[int(rng.integers(len(_ENDS)))] if rank % 3 else str(rng.integers(1, 9999))
    return (word.capitalize() if rng.random() < 0.4 else word) + end


def _letters(rng: np.random.Generator, alphabet: str, length: int) -> str:
    return "".join(alphabet[place] for place in rng.integers(0, len(alphabet), length))


def accounts(
    rng: np.random.Generator,
    people: pl.DataFrame,
    home: Ints,
    institutions: Institutions,
    passwords: Passwords,
    filled: float = FILLED,
) -> pl.DataFrame:
    """Make accounts: ``login``, ``mot_de_passe``, ``storage`` (null without one), ``institution`` (bool).

    Parameters
    ----------
    rng:
        Stream of the chunk's persons.
    people:
        Columns ``first`` and ``last``: capitals without accents.
    home:
        Number of each person's home department, which is the institution's.
    institutions, passwords:
        Those of the whole leak.
    filled:
        Share of persons with an account.
    """
    size = len(home)
    place = institutions.by_department.draw(rng, home)
    luck = rng.random(size)
    kind = choose(rng, tuple(STORAGE.values()), size)
    own = np.minimum(rng.integers(0, POOL, size), rng.integers(0, POOL, size))
    housed = luck < IN_INSTITUTION
    words = np.where(housed, (place * 31 + 7) % POOL, own)
    stored = pl.concat([passwords.table[name] for name in STORAGE])
    login = _logins(rng, people)
    frame = pl.DataFrame(
        {
            "login": login,
            "shared": institutions.table["login"].gather(place),
            "own": stored.gather(kind * POOL + words),
            "password": stored.gather(words),
            "kind": pl.Series(list(STORAGE)).gather(kind),
            "institution": housed,
            "account": luck < filled,
        }
    )
    return _held(frame)


def _held(frame: pl.DataFrame) -> pl.DataFrame:
    """Account of each person: an institution's, their own, or none."""
    account, housed_ = pl.col("account"), pl.col("institution")
    return frame.select(
        pl.when(housed_).then("shared").when(account).then("login").alias("login"),
        pl.when(housed_).then("password").when(account).then("own").alias("mot_de_passe"),
        pl.when(housed_).then(pl.lit("clear")).when(account).then("kind").alias("storage"),
        "institution",
    )


def _logins(rng: np.random.Generator, people: pl.DataFrame) -> pl.Series:
    size = people.height
    frame = people.select(
        pl.col("first", "last").str.to_lowercase().str.replace_all(r"[^a-z]+", ""),
        pl.Series("number", rng.integers(100_000, 999_999, size)).cast(pl.String),
        pl.Series("form", choose(rng, (0.45, 0.25, 0.30), size)),
    )
    form = pl.col("form")
    name = pl.col("first").str.slice(0, 1) + pl.col("last")
    return frame.select(
        pl.when(form == 0)
        .then(pl.col("first") + "." + pl.col("last"))
        .when(form == 1)
        .then(name + pl.col("number").str.slice(0, 2))
        .otherwise("P" + pl.col("number"))
        .alias("login")
    )["login"]
