"""Local recoding: levels that differ from class to class, in boxes that never overlap.

ARX and others recode the records that a first node suppresses at a second, coarser one. The labels of the second then
lie around those of the first, and whoever knows the algorithm knows which of the values under a wide label cannot be
meant (threat T30). Here a class is a box of the domain, and boxes are only ever parted, by one attribute and one level
at a time, so that every value has one box: there is nothing to infer from the others. What becomes too small by a split
is suppressed, within the limit; a split that costs more than it gains is none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pipeline.anonymise.generalise.classes import DENSE, Classes, Grouping
from pipeline.anonymise.generalise.coded import Coded, distinct
from pipeline.anonymise.generalise.hierarchy import Floats, Ints, summed
from pipeline.anonymise.generalise.model import Mask, Model
from pipeline.anonymise.generalise.models.k_anonymity import KAnonymity
from pipeline.core.errors import GateError

LEAST = 3
"""Records of a box. Of two under a label with two labels below it, everybody knows that there is one of each: two of
one kind would have been released under the finer label."""
EVEN = 0.2
"""Added to the entropy (nats) that a gain is divided by: how much a split in one part, which has none, is preferred."""


@dataclass(frozen=True)
class Boxes:
    """A table cut into boxes: for each attribute the level of each tuple, the box of each tuple, those not suppressed.

    All tuples of a box have the same level. ``passes`` counts the rounds of splits that led to it.
    """

    levels: npt.NDArray[np.int8] = field(repr=False)
    box: Ints = field(repr=False)
    kept: Mask = field(repr=False)
    passes: int = 0


def partition(
    grouping: Grouping,
    models: Sequence[Model],
    weights: Floats,
    most: int,
    node: Sequence[int],
    watch: Callable[[], None],
) -> Boxes:
    """The boxes of the lowest Loss of two: those parted from the classes of ``node``, and from those of the top.

    Raises
    ------
    GateError
        When neither meets the models and has `LEAST` records in each box.
    """
    work = Specialisation(grouping, [*models, KAnonymity(LEAST)], weights, most, watch)
    starts = [work.start(node), work.start([hierarchy.levels - 1 for hierarchy in grouping.coded.hierarchies])]
    found = [work.run(start) for start in starts if start is not None]
    if not found:
        said = f"no local recoding has {LEAST} records in each class with at most {most:,} suppressed"
        raise GateError(said, "raise --suppression-limit, or leave out --local")
    return min(found, key=lambda boxes: loss_of(boxes, grouping.coded, weights))


def loss_of(boxes: Boxes, coded: Coded, weights: Floats) -> float:
    """Loss, as `pipeline.anonymise.generalise.utilities.loss` has it of nodes."""
    each = np.zeros(len(coded.counts))
    for attribute, (hierarchy, weight) in enumerate(zip(coded.hierarchies, weights, strict=True)):
        losses = np.stack([hierarchy.loss(level) for level in range(hierarchy.levels)])
        each += weight * losses[boxes.levels[attribute], coded.leaves[attribute]]
    return float(np.where(boxes.kept, each, 1.0) @ coded.counts / max(coded.counts.sum(), 1))


@dataclass(frozen=True)
class _Split:
    """All boxes parted by one attribute: the part of each tuple, and for each box what it gains and what it drops."""

    part: Ints
    parts_kept: Mask
    score: Floats
    dropped: Floats


class Specialisation:
    """Parts boxes as long as that gains; at most ``most`` records may be suppressed. ``watch`` may raise to stop it."""

    def __init__(
        self, grouping: Grouping, models: Sequence[Model], weights: Floats, most: int, watch: Callable[[], None]
    ) -> None:
        self._coded = grouping.coded
        self._grouping = grouping
        self._models = models
        self._most = most
        self._watch = watch
        self._gains = [
            [w * (h.loss(level) - h.loss(level - 1)) if level else np.zeros(len(h.leaves)) for level in range(h.levels)]
            for h, w in zip(self._coded.hierarchies, weights, strict=True)
        ]

    def start(self, levels: Sequence[int]) -> Boxes | None:
        """The classes of a node as boxes; None where they suppress too much or break a model."""
        classes = self._grouping.classes(dict(enumerate(levels)))
        kept = self._kept(classes)
        if int(classes.sizes[~kept].sum()) > self._most or not kept.any() or not self._holds(classes, kept):
            return None
        each = np.repeat(np.array(levels, dtype=np.int8)[:, None], len(self._coded.counts), axis=1)
        return Boxes(each, classes.class_of.astype(np.int64), kept[classes.class_of])

    def run(self, start: Boxes) -> Boxes:
        """The boxes when no split is left that gains."""
        boxes, open_ = start, start.kept.copy()
        while open_.any():
            finer, open_ = self._round(boxes, open_)
            classes = Classes(self._coded, finer.box, int(finer.box.max()) + 1)
            inside = np.bincount(finer.box, weights=finer.kept, minlength=classes.number) > 0
            if not self._holds(classes, inside):
                return boxes
            boxes = finer
        return boxes

    def _round(self, boxes: Boxes, open_: Mask) -> tuple[Boxes, Mask]:
        """Part every open box by its best attribute; the tuples of boxes that can be parted no more are not open."""
        tuples = np.flatnonzero(open_)
        box = distinct(boxes.box[tuples])[1]
        number = int(box.max()) + 1
        spare = self._most - int(self._coded.counts[~boxes.kept].sum())
        best = np.full(number, -1.0)
        by, dropped = np.full(number, -1), np.zeros(number)
        splits: dict[int, _Split] = {}
        for attribute in range(len(boxes.levels)):
            self._watch()
            split = self._split(attribute, tuples, box, boxes.levels[attribute], number)
            better = (split.score > best) & (split.dropped <= spare)
            best[better], by[better], dropped[better] = split.score[better], attribute, split.dropped[better]
            splits[attribute] = split
        chosen = _affordable(best, dropped, spare)
        return self._parted(boxes, tuples, box, splits, np.where(chosen, by, -1), by >= 0)

    def _split(self, attribute: int, tuples: Ints, box: Ints, levels: npt.NDArray[np.int8], number: int) -> _Split:
        """Every box parted by the labels one level down; where there is none, the score is below 0."""
        hierarchy = self._coded.hierarchies[attribute]
        level, leaf = levels[tuples], self._coded.leaves[attribute][tuples]
        counts = self._coded.counts[tuples]
        code, gain = np.zeros(len(tuples), dtype=np.int64), np.zeros(len(tuples))
        for above in np.unique(level[level > 0]).tolist():
            here = np.flatnonzero(level == above)
            code[here] = hierarchy.codes[above - 1][leaf[here]]
            gain[here] = self._gains[attribute][above][leaf[here]]
        part, parts = _numbered(box, code)
        kept = self._kept_parts(tuples, part, parts)
        stays = kept[part]
        dropped = summed(box, counts * ~stays, number)
        gained = summed(box, gain * counts * stays, number) - dropped
        splittable = np.bincount(box, weights=level > 0, minlength=number) > 0
        worth = splittable & ((gained > 1e-9) | (dropped == 0))
        entropy = _entropy(box, part, counts * stays, parts, number)
        return _Split(part, kept, np.where(worth, np.maximum(gained, 0) / (entropy + EVEN), -1.0), dropped)

    def _kept_parts(self, tuples: Ints, part: Ints, parts: int) -> Mask:
        """Which parts meet all models."""
        of = np.full(len(self._coded.counts), parts, dtype=np.int64)
        of[tuples] = part
        return self._kept(Classes(self._coded, of, parts + 1))[:parts]

    def _parted(
        self, boxes: Boxes, tuples: Ints, box: Ints, splits: dict[int, _Split], by: Ints, able: Mask
    ) -> tuple[Boxes, Mask]:
        """The boxes once each is parted by attribute ``by`` (none where below 0); ``able`` ones stay open."""
        levels, new, kept = boxes.levels.copy(), boxes.box.copy(), boxes.kept.copy()
        fresh = int(new.max()) + 1
        for attribute, split in splits.items():
            mine = by[box] == attribute
            at, part = tuples[mine], split.part[mine]
            levels[attribute, at] -= 1
            new[at] = fresh + part
            kept[at] = split.parts_kept[part]
            fresh += len(split.parts_kept)
        open_ = np.zeros(len(kept), dtype=bool)
        open_[tuples] = able[box]
        moved = int((by >= 0).any())
        return Boxes(levels, distinct(new)[1], kept, boxes.passes + moved), open_ & kept & bool(moved)

    def _kept(self, classes: Classes) -> Mask:
        found: Mask = np.logical_and.reduce([model.kept(classes) for model in self._models])
        return found & (classes.sizes > 0)

    def _holds(self, classes: Classes, kept: Mask) -> bool:
        return all(model.holds(classes, kept) for model in self._models)


def _numbered(box: Ints, code: Ints) -> tuple[Ints, int]:
    """One number for each pair of box and code, and how many there may be."""
    card = int(code.max(initial=0)) + 1
    key, bound = box * card + code, (int(box.max(initial=0)) + 1) * card
    if bound > DENSE + 4 * len(key):
        first, key = distinct(key)
        bound = len(first)
    return key, bound


def _entropy(box: Ints, part: Ints, counts: Ints, parts: int, number: int) -> Floats:
    """Of the sizes of the parts of each box, in nats."""
    sizes = summed(part, counts, parts)
    whole = np.maximum(summed(box, counts, number), 1)
    logs = np.log(np.maximum(sizes, 1))
    found: Floats = np.log(whole) - summed(box, counts * logs[part], number) / whole
    return np.maximum(found, 0)


def _affordable(score: Floats, dropped: Floats, spare: int) -> Mask:
    """Which boxes are parted now: all that drop nothing, then those of the best score for each record they drop."""
    order = np.argsort(-np.where(score >= 0, score / np.maximum(dropped, 1e-9), -1.0), kind="stable")
    chosen = np.zeros(len(score), dtype=bool)
    chosen[order] = np.cumsum(dropped[order]) <= spare
    return chosen & (score >= 0)
