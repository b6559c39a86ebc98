"""A cheap test of one cell for a date; whole columns are read by `pipeline.locales.fr.dates`."""

from __future__ import annotations

import re
from datetime import date

from pipeline.locales.fr.dates import EARLIEST_YEAR, LATEST_YEAR, MONTHS
from pipeline.locales.fr.names import fold

_DAY_FIRST = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})(?:[T ]\d{1,2}[:hH]\d{2}.*)?")
_YEAR_FIRST = re.compile(r"(\d{4})([/.\-])(\d{1,2})\2(\d{1,2})(?:[T ]\d{1,2}[:hH]\d{2}.*)?")
_PACKED = re.compile(r"\d{8}")
_WORDED = re.compile(r"(?:[^\W\d_]{3,8}\.? )?\d{1,2}(?:er)?[ /-]+([^\W\d_]{3,9})\.?[ /-]+\d{4}")


def date_score(cell: str) -> float:
    """Score one cell as a date: 1 for a plausible one, less for eight bare digits, 0 otherwise."""
    if len(cell) < 6 or len(cell) > 40:
        return 0.0
    if match := _DAY_FIRST.fullmatch(cell):
        return _plausible(match[4], match[3], match[1])
    if match := _YEAR_FIRST.fullmatch(cell):
        return _plausible(match[1], match[3], match[4])
    if _PACKED.fullmatch(cell):
        return 0.9 * max(_plausible(cell[4:], cell[2:4], cell[:2]), _plausible(cell[:4], cell[4:6], cell[6:]))
    if match := _WORDED.fullmatch(cell):
        return 1.0 if fold(match[1]).lower() in MONTHS else 0.0
    return 0.0


def _plausible(year: str, month: str, day: str) -> float:
    """Score 1 a date of the calendar within plausible years."""
    number = int(year) + (1900 if len(year) == 2 else 0)
    if not EARLIEST_YEAR <= number <= LATEST_YEAR:
        return 0.0
    try:
        date(number, int(month), int(day))
    except ValueError:
        return 0.0
    return 1.0
