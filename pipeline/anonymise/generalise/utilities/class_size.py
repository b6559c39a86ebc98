"""Average class size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.anonymise.generalise.classes import Classes
from pipeline.anonymise.generalise.model import Mask
from pipeline.anonymise.generalise.utility import Constant, Floor, Utility


class ClassSize(Utility):
    """Records by number of classes, all suppressed ones being one class (LeFevre et al. 2006, as ARX computes it)."""

    NAME = "class-size"

    def value(self, levels: Mapping[int, int], classes: Classes, kept: Mask) -> float:
        """Records divided by classes."""
        del levels
        filled = classes.sizes > 0
        number = int((filled & kept).sum()) + bool((filled & ~kept).any())
        return float(classes.sizes.sum() / max(number, 1))

    def floor(self, finest: Sequence[int], gone: Mask) -> Floor:
        """With all attributes as fine as can be, there are never fewer classes; those lost for good are one."""
        classes = self.classes(finest)
        whole = int((classes.sizes > 0).sum())
        left = np.bincount(classes.class_of, weights=self.coded.counts * ~gone, minlength=classes.number)
        number = min(whole, int((left > 0).sum()) + 1)
        return Constant(float(classes.sizes.sum() / max(number, 1)))
