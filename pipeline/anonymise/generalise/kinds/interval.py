"""Numbers in intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from pipeline.anonymise.generalise.hierarchy import TOP
from pipeline.anonymise.generalise.kind import Kind
from pipeline.core.errors import UsageError

MOST = 12
"""Widths that may be given."""


class Interval(Kind):
    """A number, the interval it lies in, wider ones, any number: ``interval:5,10,20`` gives the widths."""

    NAME = "interval"
    SURENESS = 1

    def rows(self, values: Sequence[str], parameters: str) -> list[tuple[str, ...]] | None:
        """Intervals ``[a, b[`` from multiples of the widths; without widths, four, each twice as wide, by the range."""
        numbers = [_number(value) for value in values]
        if any(number is None for number in numbers):
            return None
        found = [number for number in numbers if number is not None]
        widths = _widths(parameters) if parameters else _usual(found)
        return [
            (value, *(_label(number, width) for width in widths), TOP)
            for value, number in zip(values, found, strict=True)
        ]


def _number(value: str) -> Decimal | None:
    try:
        number = Decimal(value.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= 24 else None


def _label(number: Decimal, width: Decimal) -> str:
    low = math.floor(number / width) * width
    return f"[{low.normalize():f}, {(low + width).normalize():f}["


def _usual(numbers: Sequence[Decimal]) -> list[Decimal]:
    """A twentieth of the range, made round (1, 2 or 5 at its first digit), then two, four and eight times that."""
    span = max(numbers) - min(numbers) if numbers else Decimal(0)
    width = span / 20 if span else Decimal(1)
    power = Decimal(1).scaleb(width.adjusted())
    first = next(digit * power for digit in (1, 2, 5, 10) if width <= digit * power)
    return [first * factor for factor in (1, 2, 4, 8)]


def _widths(parameters: str) -> list[Decimal]:
    """Widths that were given, each a multiple of the one before it, so that intervals nest."""
    widths = [_number(text) for text in parameters.split(",")]
    given = [width for width in widths if width is not None and width > 0]
    nested = all(wide % narrow == 0 and wide > narrow for narrow, wide in pairwise(given))
    if len(given) < len(widths) or not nested or len(given) > MOST:
        hint = "positive numbers, each a multiple of the one before it, as interval:5,10,20"
        raise UsageError("--hierarchy interval: these widths do not nest", hint)
    return given
