"""Row i of the release is record i of the leak."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipeline.assess.attack import Attack, Finding, Surface
from pipeline.assess.interval import SEED, Interval, clopper_pearson
from pipeline.assess.labels import Codes


class Position(Attack):
    """The order of the rows: lines of both files are laid side by side, and agree more often than by chance.

    Where a release leaves lines out, each row is matched to the next line of the leak that it may be. The value is
    what the order adds to chance: ``(agreeing - by chance) / (1 - by chance)``, chance being the same rows shuffled.
    """

    id = "position"
    threat = "T1"
    criterion = "linkability"
    asks = (
        "La ligne i de la publication est-elle le dossier i de la fuite ?",
        "Is row i of the release record i of the leak?",
    )

    def attempt(self, surface: Surface) -> Iterator[Finding]:
        """Lay the files side by side, forwards and backwards."""
        rows = surface.rows
        if rows is None or not rows.codes:
            yield self.nothing("no column can be read")
            return
        released, raw = rows.tuples(list(rows.codes))
        if len(np.unique(released)) < 2:
            yield self.nothing("all rows are alike")
            return
        generator = np.random.Generator(np.random.PCG64(SEED))
        found = [_excess(released, order, generator) for order in (raw, raw[::-1])]
        best = max(found, key=lambda interval: interval.value)
        yield self.found(best, 1 / surface.thresholds.persons, len(released), f"{len(rows.codes)} columns compared")


def _excess(released: Codes, raw: Codes, generator: np.random.Generator) -> Interval:
    """What the order adds to chance, with the exact interval of the share of agreeing rows."""
    hits = _agreeing(released, raw)
    chance = _agreeing(generator.permutation(released), raw) / len(released)
    if chance >= 1:
        return Interval(0.0, 0.0, 0.0, "clopper-pearson")
    told = clopper_pearson(hits, len(released))
    low, value, high = (max(0.0, (share - chance) / (1 - chance)) for share in (told.low, told.value, told.high))
    return Interval(value, low, high, told.method)


def _agreeing(released: Codes, raw: Codes) -> int:
    if len(released) == len(raw):
        return int((released == raw).sum())
    return _in_turn(released, raw)


def _in_turn(released: Codes, raw: Codes) -> int:
    """Rows that are met when the leak is gone through once: for each row the next line of its class."""
    order = np.argsort(raw, kind="stable")
    known = raw[order]
    at, hits = -1, 0
    starts = np.searchsorted(known, released, "left")
    ends = np.searchsorted(known, released, "right")
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        place = start + int(np.searchsorted(order[start:end], at, "right"))
        if place < end:
            at = int(order[place])
            hits += 1
    return hits
