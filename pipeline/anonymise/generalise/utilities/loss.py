"""Loss."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pipeline.anonymise.generalise.classes import Classes
from pipeline.anonymise.generalise.hierarchy import Floats
from pipeline.anonymise.generalise.model import Mask
from pipeline.anonymise.generalise.utility import Floor, Summed, Utility


class Loss(Utility):
    """Share of the domain that a cell's label covers, mean over all cells; a suppressed cell counts 1 (Iyengar 2002).

    Normalised and averaged (arithmetic mean) as ARX's Loss, so that figures compare; with weights, the weighted mean.
    """

    NAME = "loss"

    def value(self, levels: Mapping[int, int], classes: Classes, kept: Mask) -> float:
        """Mean over attributes of the mean over records."""
        gone = self.coded.counts * ~kept[classes.class_of]
        total = 0.0
        for attribute, level in levels.items():
            left = self.by_leaf(attribute, self.coded.counts - gone) @ self.coded.hierarchies[attribute].loss(level)
            total += self.weights[attribute] * (left + gone.sum())
        return float(total / max(self.coded.counts.sum(), 1))

    def floor(self, levels: Mapping[int, int], gone: Mask) -> Floor:
        """Records that are gone for good count 1, all others what their labels cover."""
        del levels
        counts = np.flatnonzero(gone)
        costs: list[Floats] = []
        for attribute, hierarchy in enumerate(self.coded.hierarchies):
            lost = self.by_leaf(attribute, self.coded.counts[counts], counts)
            whole = self.marginals[attribute]
            cost = [lost.sum() + (whole - lost) @ hierarchy.loss(level) for level in range(hierarchy.levels)]
            costs.append(np.array(cost) * self.weights[attribute] / max(self.coded.counts.sum(), 1))
        return Summed(costs)
