"""Sensitive facts that most people do not have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.anonymise.generalise.classes import Classes
from pipeline.anonymise.generalise.hierarchy import Floats, summed
from pipeline.anonymise.generalise.model import Mask, Model

SLACK = 1e-9


@dataclass(frozen=True)
class Facts(Model):
    """A class in which nobody has a fact betrays none; one with facts must not say who has which (threat T11).

    Where somebody has a fact, the class has ``l`` different values or more (``absent``, no fact, is one), and no fact
    is more than ``share`` of it; everywhere, each value that stands at all stands ``k`` times or more, so that rows are
    alike with it, too. A class is released with all its values or not at all: shares within it are true.
    """

    sensitive: str
    absent: str
    k: int
    l: int  # noqa: E741
    share: float

    def kept(self, classes: Classes) -> Mask:
        """By the values of each class."""
        found = classes.histogram(self.sensitive)
        values = np.bincount(found.classes, minlength=classes.number)
        rare = np.bincount(found.classes[found.counts < self.k], minlength=classes.number) > 0
        fact = self._facts(classes)
        most = np.zeros(classes.number)
        np.maximum.at(most, found.classes[fact[found.codes]], found.counts[fact[found.codes]])
        diverse = (values >= self.l) & (most <= self.share * np.maximum(classes.sizes, 1) + SLACK)
        kept: Mask = ~rare & (diverse | (most == 0)) & (values > 0)
        return kept

    def certain(self, classes: Classes) -> Mask:
        """A part that may be released has nobody with a fact, or ``l`` values, ``k`` times each."""
        found = classes.histogram(self.sensitive)
        often = np.bincount(found.classes[found.counts >= self.k], minlength=classes.number)
        return (often >= self.l) | (self._without(classes) >= self.k)

    def _facts(self, classes: Classes) -> Mask:
        """Which values are facts."""
        values = classes.histogram(self.sensitive).values
        return np.array([value != self.absent for value in values], dtype=bool)

    def _without(self, classes: Classes) -> Floats:
        """Records of each class without a fact."""
        found = classes.histogram(self.sensitive)
        absent = ~self._facts(classes)[found.codes]
        return summed(found.classes[absent], found.counts[absent], classes.number)

    def described(self) -> str:
        """The model with its parameters."""
        return f"{self.l} values of {self.sensitive}, none over {self.share:g}"
