"""Every number to the nearest multiple of 5, as statistical offices do; nothing under 15."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pipeline.anonymise.perturb import perturbed
from pipeline.anonymise.protection import Protected, Protection, Totals, Truth
from pipeline.core.policy import Policy

BASE = 5
LEAST = 15


class Rounding(Protection):
    """Numbers are rounded to 5; cells under 15 are absent."""

    name: ClassVar[str] = "rounding"

    def protect(self, truth: Truth) -> Protected:
        """Round every number; the same number is rounded alike wherever it stands."""
        shown = {
            table.name: {key: (rounded(cell.persons), rounded(cell.records)) for key, cell in table.cells.items()}
            for table in truth.tables
        }
        unlinked = truth.unlinked
        totals = Totals(
            rounded(truth.whole.persons),
            rounded(truth.whole.records),
            rounded(truth.persons_upper),
            0 if unlinked == 0 else rounded(unlinked) if unlinked >= LEAST else None,
        )
        least = self.least(truth.policy)
        return perturbed(truth, shown, totals, least, {"base": BASE, "least": least, "largest_error": BASE // 2})

    def least(self, policy: Policy) -> int:
        """15, or the policy's threshold where that is larger, rounded up."""
        return max(LEAST, -(-policy.thresholds.persons // BASE) * BASE)

    def lines(self, reasons: Mapping[str, int]) -> tuple[int | None, dict[str, int]]:
        """Reasons under 15 lines are not told, and where none is left, how many lines there were is not either."""
        told = {name: rounded(count) for name, count in reasons.items() if count >= LEAST}
        return (sum(told.values()) if told or not reasons else None), told


def rounded(number: int) -> int:
    """The nearest multiple of the base.

    >>> [rounded(n) for n in (0, 2, 3, 12, 13, 15)]
    [0, 0, 5, 10, 15, 15]
    """
    return (number + BASE // 2) // BASE * BASE
