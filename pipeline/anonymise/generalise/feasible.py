"""Which levels can go together: what pairs of attributes alone already suppress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.anonymise.generalise.classes import Grouping
from pipeline.anonymise.generalise.model import Model


class Feasible:
    """For levels of some attributes, the finest level that each other one may still have.

    A pair of attributes is a projection: what it suppresses, every node with these levels or finer ones does. Pairs are
    grouped when they are first asked for, once each; ``most`` records may be suppressed.
    """

    def __init__(self, grouping: Grouping, models: Sequence[Model], most: int) -> None:
        self._grouping = grouping
        self._models = models
        self._most = most
        self._levels = [hierarchy.levels for hierarchy in grouping.coded.hierarchies]
        self._within: dict[tuple[tuple[int, int], ...], bool] = {}
        self._finest: dict[tuple[int, int, int], int] = {}

    def finest(self, levels: Mapping[int, int]) -> tuple[int, ...] | None:
        """The finest level of every attribute (``levels`` where given); None where there is no way to go on."""
        found = []
        for other, number in enumerate(self._levels):
            least = levels.get(other, self._least(other, 0, other))
            for attribute, level in levels.items():
                if attribute != other:
                    least = max(least, self._least(attribute, level, other))
            if least >= number or least > levels.get(other, number):
                return None
            found.append(least)
        return tuple(found)

    def _least(self, attribute: int, level: int, other: int) -> int:
        """The finest level of ``other`` beside ``attribute`` at ``level`` (alone, where it is the same attribute)."""
        key = attribute, level, other
        if key not in self._finest:
            low, high = 0, self._levels[other]
            while low < high:
                middle = (low + high) // 2
                named = {other: middle} if attribute == other else {attribute: level, other: middle}
                low, high = (low, middle) if self._is_within(named) else (middle + 1, high)
            self._finest[key] = low
        return self._finest[key]

    def _is_within(self, levels: Mapping[int, int]) -> bool:
        key = tuple(sorted(levels.items()))
        if key not in self._within:
            classes = self._grouping.classes(dict(key))
            possible = np.logical_and.reduce([model.certain(classes) for model in self._models])
            self._within[key] = int(classes.sizes[~possible].sum()) <= self._most
        return self._within[key]
