"""Columns that hold two kinds of values: which other kind stands among those that the column's own does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.detect.evidence import Evidence
from pipeline.detect.recogniser import Recogniser

STRANGE = 0.4
"""Score up to which a value does not fit its column's entity."""
SURE = 0.8
"""Score, and specificity, from which a value tells another kind by itself."""
TOLD = 0.02
"""Share of values of another kind from which it is said."""
COMPARABLE = 0.25
"""Share from which another kind counts as much as the column's own."""


@dataclass(frozen=True)
class Mixture:
    """The most frequent other kind in a column, and its share of the distinct values, 0 to 1."""

    entity: str
    share: float

    @property
    def comparable(self) -> bool:
        """Whether the other kind is frequent enough for its protection to count."""
        return self.share >= COMPARABLE


def mixture(evidence: Evidence, own: Recogniser, recognisers: Sequence[Recogniser]) -> Mixture | None:
    """Find the other kind in a column of ``own``; None where its values are of one kind."""
    strange = [value for value in evidence.values if own.matches(value) <= STRANGE]
    if not strange or len(strange) < TOLD * len(evidence.values):
        return None
    telling = [r for r in recognisers if r.SPECIFICITY >= SURE and r.ENTITY != own.ENTITY]
    counts = {r.ENTITY: sum(r.matches(value) >= SURE for value in strange) for r in telling}
    entity = max(sorted(counts), key=lambda name: counts[name], default=None)
    if entity is None or counts[entity] < TOLD * len(evidence.values):
        return None
    return Mixture(entity, counts[entity] / len(evidence.values))
