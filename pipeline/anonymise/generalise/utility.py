"""What a utility measure offers the search: its value at a node, and floors that no node of a branch goes below."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from pipeline.anonymise.generalise.classes import Classes, Grouping
from pipeline.anonymise.generalise.hierarchy import Floats, Ints, summed
from pipeline.anonymise.generalise.model import Mask


class Floor(ABC):
    """A lower bound of a utility over all nodes that agree with the levels it was made for."""

    @abstractmethod
    def at(self, levels: Mapping[int, int]) -> float:
        """The bound for nodes that agree with ``levels`` too."""


@dataclass(frozen=True)
class Constant(Floor):
    """One number for the whole branch."""

    number: float

    def at(self, levels: Mapping[int, int]) -> float:
        """The number."""
        del levels
        return self.number


@dataclass(frozen=True)
class Summed(Floor):
    """A sum over attributes: ``costs[a][l]`` is the least that attribute ``a`` costs on level ``l``."""

    costs: Sequence[Floats]

    def at(self, levels: Mapping[int, int]) -> float:
        """The costs of the levels that are known, and the cheapest of each other attribute."""
        return float(sum(cost[levels[a]] if a in levels else cost.min() for a, cost in enumerate(self.costs)))


class Utility(ABC):
    """One measure of what generalisation and suppression cost: the smaller the better.

    ``weights`` (by attribute, sum 1) count for measures that are sums over attributes.
    """

    NAME: ClassVar[str]

    def __init__(self, grouping: Grouping, weights: Floats) -> None:
        self.grouping = grouping
        self.coded = grouping.coded
        self.weights = weights

    @abstractmethod
    def value(self, levels: Mapping[int, int], classes: Classes, kept: Mask) -> float:
        """The measure at a node: all attributes at ``levels``, in ``classes``, of which those not ``kept`` are gone."""

    @abstractmethod
    def floor(self, levels: Mapping[int, int], gone: Mask) -> Floor:
        """A bound over all nodes that agree with ``levels``, at all of which the tuples ``gone`` are suppressed."""

    @cached_property
    def marginals(self) -> list[Floats]:
        """Records of each leaf, by attribute."""
        return [self.by_leaf(attribute, self.coded.counts) for attribute in range(len(self.coded.hierarchies))]

    def by_leaf(self, attribute: int, counts: Ints, tuples: Ints | None = None) -> Floats:
        """Sums of ``counts``, one a tuple (all, or those at ``tuples``), for each leaf of an attribute."""
        leaves = self.coded.leaves[attribute]
        size = len(self.coded.hierarchies[attribute].leaves)
        return summed(leaves if tuples is None else leaves[tuples], counts, size)

    def finest(self, levels: Mapping[int, int]) -> Classes:
        """The classes at ``levels`` with every other attribute as it is."""
        return self.grouping.classes({a: levels.get(a, 0) for a in range(len(self.coded.hierarchies))})
