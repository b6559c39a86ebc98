"""An age pyramid: women to the left, men to the right, the oldest at the top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.report.words import Words

REACH = 64
"""Per cent of a side that the longest bar takes; the rest is for its number."""
BANDS = (*(f"{low}-{low + 9}" for low in range(0, 90, 10)), "90+")


@dataclass(frozen=True)
class Side:
    """One bar: the number as shown (empty where unpublished), its length and its start in per cent."""

    shown: str
    length: str
    start: str


@dataclass(frozen=True)
class Band:
    """One age band with its two sides."""

    label: str
    women: Side
    men: Side


@dataclass(frozen=True)
class Pyramid:
    """The bands from the oldest to the youngest."""

    name: str
    women: str
    men: str
    bands: tuple[Band, ...]
    kind: str = "pyramid"


def draw(name: str, persons: Mapping[tuple[str, str], int], words: Words) -> Pyramid:
    """Draw ``persons`` by (sex, age band); unknown sexes and ages are for the table."""
    longest = max((persons.get((sex, band), 0) for sex in "FM" for band in BANDS), default=0) or 1

    def side(sex: str, band: str) -> Side:
        count = persons.get((sex, band))
        length = (count or 0) / longest * REACH
        return Side("" if count is None else words.number(count), f"{length:.2f}", f"{100 - length:.2f}")

    bands = tuple(Band(words.value("age_band", band), side("F", band), side("M", band)) for band in reversed(BANDS))
    return Pyramid(name, words.value("sex", "F"), words.value("sex", "M"), bands)
