"""What a utility measure offers the search: its value at a node, and floors that no node of a branch goes below."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from pipeline.anonymise.generalise.classes import Classes, Grouping
from pipeline.anonymise.generalise.hierarchy import Floats, Ints, summed
from pipeline.anonymise.generalise.model import Mask


class Floor(ABC):
    """A lower bound of a utility over all nodes that agree with the levels it was made for."""

    @abstractmethod
    def at(self, finest: Sequence[int], fixed: Collection[int]) -> float:
        """The bound for nodes at ``finest`` or coarser levels, attributes ``fixed`` being at these."""


@dataclass(frozen=True)
class Constant(Floor):
    """One number for the whole branch."""

    number: float

    def at(self, finest: Sequence[int], fixed: Collection[int]) -> float:
        """The number."""
        del finest, fixed
        return self.number


@dataclass(frozen=True)
class Summed(Floor):
    """A sum over attributes: ``costs[a][l]`` is the least that attribute ``a`` costs on level ``l``."""

    costs: Sequence[Floats]

    def at(self, finest: Sequence[int], fixed: Collection[int]) -> float:
        """The costs of the levels that are fixed, and the cheapest that each other attribute may have."""
        return float(sum(c[finest[a]] if a in fixed else c[finest[a] :].min() for a, c in enumerate(self.costs)))


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
    def floor(self, finest: Sequence[int], gone: Mask) -> Floor:
        """A bound over nodes at levels ``finest`` or coarser, at all of which the tuples ``gone`` are suppressed."""

    @cached_property
    def marginals(self) -> list[Floats]:
        """Records of each leaf, by attribute."""
        return [self.by_leaf(attribute, self.coded.counts) for attribute in range(len(self.coded.hierarchies))]

    def by_leaf(self, attribute: int, counts: Ints, tuples: Ints | None = None) -> Floats:
        """Sums of ``counts``, one a tuple (all, or those at ``tuples``), for each leaf of an attribute."""
        leaves = self.coded.leaves[attribute]
        size = len(self.coded.hierarchies[attribute].leaves)
        return summed(leaves if tuples is None else leaves[tuples], counts, size)

    def classes(self, levels: Sequence[int]) -> Classes:
        """The classes at a node."""
        return self.grouping.classes(dict(enumerate(levels)))
