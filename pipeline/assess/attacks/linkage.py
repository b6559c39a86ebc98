"""Linkage of released rows or cells to persons of the leak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations

import numpy as np

from pipeline.assess.attack import CUBES, ROWS, Attack, Finding, Surface
from pipeline.assess.candidates import candidates
from pipeline.assess.interval import Interval, bootstrap, clopper_pearson, wilson
from pipeline.assess.labels import Codes
from pipeline.assess.rows import Rows

WHOLE = 6
"""Up to so many columns all their subsets are tried; of more, all of one and two, and all columns together.

The class over more columns lies in the class over fewer: where all together single nobody out, no subset does.
"""
SAMPLE = 2_000


class Linkage(Attack):
    """Who of the leak may a row be about: all that fit its labels, in every subset of the released columns.

    ``unique`` is the share of rows that fit one person only, ``best`` the chance to be right about the row that is
    easiest to place, ``mean`` the chance over all rows. Of counts, rows are the cells.
    """

    id = "linkage"
    threat = "T2"
    criterion = "singling_out"
    asks = (
        "Combien de personnes de la fuite chaque ligne ou case peut-elle désigner ?",
        "How many persons of the leak may each row or cell be about?",
    )
    kinds = frozenset({CUBES, ROWS})

    def attempt(self, surface: Surface) -> Iterator[Finding]:
        """Count the persons that each row may be about."""
        sharing, detail, sampled = _of_cells(surface) if surface.rows is None else _of_rows(surface.rows)
        if sharing is None or not (sharing > 0).any():
            yield self.nothing(detail)
            return
        chances = np.where(sharing > 0, 1 / np.maximum(sharing, 1), 0.0)
        unique = (wilson if sampled else clopper_pearson)(int((sharing == 1).sum()), len(sharing))
        best = Interval(float(chances.max()), float(chances.max()), float(chances.max()), "exact")
        yield self.found(unique, 0.0, len(sharing), detail, "unique")
        yield self.found(best, 1 / surface.thresholds.persons, len(sharing), name="best")
        mean_risk = surface.thresholds.mean_risk
        yield self.found(bootstrap(chances), mean_risk, len(sharing), name="mean")


def _of_cells(surface: Surface) -> tuple[Codes | None, str, bool]:
    """Persons of the leak in every cell, by the attacker's own count."""
    counts = [surface.counted.persons(cube)[1] for cube in surface.counted.cubes()]
    if not counts:
        return None, "no dimension can be told from the leak", False
    every = np.concatenate(counts)
    return every, f"{len(every)} cells of {len(counts)} cubes counted again", False


def _of_rows(rows: Rows) -> tuple[Codes | None, str, bool]:
    names = list(rows.codes)
    if not names and not rows.overlapping:
        return None, "no column can be read", False
    told = ", ".join(f"{name} as {r.reading}" for name, r in rows.relations.items())
    smallest = _smallest(rows, names)
    detail = f"columns read: {told}" + (f"; fewest columns that single somebody out: {smallest}" if smallest else "")
    if rows.overlapping:
        return candidates(rows, SAMPLE).persons(), detail, True
    return rows.sharing(names), detail, False


def _smallest(rows: Rows, names: Sequence[str]) -> str:
    """The first subset, small ones first, over which some row fits one person only; empty where none does."""
    for subset in subsets(names):
        if (rows.sharing(subset) == 1).any():
            return " + ".join(subset)
    return ""


def subsets(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The subsets that are tried, small ones first."""
    depth = len(names) if len(names) <= WHOLE else 2
    small = chain.from_iterable(combinations(names, size) for size in range(1, depth + 1))
    yield from small
    if names and len(names) > WHOLE:
        yield tuple(names)
