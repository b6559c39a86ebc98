"""What of its owner a password in clear is made of: a birth date, a name, the login.

Portals hand such passwords out, and whoever knows the person knows them.
"""

from __future__ import annotations

import re

import polars as pl

from pipeline.locales.fr.dates import parse_dates
from pipeline.locales.fr.names import fold
from pipeline.locales.passwords import storage_kinds

PATTERNS: tuple[str, ...] = ("birth_date", "first_name", "last_name", "login", "postcode")
"""The closed vocabulary, what identifies most first."""
_LEET = str.maketrans("0134578@$!", "OLEASTBASI")
_SHORTEST = 3


def owner_patterns(
    passwords: pl.Series,
    births: pl.Series | None = None,
    firsts: pl.Series | None = None,
    lasts: pl.Series | None = None,
    logins: pl.Series | None = None,
    postcodes: pl.Series | None = None,
) -> pl.Series:
    """Say which of its owner's data a password holds, the first that fits of `PATTERNS`.

    Parameters
    ----------
    passwords:
        Passwords as found in the file; hashes hold nothing.
    births, firsts, lasts, logins, postcodes:
        The owner's columns, of the same length; those that a file lacks are left out.

    Returns
    -------
    One of `PATTERNS` per value, or null.

    Examples
    --------
    >>> owner_patterns(pl.Series(["dupont56", "05091989"]), pl.Series(["1/1/1970", "05/09/1989"]), None,
    ...                pl.Series(["DUPONT", "MARTIN"])).to_list()
    ['last_name', 'birth_date']
    """
    clear = (storage_kinds(passwords) == "clear").fill_null(value=False)
    days = parse_dates(births) if births is not None else None
    columns = {"first_name": firsts, "last_name": lasts, "login": logins, "postcode": postcodes}
    found = [
        _pattern(value, days[i] if days is not None else None, {k: c[i] for k, c in columns.items() if c is not None})
        if value and is_clear
        else None
        for i, (value, is_clear) in enumerate(zip(passwords.cast(pl.String), clear, strict=True))
    ]
    return pl.Series(passwords.name, found, dtype=pl.String)


def _pattern(password: str, birth: object, owner: dict[str, str | None]) -> str | None:
    digits = re.sub(r"\D", "", password)
    if birth is not None and len(digits) >= 4 and any(form in digits for form in _dates(birth)):
        return "birth_date"
    letters = {re.sub(r"[^A-Z]", "", fold(password)), re.sub(r"[^A-Z]", "", fold(password.translate(_LEET)))}
    for kind, value in owner.items():
        if value and _inside(kind, value.strip(), password, letters, digits):
            return kind
    return None


def _dates(birth: object) -> tuple[str, ...]:
    """Digits of a birth date as people type them; the year alone counts too."""
    day, month, year = f"{birth:%d}", f"{birth:%m}", f"{birth:%Y}"
    return (day + month + year, year + month + day, day + month + year[2:], day + month, year)


def _inside(kind: str, value: str, password: str, letters: set[str], digits: str) -> bool:
    if kind == "postcode":
        return len(value) == 5 and value in digits
    if kind == "login":
        return len(value) >= _SHORTEST + 1 and value.lower() in password.lower()
    words = [word for word in fold(value).split() if len(word) > _SHORTEST] or [fold(value).replace(" ", "")]
    return any(len(word) >= _SHORTEST and word in text for word in words for text in letters)
