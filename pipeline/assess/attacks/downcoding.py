"""Labels that a local recoding betrays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipeline.assess.attack import Attack, Finding, Surface
from pipeline.assess.interval import exact
from pipeline.assess.labels import Codes
from pipeline.assess.refine import Bounds, refine
from pipeline.assess.rows import Rows

MOST = 2_000_000
"""Pairs of a kind of person and a class that are bounded at most."""


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
        pairs, kinds, classes = _transport(rows)
        if len(pairs[0]) > MOST:
            yield self.nothing(f"more than {MOST} pairs of kinds and classes")
            return
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


def _transport(rows: Rows) -> tuple[tuple[Codes, Codes], Codes, Codes]:
    """Pairs (kind, class) that fit; lines of each kind; rows of each class."""
    names = list(rows.relations)
    raw = np.stack([rows.relations[name].raw for name in names], axis=1)
    released = np.stack([rows.relations[name].rows for name in names], axis=1)
    kinds, lines = np.unique(raw, axis=0, return_counts=True)
    classes, members = np.unique(released, axis=0, return_counts=True)
    fits: list[tuple[Codes, Codes]] = []
    holds = [_table(rows, name) for name in names]
    for number, labels in enumerate(classes):
        inside = np.ones(len(kinds), dtype=bool)
        for column, label in enumerate(labels):
            inside &= holds[column][int(label)][kinds[:, column]]
        found = np.flatnonzero(inside)
        fits.append((found.astype(np.int64), np.full(len(found), number, dtype=np.int64)))
    kind, class_ = (np.concatenate([fit[side] for fit in fits]) for side in (0, 1))
    return (kind, class_), lines.astype(np.int64), members.astype(np.int64)


def _table(rows: Rows, name: str) -> dict[int, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    relation = rows.relations[name]
    found = {}
    for label in np.unique(relation.rows):
        inside = np.zeros(relation.sizes[0], dtype=bool)
        inside[relation.pairs[0][relation.pairs[1] == label]] = True
        found[int(label)] = inside
    return found
