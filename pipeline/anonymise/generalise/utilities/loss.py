"""Loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

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

    def floor(self, finest: Sequence[int], gone: Mask) -> Floor:
        """Records that are gone for good count 1, all others what their labels cover."""
        del finest
        tuples = np.flatnonzero(gone)
        costs: list[Floats] = []
        for attribute, losses in enumerate(self._losses):
            lost = self.by_leaf(attribute, self.coded.counts[tuples], tuples)
            cost = lost.sum() + _products(losses, self.marginals[attribute] - lost)
            costs.append(cost * self.weights[attribute] / max(self.coded.counts.sum(), 1))
        return Summed(costs)

    @cached_property
    def _losses(self) -> list[Floats]:
        """Loss of each leaf on each level, by attribute."""
        return [np.stack([h.loss(level) for level in range(h.levels)]) for h in self.coded.hierarchies]


def _products(losses: Floats, counts: Floats) -> Floats:
    """The matrix times the vector, on one thread: others would spend as much time waiting for each other."""
    found: Floats = np.einsum("lv,v->l", losses, counts)
    return found
