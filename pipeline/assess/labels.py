"""Which raw values a released label may stand for: ``1970-1979`` holds 5 September 1973, ``56`` and ``Bretagne`` 56100.

A generalised label never equals a raw value, so an attack that tests equality finds nothing for nothing. Each reading
here turns labels into pairs (raw value, label that holds it).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import inf, nan

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.assess import facets

Codes = npt.NDArray[np.int64]
Pairs = tuple[Codes, Codes]
"""Numbers of raw values and, beside them, of the labels that hold them."""

_NUMBER = r"-?\d+(?:[.,]\d+)?"
_SPAN = re.compile(rf"[\[\](]?\s*({_NUMBER})\s*(?:-|–|to|à|,|;|\.\.)\s*({_NUMBER})\s*([\[\])]?)")
_OPEN = re.compile(rf"(?:>=?|≥)\s*({_NUMBER})|({_NUMBER})\s*(?:\+|and more|et plus)")
_UNDER = re.compile(rf"(?:<=?|≤|under|moins de)\s*({_NUMBER})")
_YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?")
_PART = re.compile(r"(\d{4})-(?:(0[1-9]|1[0-2])|[QT]([1-4])|[HS]([12]))")
_MASKED = re.compile(r"([^*]+?)\*+")


@dataclass(frozen=True)
class Values:
    """The distinct values of one raw column, with what each is in the eyes of the attacker."""

    values: pl.Series

    @cached_property
    def text(self) -> pl.Series:
        """As text."""
        return facets.text(self.values)

    @cached_property
    def day(self) -> npt.NDArray[np.float64]:
        """As days since 1970, NaN where it is no date."""
        return _floats(facets.days(self.values).cast(pl.Int32))

    @cached_property
    def number(self) -> npt.NDArray[np.float64]:
        """As a number, NaN where it is none."""
        return _floats(facets.numbers(self.values))

    @cached_property
    def department(self) -> pl.Series:
        """As a department."""
        return facets.departments(self.values)

    @cached_property
    def region(self) -> pl.Series:
        """As a region."""
        return facets.regions(self.values)


def _floats(values: pl.Series) -> npt.NDArray[np.float64]:
    return values.cast(pl.Float64).fill_null(nan).to_numpy()


def same(labels: pl.Series, raw: Values) -> Pairs:
    """The value itself, else whatever its case and blanks; a part of it before ``*``."""
    found = [equal(labels, raw.values)]
    known = np.zeros(len(raw.values), dtype=bool)
    known[found[0][0]] = True
    found.append(equal(facets.text(labels), raw.text.set(pl.Series(known), None)))
    for number, label in enumerate(labels):
        masked = _MASKED.fullmatch(label or "") if len(labels) <= _MANY else None
        if masked:
            hits = np.flatnonzero(raw.text.str.starts_with(masked[1].upper()).fill_null(False).to_numpy())
            found.append((hits, np.full(len(hits), number)))
    return joined(found)


def place(labels: pl.Series, raw: Values) -> Pairs:
    """A postcode's department or region."""
    return joined([equal(labels, raw.department), equal(labels, raw.region)])


def calendar(labels: pl.Series, raw: Values) -> Pairs:
    """A day, month, quarter, half-year, year or span of years that a date lies in."""
    return within(_days(labels), raw.day)


def quantity(labels: pl.Series, raw: Values) -> Pairs:
    """A band that a number lies in."""
    return within([band(label or "") for label in labels], raw.number)


def shifted(days: int) -> Callable[[pl.Series, Values], Pairs]:
    """A date that was moved by ``days`` days at most to either side."""

    def near(labels: pl.Series, raw: Values) -> Pairs:
        return within([(low - days, high + days) for low, high in _days(labels)], raw.day)

    return near


def aged(year: int) -> Callable[[pl.Series, Values], Pairs]:
    """The band of ages in a year, of a birth date."""

    def born(labels: pl.Series, raw: Values) -> Pairs:
        spans = []
        for label in labels:
            low, high = band(label or "", whole=True)
            first = -inf if high == inf else _day(year - int(high), 1, 1) if high == high else nan
            spans.append((first, _day(year - int(low), 12, 31) if low == low else nan))
        return within(spans, raw.day)

    return born


def band(label: str, whole: bool = False) -> tuple[float, float]:
    """The numbers that a label spans, both ends in; NaN where it spans none. ``whole``: as ages in years.

    >>> band("10 to 20"), band("90+"), band("[1, 5["), band("10-19"), band("x")
    ((10.0, 19.999999), (90.0, inf), (1.0, 4.999999), (10.0, 19.0), (nan, nan))
    """
    span, over, under = _SPAN.fullmatch(label), _OPEN.fullmatch(label), _UNDER.fullmatch(label)
    if span:
        short = " to " in label or span[3] in ("[", ")")
        return _read(span[1]), _read(span[2]) - (1 if short and whole else 1e-6 if short else 0)
    if over:
        return _read(over[1] or over[2]), inf
    if under:
        return (0 if whole else -inf), _read(under[1]) - (1 if whole else 1e-6)
    return (_read(label), _read(label)) if re.fullmatch(_NUMBER, label) else (nan, nan)


def spans_numbers(label: str) -> bool:
    """Whether a label is a number or a band of numbers."""
    low, _ = band(label)
    return low == low


def _read(text: str) -> float:
    return float(text.replace(",", "."))


def _days(labels: pl.Series) -> list[tuple[float, float]]:
    """The first and the last day of each label, as days since 1970."""
    single = _floats(facets.days(labels).cast(pl.Int32)).tolist()
    spans = (_parts(label or "") for label in labels)
    return [span if span[0] == span[0] else (day, day) for span, day in zip(spans, single, strict=True)]


def _parts(label: str) -> tuple[float, float]:
    part, years = _PART.fullmatch(label), _YEARS.fullmatch(label)
    if part:
        year = int(part[1])
        first, last = next(
            (start, start + length - 1)
            for text, length in zip(part.groups()[1:], (1, 3, 6), strict=True)
            if text
            for start in [(int(text) - 1) * length + 1]
        )
        return _day(year, first, 1), _day(year + last // 12, last % 12 + 1, 1) - 1
    if years:
        return _day(int(years[1]), 1, 1), _day(int(years[2] or years[1]), 12, 31)
    return nan, nan


def _day(year: int, month: int, day: int) -> float:
    if not 1 <= year <= 9999:
        return nan
    return float((date(year, month, day) - date(1970, 1, 1)).days)


_MANY = 20_000
"""More labels than these are no bands."""


def equal(labels: pl.Series, raw: pl.Series) -> Pairs:
    """Pairs of equal texts."""
    left = pl.DataFrame({"key": raw.cast(pl.String)}).with_row_index("raw").drop_nulls()
    right = pl.DataFrame({"key": labels.cast(pl.String)}).with_row_index("label").drop_nulls()
    both = left.join(right, on="key")
    return both["raw"].cast(pl.Int64).to_numpy(), both["label"].cast(pl.Int64).to_numpy()


def within(spans: list[tuple[float, float]], raw: npt.NDArray[np.float64]) -> Pairs:
    """Pairs of a number and a span that it lies in."""
    order = np.argsort(raw, kind="stable")
    known = raw[order]
    known = known[: int(np.searchsorted(known, nan))]
    low, high = (np.array([span[end] for span in spans], dtype=np.float64) for end in (0, 1))
    real = ~(np.isnan(low) | np.isnan(high))
    first = np.where(real, np.searchsorted(known, np.where(real, low, 0), "left"), 0)
    after = np.where(real, np.searchsorted(known, np.where(real, high, 0), "right"), 0)
    sizes = np.maximum(after - first, 0)
    labels = np.repeat(np.arange(len(spans)), sizes)
    inner = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return order[np.repeat(first, sizes) + inner].astype(np.int64), labels.astype(np.int64)


def joined(parts: list[Pairs]) -> Pairs:
    """All pairs, each once."""
    raw, labels = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    if len(parts) == 1 or not len(raw):
        return raw.astype(np.int64), labels.astype(np.int64)
    both = np.unique(np.stack([raw, labels]), axis=1)
    return both[0].astype(np.int64), both[1].astype(np.int64)


READINGS: dict[str, Callable[[pl.Series, Values], Pairs]] = {
    "value": same,
    "place": place,
    "calendar": calendar,
    "quantity": quantity,
}
"""Name -> reading, the simplest first."""
