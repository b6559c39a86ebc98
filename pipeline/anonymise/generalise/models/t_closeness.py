"""t-closeness (Li, Li and Venkatasubramanian 2007), with three ground distances between sensitive values."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field

import numpy as np

from pipeline.anonymise.generalise.classes import Classes, Histogram
from pipeline.anonymise.generalise.hierarchy import Floats, Hierarchy, Ints, Value, summed
from pipeline.anonymise.generalise.model import Mask, Model, everything
from pipeline.core.errors import InputError

CELLS = 1 << 22
"""Cells of the table of classes and values that is laid out at a time."""
SLACK = 1e-9


class _Closeness(Model):
    """The values of every class are distributed as in the whole table, up to an earth mover's distance of ``t``.

    Classes are compared with the table that was given. What is released must be as close to itself, so that whoever
    has nothing but the released file finds no class farther than ``t`` either: dropping records moves the whole.
    """

    sensitive: str
    t: float

    @abstractmethod
    def distances(self, shares: Floats, whole: Floats, values: tuple[Value, ...]) -> Floats:
        """The distance of each row of ``shares`` (classes x values) from ``whole``."""

    def kept(self, classes: Classes) -> Mask:
        """By distance from the whole table."""
        found = classes.histogram(self.sensitive)
        return self._distances(found, classes.number, found.overall) <= self.t + SLACK

    def certain(self, classes: Classes) -> Mask:
        """A part may be closer to the whole, or farther."""
        return everything(classes)

    def holds(self, classes: Classes, kept: Mask) -> bool:
        """Whether the kept classes are as close to what is kept."""
        found = classes.histogram(self.sensitive)
        mine = kept[found.classes]
        left = summed(found.codes[mine], found.counts[mine], found.size)
        return not left.any() or bool((self._distances(found, classes.number, left)[kept] <= self.t + SLACK).all())

    def _distances(self, found: Histogram, classes: int, whole: Floats) -> Floats:
        """Distance of every class from a distribution (counts by value); classes without records get 0."""
        target = whole / max(whole.sum(), 1)
        result = np.zeros(classes)
        filled, rows = np.unique(found.classes, return_inverse=True)
        step = max(1, CELLS // max(found.size, 1))
        for begin in range(0, len(filled), step):
            first, last = np.searchsorted(rows, [begin, begin + step])
            shares = np.zeros((min(step, len(filled) - begin), found.size))
            shares[rows[first:last] - begin, found.codes[first:last]] = found.counts[first:last]
            shares /= shares.sum(axis=1, keepdims=True)
            result[filled[begin : begin + step]] = self.distances(shares, target, found.values)
        return result

    def described(self) -> str:
        """The model with its parameter."""
        return f"{self.t:g}-closeness of {self.sensitive}"


@dataclass(frozen=True)
class EqualCloseness(_Closeness):
    """All values are as far from each other: half the sum of absolute differences."""

    sensitive: str
    t: float

    def distances(self, shares: Floats, whole: Floats, values: tuple[Value, ...]) -> Floats:
        """Total variation."""
        del values
        found: Floats = np.abs(shares - whole).sum(axis=1) / 2
        return found


@dataclass(frozen=True)
class OrderedCloseness(_Closeness):
    """Values lie on a line, each one step from the next: numbers by size, other texts by alphabet, empty ones last."""

    sensitive: str
    t: float

    def distances(self, shares: Floats, whole: Floats, values: tuple[Value, ...]) -> Floats:
        """Mean absolute difference of the cumulated shares."""
        order = in_order(values)
        found: Floats = np.abs(np.cumsum((shares - whole)[:, order], axis=1)).sum(axis=1) / max(len(values) - 1, 1)
        return found


@dataclass(frozen=True)
class HierarchicalCloseness(_Closeness):
    """Two values are as far as their lowest common label is high in a hierarchy; its top level makes all alike."""

    sensitive: str
    t: float
    hierarchy: Hierarchy = field(repr=False)

    def distances(self, shares: Floats, whole: Floats, values: tuple[Value, ...]) -> Floats:
        """At each label, what its parts exchange among themselves, times its height."""
        codes = self._codes(values)
        extra = _grouped(shares - whole, np.asarray(codes[0]), int(codes[0].max()) + 1)
        found = np.zeros(len(shares))
        height = max(len(codes) - 1, 1)
        for level in range(1, len(codes)):
            parent = np.zeros(int(codes[level - 1].max()) + 1, dtype=np.int64)
            parent[codes[level - 1]] = codes[level]
            groups = int(codes[level].max()) + 1
            over = _grouped(np.maximum(extra, 0), parent, groups)
            under = _grouped(np.maximum(-extra, 0), parent, groups)
            found += np.minimum(over, under).sum(axis=1) * level / height
            extra = over - under
        return found

    def _codes(self, values: tuple[Value, ...]) -> list[Ints]:
        """For each level the label of each value; one label for all is added where the top has several."""
        hierarchy = self.hierarchy.with_empty() if None in values else self.hierarchy
        place = {value: leaf for leaf, value in enumerate(hierarchy.leaves)}
        if missing := sum(value not in place for value in values):
            said = f"column {self.sensitive}: its hierarchy has no line for {missing:,} of its values"
            raise InputError(said, "add a line for each; fields are separated by ; and compared as they are written")
        leaves = np.array([place[value] for value in values], dtype=np.int64)
        codes = [code[leaves] for code in hierarchy.codes]
        return codes if len(hierarchy.labels[-1]) == 1 else [*codes, np.zeros(len(leaves), dtype=np.int64)]


def in_order(values: tuple[Value, ...]) -> Ints:
    """Places of the values from the least to the greatest."""
    numbers: list[float] = []
    for value in values:
        try:
            numbers.append(float((value or "inf").replace(",", ".")))
        except ValueError:
            return np.array(sorted(range(len(values)), key=lambda i: (values[i] is None, values[i] or "")))
    return np.argsort(np.array(numbers), kind="stable")


def _grouped(cells: Floats, group: Ints, groups: int) -> Floats:
    """Sums of the columns of each group."""
    summed = np.zeros((len(cells), groups))
    for column, of in enumerate(group):
        summed[:, of] += cells[:, column]
    return summed
