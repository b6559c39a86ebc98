"""Days as whole numbers, in months of 28 days each, so that any of them is a date in any year."""

from __future__ import annotations

DAYS, YEAR = 28, 12 * 28
"""Days of a month, days of a year."""

NEVER = 10**9


def day_number(year: int, month: int, day: int) -> int:
    """The number of a day; month and day count from 0.

    >>> day_number(2020, 11, 27) + 1 == day_number(2021, 0, 0)
    True
    """
    return year * YEAR + month * DAYS + day
