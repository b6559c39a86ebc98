"""Discernibility, with and without the penalty of suppression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.anonymise.generalise.classes import Classes
from pipeline.anonymise.generalise.model import Mask
from pipeline.anonymise.generalise.utility import Constant, Floor, Utility


class Discernibility(Utility):
    """How many records look like each record, summed; a suppressed one looks like all (Bayardo and Agrawal 2005)."""

    NAME = "discernibility"

    def value(self, levels: Mapping[int, int], classes: Classes, kept: Mask) -> float:
        """Sum of squares of class sizes, and of suppressed records times all records."""
        del levels
        sizes = classes.sizes.astype(np.float64)
        total = float(sizes.sum())
        return float(np.where(kept, sizes * sizes, sizes * total).sum())

    def floor(self, finest: Sequence[int], gone: Mask) -> Floor:
        """With all attributes as fine as can be, classes are never larger."""
        classes = self.classes(finest)
        sizes = classes.sizes.astype(np.float64)
        lost = np.bincount(classes.class_of, weights=self.coded.counts * gone, minlength=classes.number)
        return Constant(float((lost * sizes.sum() + (sizes - lost) * sizes).sum()))


class DiscernibilityStar(Utility):
    """The same with suppressed records in the classes that they come from (monotonic; ARX's DM*)."""

    NAME = "discernibility-star"

    def value(self, levels: Mapping[int, int], classes: Classes, kept: Mask) -> float:
        """Sum of squares of class sizes."""
        del levels, kept
        return float((classes.sizes.astype(np.float64) ** 2).sum())

    def floor(self, finest: Sequence[int], gone: Mask) -> Floor:
        """With all attributes as fine as can be, classes are never larger."""
        del gone
        return Constant(float((self.classes(finest).sizes.astype(np.float64) ** 2).sum()))
