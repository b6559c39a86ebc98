"""Non-uniform entropy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.anonymise.generalise.classes import Classes
from pipeline.anonymise.generalise.hierarchy import Floats, summed
from pipeline.anonymise.generalise.model import Mask
from pipeline.anonymise.generalise.utility import Floor, Summed, Utility


class Entropy(Utility):
    """Bits that are missing to tell each cell's value from its label, given all frequencies (Gionis and Tassa 2009).

    As ARX's non-uniform entropy, summed over attributes: records that are suppressed add the entropy of their labels
    among themselves.
    """

    NAME = "entropy"

    def value(self, levels: Mapping[int, int], classes: Classes, kept: Mask) -> float:
        """Bits over all cells."""
        gone = np.flatnonzero(~kept[classes.class_of])
        total = 0.0
        for attribute, level in levels.items():
            hierarchy = self.coded.hierarchies[attribute]
            codes = hierarchy.codes[level]
            lost = summed(codes, self.by_leaf(attribute, self.coded.counts[gone], gone), len(hierarchy.labels[level]))
            total += self.weights[attribute] * (self._missing(attribute)[level] + _bits(lost))
        return total * len(self.weights)

    def floor(self, finest: Sequence[int], gone: Mask) -> Floor:
        """What the labels alone hide; what suppression adds is not bounded."""
        del finest, gone
        scale = len(self.weights)
        return Summed([self._missing(a) * self.weights[a] * scale for a in range(len(self.coded.hierarchies))])

    def _missing(self, attribute: int) -> Floats:
        """Bits hidden on each level: the entropy of the values less that of the labels."""
        hierarchy, counts = self.coded.hierarchies[attribute], self.marginals[attribute]
        bits = [_bits(summed(codes, counts, int(codes.max()) + 1)) for codes in hierarchy.codes]
        return np.array([max(bits[0] - found, 0.0) for found in bits])


def _bits(counts: Floats) -> float:
    """Total bits of a distribution given as counts: the sum of -n log2(n / N)."""
    filled = counts[counts > 0]
    return float(-(filled * np.log2(filled / filled.sum())).sum()) if len(filled) else 0.0
