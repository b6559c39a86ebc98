"""Numbers that contradict each other betray a wrong or a changed file."""

from __future__ import annotations

from pipeline.assess.measure import Check, Measure
from pipeline.assess.written import Written
from pipeline.core.policy import Thresholds


class ConsistentCounts(Measure):
    """No cell has more persons than records, or more than the whole release."""

    id = "consistent_counts"
    threat = "T9"
    criterion = "inference"
    asks = (
        "Les nombres publiés se contredisent-ils ?",
        "Do published numbers contradict each other?",
    )

    def evaluate(self, written: Written, thresholds: Thresholds) -> Check:
        """Count the contradictions."""
        del thresholds
        wrong = sum(
            persons > records or records > written.records or persons > written.persons
            for cube in written.cubes
            for persons, records in cube.cells.values()
        )
        return self.check(wrong, 0, wrong == 0)
