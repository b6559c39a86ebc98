"""Live-looking keys, for detector tests alone: control keys and check digits that are right.

A number with a right key may be somebody's. It is written only when asked for, says so in ``truth.json``,
and never goes into a committed fixture.
"""

from __future__ import annotations

import re
from zlib import crc32

import polars as pl

from pipeline.locales.fr import nir, reserved

_NIR = re.compile(r"(?<!\d)(\d[ .-]?\d\d[ .-]?\d\d[ .-]?\d[\dAB][ .-]?\d{3}|\d[ .-]?\d{4}[ .-]?\d[\dAB]\d{3}"
                  r"|\d[ .-]?\d\d[ .-]?\d\d[ .-]?9[78]\d[ .-]?\d\d)([ .-]?)000([ ./-]?)98(?!\d)")  # fmt: skip
_IBAN = re.compile(r"FR00 0000 0\d{3}(?: \d{4}){3} \d{3}")


def enlivened(text: str) -> str:
    """Give every impossible NIR and IBAN of ``text`` a right key; lengths and positions stay.

    >>> nir.parse(enlivened("NSS 1 75 01 76 783 000 98")[4:]).key_ok
    True
    """
    return _IBAN.sub(_account, _NIR.sub(_number, text))


def _number(found: re.Match[str]) -> str:
    place, first, second = found.groups()
    order = f"{crc32(found[0].encode()) % 998 + 1:03d}"
    key = nir.key(re.sub(r"[ .-]", "", place) + order)
    return f"{place}{first}{order}{second}{key:02d}"


def _account(found: re.Match[str]) -> str:
    compact = found[0].replace(" ", "")
    check = 98 - int(compact[4:] + "152700") % 97
    return f"FR{check:02d}{found[0][4:]}"


def enliven(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells with right keys in numbers of persons, prescribers and accounts."""
    texts = pl.col("nir", "commentaire").map_elements(enlivened, return_dtype=pl.String)
    rpps = pl.col("rpps_medecin").map_elements(_checked, return_dtype=pl.String)
    return cells.with_columns(texts, rpps)


def _checked(number: str) -> str:
    return f"{number[:-1]}{reserved.luhn(number[:-1])}"
