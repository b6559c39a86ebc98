"""Labels that a local recoding betrays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipeline.assess.attack import Attack, Finding, Surface
from pipeline.assess.interval import exact
from pipeline.assess.labels import Codes, Pairs
from pipeline.assess.refine import Bounds, refine
from pipeline.assess.relation import Relation
from pipeline.assess.rows import Rows

MOST = 50_000
"""Classes that are refined at most: more than half a million rows in classes of 12 have."""


class Downcoding(Attack):
    """Where labels overlap (local recoding), which persons went into which class is worked out from the numbers.

    Kinds of persons (alike in the raw values of the released columns) and classes of rows are the two sides of a
    transport problem whose bounds are propagated. A kind that may be in several classes, and of which it is found
    exactly how many are in one, is refined; the value counts those found to be 1 to k - 1 persons. Where each raw
    value has one label (global recoding) nothing can be refined (Cohen, 2022).
    """

    id = "downcoding"
    threat = "T30"
    criterion = "inference"
    asks = (
        "Les étiquettes trop fines trahissent-elles la composition d'un groupe ?",
        "Do uneven labels betray what a group is made of?",
    )
    absent = "counts only: no generalised rows"

    def attempt(self, surface: Surface) -> Iterator[Finding]:
        """Refine, where labels overlap."""
        rows = surface.rows
        if rows is None or not rows.relations:
            yield self.nothing("no column can be read")
            return
        if not rows.overlapping:
            yield self.found(exact(0.0), 0.0, rows.table.height, "each raw value has one label: global recoding")
            return
        if rows.table.select(list(rows.relations)).unique().height > MOST:
            yield self.nothing(f"more than {MOST:,} classes: the rows are hardly generalised, see linkage")
            return
        pairs, kinds, classes = _transport(rows)
        refined = refine(pairs, kinds, classes)
        small = _small(refined, pairs[0], kinds, surface.thresholds.persons)
        detail = (
            f"{len(kinds)} kinds of persons, {len(classes)} classes, labels of {', '.join(rows.overlapping)} overlap"
        )
        yield self.found(exact(float(small)), 0.0, len(pairs[0]), detail)


def _small(refined: Bounds, kind: Codes, kinds: Codes, minimum: int) -> int:
    """Pairs known exactly, of fewer persons than the threshold, of kinds that had a choice."""
    choices = np.bincount(kind, minlength=len(kinds))[kind]
    known = (refined.low == refined.high) & (refined.low > 0) & (refined.low < minimum)
    return int((known & (choices > 1)).sum())


def _transport(rows: Rows) -> tuple[Pairs, Codes, Codes]:
    """Pairs (kind, class) that fit; lines of each kind; rows of each class.

    Columns whose labels do not overlap say which kinds a class is to be compared with at all.
    """
    released, raw = rows.tuples(list(rows.codes))
    names = list(rows.overlapping)
    kinds, lines = _distinct([raw, *(rows.relations[name].raw for name in names)])
    classes, members = _distinct([released, *(rows.relations[name].rows for name in names)])
    starts = np.searchsorted(kinds[:, 0], classes[:, 0], "left")
    ends = np.searchsorted(kinds[:, 0], classes[:, 0], "right")
    holds = [_table(rows.relations[name]) for name in names]
    fits = []
    for number, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        inside = np.ones(end - start, dtype=bool)
        for column, label in enumerate(classes[number, 1:].tolist()):
            inside &= np.isin(kinds[start:end, column + 1], holds[column][label])
        fits.append(start + np.flatnonzero(inside))
    sizes = [len(fit) for fit in fits]
    return (np.concatenate(fits), np.repeat(np.arange(len(fits)), sizes)), lines, members


def _distinct(columns: list[Codes]) -> tuple[Codes, Codes]:
    found, counts = np.unique(np.stack(columns, axis=1), axis=0, return_counts=True)
    return found, counts.astype(np.int64)


def _table(relation: Relation) -> dict[int, Codes]:
    """The raw values of each label."""
    order = np.argsort(relation.pairs[1], kind="stable")
    values, labels = relation.pairs[0][order], relation.pairs[1][order]
    known, starts = np.unique(labels, return_index=True)
    found = dict(zip(known.tolist(), np.split(values, starts[1:]), strict=True))
    return {label: found.get(label, np.empty(0, np.int64)) for label in range(relation.sizes[1])}
