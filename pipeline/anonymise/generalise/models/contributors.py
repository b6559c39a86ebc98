"""Enough contributors behind every class: prescribers, for one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.anonymise.generalise.classes import Classes
from pipeline.anonymise.generalise.model import Mask, Model


@dataclass(frozen=True)
class Contributors(Model):
    """Every class has ``least`` different values of a column or more, empty cells not counted (threat T8)."""

    sensitive: str
    least: int

    def kept(self, classes: Classes) -> Mask:
        """By number of values."""
        found = classes.histogram(self.sensitive)
        filled = np.array([value is not None for value in found.values], dtype=bool)
        return np.bincount(found.classes[filled[found.codes]], minlength=classes.number) >= self.least

    def certain(self, classes: Classes) -> Mask:
        """Parts have no value that the whole has not."""
        return self.kept(classes)

    def described(self) -> str:
        """The model with its parameter."""
        return f"{self.least} contributors ({self.sensitive})"
