"""How a column is called in what a reader sees."""

from __future__ import annotations

from functools import cache

from pipeline.core.headers import display_name
from pipeline.detect.catalogue import recognisers
from pipeline.locales.fr import headers


@cache
def vocabulary() -> frozenset[str]:
    """Every word that some recogniser knows of headers."""
    phrases = (phrase for recogniser in recognisers() for phrase in recogniser.phrases)
    return frozenset().union(*phrases)


def safe_name(header: str, position: int) -> str:
    """Give the name under which a column is shown: its header, or ``column N`` when that may be a value.

    ``position`` counts from 0, ``N`` from 1. The first line of a file without headers is somebody's record: a
    header cell that looks like a date, a number, an address or a known name is not repeated.
    """
    header = header.strip("\ufeff")
    shown = display_name(header, position)
    if not headers.reads_like_header(shown, vocabulary()) or any(
        recogniser.SPECIFICITY >= 0.8 and recogniser.ENTITY not in _WORDY and recogniser.matches(shown) >= 0.8
        for recogniser in recognisers()
    ):
        return display_name("", position)
    return shown


_WORDY = frozenset({"address.city", "address.street", "person.sex"})
