"""delta-presence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.anonymise.generalise.classes import Classes
from pipeline.anonymise.generalise.model import Mask, Model, everything


@dataclass(frozen=True)
class DeltaPresence(Model):
    """In every class the share of the population that is in the table lies between two bounds (Nergiz et al. 2007).

    A class without records is not released, and so not judged.
    """

    lowest: float
    highest: float

    def kept(self, classes: Classes) -> Mask:
        """By the share, with a slack of 1e-12 for rounding."""
        share = classes.sizes / np.maximum(classes.population, 1)
        return (share >= self.lowest - 1e-12) & (share <= self.highest + 1e-12)

    def certain(self, classes: Classes) -> Mask:
        """A share may rise or fall in a part of a class."""
        return everything(classes)

    def described(self) -> str:
        """The model with its bounds."""
        return f"delta-presence of {self.lowest:g} to {self.highest:g}"
