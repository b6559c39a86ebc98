"""Row i of the release is record i of the leak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from pipeline.assess.attack import Attack, Finding, Surface
from pipeline.assess.interval import SEED, Interval, clopper_pearson
from pipeline.assess.labels import Codes


class Position(Attack):
    """The order of the rows: lines of both files are laid side by side, and agree more often than by chance.

    Where a release leaves lines out, each row is matched to the next line of the leak that it may be. The value is
    what the order adds to the content: ``(agreeing - without) / (1 - without)``. Without the order of the release,
    an attacker has its rows shuffled, or sorts them by what is in them, whichever agrees more often: rows that are
    alike stand in runs then, as they may in the leak, and that names nobody. What the content tells is measured by
    `linkage`.
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
        others = _orders(rows.table)
        found = [_excess(released, order, others) for order in (raw, raw[::-1])]
        best = max(found, key=lambda interval: interval.value)
        yield self.found(best, 1 / surface.thresholds.persons, len(released), f"{len(rows.codes)} columns compared")


def _orders(table: pl.DataFrame) -> list[Codes]:
    """Orders of the rows that owe nothing to the leak's: by chance, and by content as text or number, blanks apart."""
    generator = np.random.Generator(np.random.PCG64(SEED))
    numbers = table.with_columns(pl.all().cast(pl.Float64, strict=False))
    whole = [name for name in table.columns if numbers[name].null_count() == table[name].null_count()]
    kinds = [table, table.with_columns(numbers[whole])] if whole else [table]
    sorted_ = [
        kind.select(pl.arg_sort_by(table.columns, nulls_last=last, maintain_order=True)).to_series().to_numpy()
        for kind in kinds
        for last in (False, True)
    ]
    return [generator.permutation(table.height), *(order.astype(np.int64) for order in sorted_)]


def _excess(released: Codes, raw: Codes, others: Sequence[Codes]) -> Interval:
    """What the order adds to ``others``, with the exact interval of the share of agreeing rows."""
    hits = _agreeing(released, raw)
    without = max(_agreeing(released[order], raw) for order in others) / len(released)
    if without >= 1:
        return Interval(0.0, 0.0, 0.0, "clopper-pearson")
    told = clopper_pearson(hits, len(released))
    low, value, high = (max(0.0, (share - without) / (1 - without)) for share in (told.low, told.value, told.high))
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
