"""The smallest published number of persons."""

from __future__ import annotations

from pipeline.assess.measure import Check, Measure
from pipeline.assess.written import Written
from pipeline.core.policy import Thresholds


class SmallestCell(Measure):
    """No cell counts fewer persons than the threshold (12 meets EMA's 0.09, CMS's 11 and INSEE's 11 at once)."""

    id = "smallest_cell"
    threat = "T8"
    criterion = "singling_out"
    asks = (
        "Combien de personnes compte le plus petit nombre publié ?",
        "How many persons does the smallest published number count?",
    )
    key = "thresholds.persons"

    def evaluate(self, written: Written, thresholds: Thresholds) -> Check:
        """Take the minimum over all cells of all cubes, and the whole."""
        smallest = min([written.persons, *(persons for cube in written.cubes for persons, _ in cube.cells.values())])
        return self.check(smallest, thresholds.persons, smallest >= thresholds.persons)
