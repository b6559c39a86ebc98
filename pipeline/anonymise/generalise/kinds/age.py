"""Ages in years."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.anonymise.generalise.hierarchy import TOP
from pipeline.anonymise.generalise.kind import Kind

OLDEST = 90
"""From this age on, all ages are one from the first level on: the oldest are few."""


class Age(Kind):
    """An age, five years, ten, twenty, any age; 90 and more are one group."""

    NAME = "age"

    def rows(self, values: Sequence[str], parameters: str) -> list[tuple[str, ...]] | None:
        """Five levels, for whole numbers from 0 to 130."""
        del parameters
        if not all(value.isascii() and value.isdigit() and int(value) <= 130 for value in values if len(value) <= 4):
            return None
        if any(len(value) > 4 for value in values):
            return None
        return [(value, *(_label(int(value), width) for width in (5, 10, 20)), TOP) for value in values]


def _label(age: int, width: int) -> str:
    """The band of an age, which ends where the oldest begin."""
    if age >= OLDEST:
        return f"{OLDEST}+"
    low = age - age % width
    return f"{low}-{min(low + width, OLDEST) - 1}"
