"""The exact search for the best node of the lattice of generalisations, with a limit on suppressed records.

Attributes get their levels one after the other, best first by a lower bound, so that a branch is the set of all nodes
that agree on the first attributes. Leaving the other attributes out gives a projection of the table, whose classes are
unions of the classes at every node of the branch. What a projection already suppresses is suppressed everywhere in the
branch; that bounds the number of suppressed records, and what they and the labels cost, from below. The first node that
leaves the queue is the optimum: nothing in the queue can be better. A branch is bounded by its parent's floor first and
measured only when it comes up.

Suppression may only grow from a coarse projection to a finer one where the condition of a model, once met, is met by
unions (k, distinct l, k-map); of other models `Model.certain` gives the part that has this property, and nodes are
judged by the whole condition. So the result is the optimum for these too, although they are not monotonic.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from pipeline.anonymise.generalise.classes import Classes, Grouping
from pipeline.anonymise.generalise.feasible import Feasible
from pipeline.anonymise.generalise.model import Mask, Model
from pipeline.anonymise.generalise.utility import Floor, Utility

Levels = tuple[int, ...]


@dataclass(frozen=True)
class Best:
    """The best node: level of each attribute, its classes, which of them are kept, records lost, the utility's value.

    ``measured`` counts the projections and nodes that were grouped on the way.
    """

    levels: Levels
    classes: Classes = field(repr=False)
    kept: Mask = field(repr=False)
    suppressed: int
    value: float
    measured: int


class Search:
    """One search; ``most`` records may be suppressed. ``watch`` is called before each grouping, and may raise."""

    def __init__(
        self,
        grouping: Grouping,
        models: Sequence[Model],
        utility: Utility,
        most: int,
        watch: Callable[[], None] = lambda: None,
    ) -> None:
        self._grouping = grouping
        self._models = models
        self._utility = utility
        self._most = most
        self._watch = watch
        hierarchies = grouping.coded.hierarchies
        self._order = sorted(range(len(hierarchies)), key=lambda a: (len(hierarchies[a].leaves), a))
        self._failed: list[list[Levels]] = [[] for _ in range(len(hierarchies) + 1)]
        self._measured = 0
        self._feasible = Feasible(grouping, models, most)

    def run(self) -> Best | None:
        """The node of the lowest value among those that meet all models within the limit; None where there is none."""
        ticks = count()
        queue: list[tuple[float, int, Levels, Floor | None, Best | None]] = []
        if (finest := self._feasible.finest({})) is not None:
            start = self._utility.floor(finest, np.zeros(len(self._grouping.coded.counts), dtype=bool))
            self._branch(queue, (), start, ticks)
        while queue:
            bound, _, levels, floor, best = heapq.heappop(queue)
            if best is not None:
                return Best(best.levels, best.classes, best.kept, best.suppressed, best.value, self._measured)
            if floor is None or self._hopeless(levels):
                continue
            found = self._measure(levels)
            if isinstance(found, Best):
                heapq.heappush(queue, (found.value, next(ticks), levels, None, found))
            elif found is not None:
                self._branch(queue, levels, found, ticks, bound)
        return None

    def _branch(
        self,
        queue: list[tuple[float, int, Levels, Floor | None, Best | None]],
        levels: Levels,
        floor: Floor,
        ticks: count[int],
        least: float = 0.0,
    ) -> None:
        """Queue the branches below one, each level of the next attribute."""
        attribute = self._order[len(levels)]
        for level in range(self._grouping.coded.hierarchies[attribute].levels):
            longer = (*levels, level)
            named = self._named(longer)
            if (finest := self._feasible.finest(named)) is not None:
                heapq.heappush(queue, (max(least, floor.at(finest, named)), next(ticks), longer, floor, None))

    def _measure(self, levels: Levels) -> Floor | Best | None:
        """Group at ``levels``: a floor for what is below, at a node its value, None where too much is suppressed."""
        self._watch()
        self._measured += 1
        named = self._named(levels)
        classes = self._grouping.classes(named)
        possible = np.logical_and.reduce([model.certain(classes) for model in self._models])
        if int(classes.sizes[~possible].sum()) > self._most:
            self._failed[len(levels)].append(levels)
            return None
        if len(levels) < len(self._order):
            finest = self._feasible.finest(named)
            return None if finest is None else self._utility.floor(finest, ~possible[classes.class_of])
        kept = np.logical_and.reduce([model.kept(classes) for model in self._models])
        suppressed = int(classes.sizes[~kept].sum())
        if suppressed > self._most or not all(model.holds(classes, kept) for model in self._models):
            return None
        in_order = tuple(named[a] for a in range(len(named)))
        return Best(in_order, classes, kept, suppressed, self._utility.value(named, classes, kept), 0)

    def _named(self, levels: Levels) -> dict[int, int]:
        """Attribute -> level, in order of attribute."""
        return dict(sorted(zip(self._order, levels, strict=False)))

    def _hopeless(self, levels: Levels) -> bool:
        """Whether a branch of the same or coarser levels has suppressed too much."""
        return any(all(map(int.__le__, levels, failed)) for failed in self._failed[len(levels)])
