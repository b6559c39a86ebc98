"""Absent cells that the published numbers give away."""

from __future__ import annotations

from pipeline.assess.bounds import System, Unknown, propagate, system
from pipeline.assess.exact import component, interval, neighbours
from pipeline.assess.measure import Check, Measure
from pipeline.assess.written import HIDDEN, Written
from pipeline.core.policy import Thresholds

CLOSE = 60
"""Intervals narrower than this after propagation are computed exactly."""
LARGEST = 4000
PROGRAMMES = 400
"""Unknowns of one linear programme at most, and programmes at most: a stage takes a minute at most."""


class RecoverableCells(Measure):
    """The narrowest interval that a reader can compute for an absent cell, in persons or records.

    All published numbers together are taken as constraints (THREATS T9): sums over canonical dimensions, unions
    over set-valued ones, parts of wholes.
    """

    id = "recoverable_cells"
    threat = "T9"
    key = "thresholds.width"

    def evaluate(self, written: Written, thresholds: Thresholds) -> Check:
        """Bound every absent cell; the value is the number of cells bounded more narrowly than the limit."""
        knowledge = system(written)
        propagate(knowledge)
        cells = [u for u in knowledge.low if not any(value.startswith(HIDDEN) for value in u[1])]
        narrow = {u for u in cells if _width(knowledge, u) < thresholds.width}
        doubtful = sorted(u for u in cells if u not in narrow and _width(knowledge, u) < CLOSE)
        links = neighbours(knowledge)
        solved = 0
        for unknown in doubtful[:PROGRAMMES]:
            members = component(links, unknown, LARGEST)
            if members is None:
                continue
            solved += 1
            low, high = interval(knowledge, unknown, members)
            if high - low < thresholds.width - 1e-6:
                narrow.add(unknown)
        detail = f"{len(cells)} unknowns bounded, {len(doubtful)} closely, {solved} by linear programmes"
        return self.check(len(narrow), 0, not narrow, detail)


def _width(knowledge: System, unknown: Unknown) -> float:
    return knowledge.high[unknown] - knowledge.low[unknown]
