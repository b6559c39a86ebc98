"""The risk over all rows together."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.anonymise.generalise.classes import Classes
from pipeline.anonymise.generalise.model import Mask, Model, everything


@dataclass(frozen=True)
class MeanRisk(Model):
    """A right link over all rows has a chance of ``most`` at most: classes by records (marketer risk; El Emam 2013)."""

    most: float

    def kept(self, classes: Classes) -> Mask:
        """No class is ruled out by itself."""
        return everything(classes)

    def certain(self, classes: Classes) -> Mask:
        """No class is ruled out by itself."""
        return everything(classes)

    def holds(self, classes: Classes, kept: Mask) -> bool:
        """By the classes and records that are left."""
        left = kept & (classes.sizes > 0)
        return bool(left.sum() <= self.most * classes.sizes[left].sum())

    def described(self) -> str:
        """The model with its parameter."""
        return f"mean risk {self.most:g}"
