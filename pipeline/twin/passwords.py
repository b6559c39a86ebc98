"""Passwords of synthetic records: of the shape that storage and strength ask for, had by as many as reuse says.

They are made from a number: equal numbers are one password. No stored password begins as these do.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipeline.twin.chance import Ints

CLEAR, STRONG = "clear", "strong"

PASSWORDS: dict[str, tuple[str, int]] = {
    CLEAR: ("factice-", 6),
    "md5": ("0" * 24, 8),
    "sha1": ("0" * 32, 8),
    "sha256": ("0" * 56, 8),
    "sha512": ("0" * 120, 8),
    "bcrypt": ("$2b$10$" + "." * 45, 8),
    "crypt": ("$6$jumeau$", 8),
    "argon2": ("$argon2id$v=19$m=65536,t=3,p=4$jumeau$", 8),
    "pbkdf2": ("$pbkdf2-sha256$jumeau$", 8),
    "other_hash": ("*" + "0" * 32, 8),
}
"""Storage kind -> a beginning that no stored password has, and how many digits follow: the shape of the kind."""

EASY = {"weak": ("fghjklmnpqrstvwz", 5), "medium": (("fxz",), 6)}
"""Strength of a password in clear -> beginnings, and how many digits follow; others are as above."""

OWN, FEW, MANY = "own", "few", "many"
LEAST = {OWN: 1, FEW: 2, MANY: 12}
"""Reuse -> persons that have such a password at least."""

_TOGETHER = {OWN: 1, FEW: 3, MANY: 24}
"""About how many synthetic persons have one."""


def column(person: Ints, storage: pl.Series, strength: pl.Series, reuse: pl.Series) -> pl.Series:
    """The password of each record, null without one; the words are null where the release has none for the record."""
    starts = {kind: start for kind, (start, _) in PASSWORDS.items()}
    digits = {kind: width for kind, (_, width) in PASSWORDS.items()}
    widths = storage.replace_strict(digits, default=0, return_dtype=pl.Int64)
    number = pl.Series(person).cast(pl.String)
    hashed = number.str.zfill(8).set((widths != 8).fill_null(True), None)
    made = storage.replace_strict(starts, default=None, return_dtype=pl.String) + hashed
    rows = (storage == CLEAR).fill_null(False).arg_true()
    return made.scatter(rows, _clear(person[rows.to_numpy()], strength.gather(rows), reuse.gather(rows)))


def _clear(person: Ints, strength: pl.Series, reuse: pl.Series) -> pl.Series:
    """Passwords in clear; records of which the reuse is not told get the first that the release tells of none."""
    told = set(reuse.drop_nulls())
    word = reuse.fill_null(next((name for name in LEAST if name not in told), OWN)).to_numpy()
    band = _merged(person, strength.fill_null(STRONG).to_numpy().copy(), word)
    made = np.empty(len(person), dtype=object)
    for name in np.unique(band):
        mine = np.flatnonzero(band == name)
        made[mine] = _text(name, _numbers(person[mine], word[mine]))
    return pl.Series(made, dtype=pl.String)


def _merged(person: Ints, band: np.ndarray, word: np.ndarray) -> np.ndarray:
    """The strengths, changed where too few persons of one strength would have to share a password."""
    for name, least in LEAST.items():
        rows = np.flatnonzero(word == name)
        sizes = {one: len(np.unique(person[rows][band[rows] == one])) for one in np.unique(band[rows])}
        if sizes:
            largest = max(sizes, key=lambda one: sizes[one])
            small = [one for one, size in sizes.items() if size < least]
            band[rows[np.isin(band[rows], small)]] = largest
    return band


def _numbers(person: Ints, word: np.ndarray) -> Ints:
    """A number for each password: persons share one as the word says, and no two words have one in common."""
    numbers, first = np.zeros(len(person), dtype=np.int64), 0
    for name, together in _TOGETHER.items():
        rows = np.flatnonzero(word == name)
        if len(rows):
            rank = np.unique(person[rows], return_inverse=True)[1]
            groups = max(1, (int(rank.max()) + 1) // together)
            numbers[rows] = first + rank % groups
            first += groups
    return numbers


def _text(band: str, numbers: Ints) -> pl.Series:
    """The passwords of a strength; the digits are out of order, neighbours look nothing like each other."""
    starts, width = EASY.get(band, ((PASSWORDS[CLEAR][0],), PASSWORDS[CLEAR][1]))
    turned = (numbers * 7_919 + 354_817) % 10**width
    return pl.Series(list(starts)).gather(numbers // 10**width % len(starts)) + pl.Series(turned).cast(
        pl.String
    ).str.zfill(width)
