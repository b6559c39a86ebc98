"""Which word is a login, which a password: a login is made of a name, a password stands beside it."""

from __future__ import annotations

import polars as pl

from pipeline.detect.evidence import Evidence
from pipeline.detect.table import Hint, Table
from pipeline.locales.fr.names import fold
from pipeline.locales.passwords import storage_kinds

_OTHER_SHAPES = (
    "date",
    "address.postcode",
    "fr.rpps",
    "fr.nir",
    "phone",
    "iban",
    "fr.finess",
    "ip",
    "address.city",
)
_PERSONS = ("person.name", "person.birth_name", "person.first_name")
_COMPARED = 600
_LIST = 4
"""Columns of a list of accounts, at most."""
_WORDS = 0.03
"""Share of other words among addresses from which a column is one of logins."""
_ENOUGH_ROWS = 3


def hints(table: Table) -> list[Hint]:
    """Give points for ``credential.login`` and ``credential.password``."""
    words = [c for c in table.holding(0.4, "credential.login", "credential.password") if c.share(*_OTHER_SHAPES) < 0.7]
    likely = [c for c in words if c.share("credential.login") >= 0.5 and c.share("person.first_name") < 0.85]
    logins = [c for c in likely if _made_of_names(table, c) >= 0.3]
    found = [Hint(c.position, "credential.login", 0.55, "made of the patient's name") for c in logins]
    found += [Hint(c.position, e, -0.3) for c in logins for e in _PERSONS if c.share("email") < 0.5]
    secrets = [c for c in words if c not in logins and c.share("credential.password") >= 0.4 and c.share("email") < 0.3]
    for column in secrets:
        hashed = _hashed(column)
        beside = [c for c in words if c.position != column.position and table.same_gaps(column.position, c.position)]
        accounts = [c for c in beside if c in logins or c.share("email") >= 0.6]
        if hashed >= 0.1:
            found.append(Hint(column.position, "credential.password", 0.6, "hashes of passwords"))
        elif accounts and not _label(column):
            found.append(Hint(column.position, "credential.password", 0.5, "words beside a login"))
        found += _beside_hashes(beside) if hashed >= 0.1 or accounts else []
    return found + _accounts(table, logins, secrets)


def _accounts(table: Table, logins: list[Evidence], secrets: list[Evidence]) -> list[Hint]:
    """Find the accounts of a list of passwords: e-mail addresses and other words in one column are logins.

    A login may be an e-mail address; an e-mail address is never another word.
    """
    if len(table.evidence) > _LIST or not secrets or any(c.share("email") < 0.4 for c in logins):
        return []
    mails = [c for c in table.holding(0.4, "email") if c.header.get("email", 0.0) < 0.9 and c not in secrets]
    words = [c for c in mails if 1 - c.share("email") >= _WORDS and c.share("credential.login") >= 0.9]
    return [Hint(c.position, "credential.login", 0.8, "addresses and other words beside a password") for c in words]


def _beside_hashes(beside: list[Evidence]) -> list[Hint]:
    """Give points to what stands in the same rows as a password."""
    return [Hint(c.position, "credential.login", 0.25, "beside a password") for c in beside if _hashed(c) < 0.1]


def _label(column: Evidence) -> bool:
    """Tell whether a handful of values are shared by all records: passwords are reused, but not so."""
    return column.filled >= 300 and column.distinct < 10


def _hashed(column: Evidence) -> float:
    """Give the share of values that are stored hashed."""
    if not column.values:
        return 0.0
    kinds = storage_kinds(pl.Series(column.values))
    return float((kinds != "clear").sum()) / len(kinds)


def _made_of_names(table: Table, column: Evidence) -> float:
    """Give the share of rows where a column holds a name of the row and more, or the local part of its e-mail."""
    names = [c for c in table.holding(0.4, *_PERSONS) if c.position != column.position and c.distinct > 3]
    mails = [c for c in table.holding(0.6, "email") if c.position != column.position]
    best = 0.0
    for other in (*names, *mails):
        pairs = table.rows.select(str(column.position), str(other.position)).drop_nulls()[:_COMPARED]
        if len(pairs) < _ENOUGH_ROWS:
            continue
        made = sum(_contains(word, part) for word, part in pairs.iter_rows())
        best = max(best, made / len(pairs))
    return best


def _contains(word: str, part: str) -> bool:
    """Tell whether a login holds a name (or an e-mail's local part) and something else."""
    if " " in word.strip():
        return False
    flat, piece = fold(word).replace(" ", ""), fold(part.split("@")[0]).replace(" ", "")
    if "@" in part:
        return flat == piece or word == part
    return len(piece) >= 3 and piece[:8] in flat and not piece.startswith(flat)
