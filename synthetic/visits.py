"""Records of persons: how many each has, when the samples were taken, and the numbers of the files."""

from __future__ import annotations

import numpy as np
import polars as pl

from synthetic.streams import Ints, Weighted, choose

PER_PERSON = (0.46, 0.24, 0.12, 0.07, 0.04, 0.03, 0.02, 0.01, 0.006, 0.004)
"""Shares of persons with 1, 2, ... records."""

YEARS = {2015: 5, 2016: 8, 2017: 13, 2018: 34, 2019: 31, 2020: 9}
"""Relative weights of the years of sampling; 2020 ends with October."""

_START = int(np.datetime64("2015-01-01").astype(np.int64))
_END = int(np.datetime64("2020-10-31").astype(np.int64))
_STEP = 38_629_357


def counts(rng: np.random.Generator, records: int, shares: tuple[float, ...] = PER_PERSON) -> Ints:
    """Numbers of records of as many persons as ``records`` records need; ``shares`` as in `PER_PERSON`."""
    drawn = choose(rng, shares, records) + 1
    persons = int(np.searchsorted(np.cumsum(drawn), records)) + 1
    drawn = drawn[:persons]
    drawn[-1] -= int(drawn.sum()) - records
    return drawn


def _calendar() -> Weighted:
    days = np.arange(_START, _END + 1).astype("M8[D]")
    year = days.astype("M8[Y]").astype(np.int64) + 1970
    weekday = (days.astype(np.int64) + 3) % 7
    weights = np.array([YEARS[int(one)] for one in year]) / np.where(year == 2020, 305, 365)
    return Weighted(weights * np.choose(weekday, (1.15, 1.0, 1.0, 1.0, 1.0, 0.5, 0.02)))


_DAYS = _calendar()


def dates(rng: np.random.Generator, birth: Ints) -> Ints:
    """Day of sampling of each record (days from 1970-01-01), never before ``birth``."""
    drawn = _START + _DAYS.draw(rng, len(birth))
    late = birth + np.floor(rng.random(len(birth)) * (_END - birth + 1)).astype(np.int64)
    return np.where(drawn < birth, late, drawn)


def file_numbers(record: Ints, day: Ints) -> pl.Series:
    """Write each file's number: year of sampling, then eight digits of its own (up to 10^8 records)."""
    year = day.astype("M8[D]").astype("M8[Y]").astype(np.int64) - 30
    serial = (record * _STEP + 17) % 10**8
    return pl.Series(year * 10**8 + serial).cast(pl.String)
