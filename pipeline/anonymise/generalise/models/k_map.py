"""k-map."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.anonymise.generalise.classes import Classes
from pipeline.anonymise.generalise.model import Mask, Model


@dataclass(frozen=True)
class KMap(Model):
    """Every class has ``k`` persons or more in the population that the table is drawn from (Sweeney 2002)."""

    k: int

    def kept(self, classes: Classes) -> Mask:
        """By size in the population."""
        return classes.population >= self.k

    def certain(self, classes: Classes) -> Mask:
        """Parts of a small class are smaller still."""
        return self.kept(classes)

    def described(self) -> str:
        """The model with its parameter."""
        return f"{self.k}-map"
