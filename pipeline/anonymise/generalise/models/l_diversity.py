"""l-diversity, in its three forms (Machanavajjhala et al. 2007)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.anonymise.generalise.classes import Classes
from pipeline.anonymise.generalise.hierarchy import summed
from pipeline.anonymise.generalise.model import Mask, Model

SLACK = 1e-9


@dataclass(frozen=True)
class DistinctDiversity(Model):
    """Every class has ``l`` different sensitive values or more; an empty cell is a value."""

    sensitive: str
    l: int  # noqa: E741

    def kept(self, classes: Classes) -> Mask:
        """By number of values."""
        found = classes.histogram(self.sensitive)
        return np.bincount(found.classes, minlength=classes.number) >= self.l

    def certain(self, classes: Classes) -> Mask:
        """Parts have no value that the whole has not."""
        return self.kept(classes)

    def described(self) -> str:
        """The model with its parameter."""
        return f"distinct {self.l}-diversity of {self.sensitive}"


@dataclass(frozen=True)
class EntropyDiversity(Model):
    """The entropy of the sensitive values of every class is ``log(l)`` or more."""

    sensitive: str
    l: float  # noqa: E741

    def kept(self, classes: Classes) -> Mask:
        """By entropy, in nats."""
        found = classes.histogram(self.sensitive)
        size = np.maximum(summed(found.classes, found.counts, classes.number), 1)
        share = found.counts / size[found.classes]
        entropy = summed(found.classes, -share * np.log(share), classes.number)
        return entropy >= float(np.log(self.l)) - SLACK

    def certain(self, classes: Classes) -> Mask:
        """An entropy of log(l) needs l values."""
        return DistinctDiversity(self.sensitive, int(np.ceil(self.l - SLACK))).kept(classes)

    def described(self) -> str:
        """The model with its parameter."""
        return f"entropy {self.l:g}-diversity of {self.sensitive}"


@dataclass(frozen=True)
class RecursiveDiversity(Model):
    """Recursive (c, l)-diversity: the most frequent value stands less often than ``c`` times all from the l-th on."""

    sensitive: str
    c: float
    l: int  # noqa: E741

    def kept(self, classes: Classes) -> Mask:
        """By the counts of each class, from the largest down."""
        found = classes.histogram(self.sensitive)
        order = np.lexsort((-found.counts, found.classes))
        of, counts = found.classes[order], found.counts[order]
        if not len(of):
            return np.zeros(classes.number, dtype=bool)
        starts = np.flatnonzero(np.append(True, of[1:] != of[:-1]))
        rank = np.arange(len(of)) - np.repeat(starts, np.diff(np.append(starts, len(of))))
        tail = summed(of, np.where(rank >= self.l - 1, counts, 0), classes.number)
        most = summed(of, np.where(rank == 0, counts, 0), classes.number)
        return most < self.c * tail - SLACK

    def certain(self, classes: Classes) -> Mask:
        """Without an l-th value there is nothing from it on."""
        return DistinctDiversity(self.sensitive, self.l).kept(classes)

    def described(self) -> str:
        """The model with its parameters."""
        return f"recursive ({self.c:g}, {self.l})-diversity of {self.sensitive}"
