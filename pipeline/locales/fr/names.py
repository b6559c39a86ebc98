"""French surnames and first names: what is one, how often it occurs, and how names are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import polars as pl

_DATA = Path(__file__).parent / "data"
_NOT_LETTERS = re.compile(r"[^A-Z]+")
_LIGATURES = str.maketrans(
    {"œ": "OE", "Œ": "OE", "æ": "AE", "Æ": "AE", "ß": "SS", "ø": "O", "Ø": "O", "ł": "L", "Ł": "L"}
)

PARTICLES = frozenset(
    {"D", "DA", "DE", "DEL", "DES", "DI", "DO", "DOS", "DU", "EL", "L", "LA", "LE", "LES", "VAN", "VON"}
)
"""Words that belong to a surname and are none on their own, folded."""


def fold(text: str) -> str:
    """Bring a name to the form in which names are compared: ASCII capitals, single spaces, nothing else.

    >>> fold("Marie-Hélène d’Œuvre")
    'MARIE HELENE D OEUVRE'
    """
    if text.isascii():
        return _NOT_LETTERS.sub(" ", text.upper()).strip()
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).upper()
    without = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_LETTERS.sub(" ", without).strip()


@cache
def surname_counts() -> pl.DataFrame:
    """Surnames borne by 10 people or more: ``name`` (folded), ``count``; by name.

    Counts are of the self-employed in SIRENE, a proxy of frequency and no census.
    """
    return pl.read_parquet(_DATA / "surnames.parquet")


@cache
def first_name_counts() -> pl.DataFrame:
    """First names by ``name`` (capitals, accents): ``sex`` (F, M, X: both), ``count``, ``recent`` weight.

    ``count`` covers births since 1900, ``recent`` those of the last years (per cent of a sex, times 1000).
    """
    return pl.read_parquet(_DATA / "first_names.parquet")


@cache
def surnames() -> frozenset[str]:
    """Every surname of the table, folded."""
    return frozenset(surname_counts()["name"])


@cache
def first_names() -> frozenset[str]:
    """Every first name of the table, folded."""
    return frozenset(fold(name) for name in first_name_counts()["name"])
