"""k-anonymity."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.anonymise.generalise.classes import Classes
from pipeline.anonymise.generalise.model import Mask, Model


@dataclass(frozen=True)
class KAnonymity(Model):
    """Every class has ``k`` records or more (Samarati and Sweeney 1998)."""

    k: int

    def kept(self, classes: Classes) -> Mask:
        """By size."""
        return classes.sizes >= self.k

    def certain(self, classes: Classes) -> Mask:
        """Parts of a small class are smaller still."""
        return self.kept(classes)

    def described(self) -> str:
        """The model with its parameter."""
        return f"{self.k}-anonymity"
