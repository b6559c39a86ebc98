"""Ambiguity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.anonymise.generalise.classes import Classes
from pipeline.anonymise.generalise.model import Mask
from pipeline.anonymise.generalise.utility import Constant, Floor, Utility


class Ambiguity(Utility):
    """How many combinations of original values each record could have had, summed (Goldberger and Tassa 2010)."""

    NAME = "ambiguity"

    def value(self, levels: Mapping[int, int], classes: Classes, kept: Mask) -> float:
        """Sum over records of the product of the sizes of their labels; all values where suppressed."""
        return self._sum(levels, ~kept[classes.class_of])

    def floor(self, finest: Sequence[int], gone: Mask) -> Floor:
        """With all attributes as fine as can be."""
        return Constant(self._sum(dict(enumerate(finest)), gone))

    def _sum(self, levels: Mapping[int, int], gone: Mask) -> float:
        hierarchies = self.coded.hierarchies
        product = np.ones(len(self.coded.counts))
        for attribute, level in levels.items():
            if level:
                product *= hierarchies[attribute].sizes(level)[self.coded.leaves[attribute]]
        domain = float(np.prod([float(len(hierarchy.leaves)) for hierarchy in hierarchies]))
        return float((np.where(gone, domain, product) * self.coded.counts).sum())
