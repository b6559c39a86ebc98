"""Exact numbers, and no cell from which another could be worked out."""

from __future__ import annotations

from typing import ClassVar

from pipeline.anonymise.cubes import Key, Table
from pipeline.anonymise.protection import Protected, Protection, Totals, Truth
from pipeline.anonymise.suppress import Suppression


class Suppressed(Protection):
    """Numbers are exact; cells under the threshold are absent, and those that would give them away."""

    name: ClassVar[str] = "suppression"

    def protect(self, truth: Truth) -> Protected:
        """Take out small cells and their complements."""
        least = truth.policy.thresholds.persons
        done = Suppression(truth.tables, truth.whole, truth.policy.thresholds, truth.prescribers_known)
        unlinked = truth.unlinked
        totals = Totals(
            truth.whole.persons,
            truth.whole.records,
            truth.persons_upper,
            unlinked if unlinked == 0 or unlinked >= least else None,
        )
        return Protected(done.tables, _numbers, totals, {}, done.loosen, done.settle)


def _numbers(table: Table, key: Key) -> tuple[int, int]:
    cell = table.cells[key]
    return cell.persons, cell.records
