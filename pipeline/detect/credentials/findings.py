"""Findings about the passwords of a file: counts by band and pattern, reuse, accounts of institutions."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipeline.detect.credentials.strength import strength_bands
from pipeline.locales.fr.institutions import is_institution
from pipeline.locales.passwords import storage_kinds


@dataclass(frozen=True)
class Reuse:
    """Passwords in clear that several persons have, and how many persons that makes; counts, no value."""

    passwords: int
    persons: int
    most: int


def reuse(passwords: pl.Series, persons: pl.Series) -> Reuse:
    """Count passwords that two persons and more share.

    Parameters
    ----------
    passwords:
        Passwords as found in the file, in clear or hashed without salt: equal values are equal passwords.
    persons:
        Number of the person of each record, null where unknown.

    Returns
    -------
    How many passwords are shared, how many persons have one of them, and by how many the most shared one is.

    Examples
    --------
    >>> reuse(pl.Series(["a1b2", "a1b2", "a1b2", "xyz9"]), pl.Series([1, 1, 2, 3]))
    Reuse(passwords=1, persons=2, most=2)
    """
    pairs = pl.DataFrame({"password": passwords.cast(pl.String).str.strip_chars(), "person": persons})
    pairs = pairs.drop_nulls().filter(pl.col("password") != "").unique()
    shared = pairs.group_by("password").len().filter(pl.col("len") > 1)
    people = pairs.join(shared, on="password", how="semi")["person"].n_unique()
    most = shared["len"].max()
    return Reuse(len(shared), people if len(shared) else 0, most if isinstance(most, int) else 0)


def findings(passwords: pl.Series, logins: pl.Series | None = None) -> dict[str, dict[str, int]]:
    """Count passwords by storage and band, and accounts by whose they are.

    Returns
    -------
    ``storage`` (kinds of `pipeline.locales.passwords`), ``strength`` (bands of those in clear) and ``account``
    (``institution``, ``person``): words of closed lists -> records.
    """
    found = {
        "storage": _counts(storage_kinds(passwords)),
        "strength": _counts(strength_bands(passwords)),
        "account": {},
    }
    if logins is not None:
        whose = is_institution(logins).replace_strict({True: "institution", False: "person"}, return_dtype=pl.String)
        found["account"] = _counts(whose)
    return found


def _counts(values: pl.Series) -> dict[str, int]:
    counted = values.drop_nulls().value_counts().sort(values.name or "")
    return {str(key): int(count) for key, count in counted.iter_rows()}
