"""How often a pseudonym stands."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from pipeline.assess.attack import Attack, Finding, Surface
from pipeline.assess.interval import clopper_pearson
from pipeline.assess.labels import Codes


class Frequency(Attack):
    """A pseudonym stands as often as the value behind it; where one value only stands so often, it is known.

    The value is the share of pseudonyms so recognised, in the column where it is largest.
    """

    id = "frequency"
    threat = "T4"
    criterion = "singling_out"
    asks = (
        "Le nombre d'apparitions d'un pseudonyme trahit-il la valeur derrière lui ?",
        "Does how often a pseudonym stands betray the value behind it?",
    )
    absent = "counts only: no pseudonyms"

    def attempt(self, surface: Surface) -> Iterator[Finding]:
        """Compare the counts of pseudonyms with those of the values of the leak."""
        rows = surface.rows
        if rows is None or not any(rows.opaque.values()):
            yield self.nothing("no pseudonyms")
            return
        found = {}
        for name, column in rows.opaque.items():
            if column is None:
                continue
            mine = _counts(rows.table[name])
            theirs, times = np.unique(_counts(rows.beside.cells[column]), return_counts=True)
            own, own_times = np.unique(mine, return_counts=True)
            alone = np.intersect1d(theirs[times == 1], own[own_times == 1])
            found[name] = len(alone), len(mine)
        worst = max(found, key=lambda name: found[name][0] / max(found[name][1], 1))
        told = ", ".join(f"{name} {hits} of {tokens}" for name, (hits, tokens) in found.items() if hits)
        yield self.found(clopper_pearson(*found[worst]), 0.0, found[worst][1], told)


def _counts(values: pl.Series) -> Codes:
    return values.drop_nulls().value_counts(name="\x00n")["\x00n"].cast(pl.Int64).to_numpy()
