"""Predicates that fit one person only (GDPR recital 26; WP216's first criterion)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipeline.assess.attack import CUBES, ROWS, Attack, Finding, Surface
from pipeline.assess.interval import SEED, Interval, wilson
from pipeline.assess.rows import Rows

GUESSES = 2_000
SUBSETS = 40
"""Different sets of columns, of half of them and more, that predicates are made of."""


class SinglingOut(Attack):
    """Predicates learnt from the release (labels of a row over some columns, cells of a cube), tried on the leak.

    A predicate singles out when it fits exactly one person of the leak (Cohen and Nissim, 2020, as Anonymeter
    attacks it); the value is the share of predicates that do.
    """

    id = "singling_out"
    threat = "T2"
    criterion = "singling_out"
    asks = (
        "Une combinaison de critères tirée de la publication désigne-t-elle une seule personne ?",
        "Does a combination of criteria learnt from the release fit one person only?",
    )
    kinds = frozenset({CUBES, ROWS})

    def attempt(self, surface: Surface) -> Iterator[Finding]:
        """Guess predicates, and try them."""
        found = _of_cells(surface) if surface.rows is None else _of_rows(surface.rows)
        if found is None:
            yield self.nothing("no column can be read")
            return
        interval, guesses, detail = found
        yield self.found(interval, 0.0, guesses, detail)


def _of_cells(surface: Surface) -> tuple[Interval, int, str] | None:
    counts = [surface.counted.persons(cube)[1] for cube in surface.counted.cubes()]
    if not counts:
        return None
    every = np.concatenate(counts)
    return wilson(int((every == 1).sum()), len(every)), len(every), "a predicate a cell"


def _of_rows(rows: Rows) -> tuple[Interval, int, str] | None:
    names = list(rows.codes)
    if not names or not rows.table.height:
        return None
    generator = np.random.Generator(np.random.PCG64(SEED))
    hits = guesses = 0
    for _ in range(SUBSETS):
        size = int(generator.integers(-(-len(names) // 2), len(names) + 1))
        chosen = [names[i] for i in sorted(generator.choice(len(names), size, replace=False))]
        picked = generator.integers(0, rows.table.height, GUESSES // SUBSETS)
        hits += int((rows.sharing(chosen)[picked] == 1).sum())
        guesses += len(picked)
    return wilson(hits, guesses), guesses, f"{SUBSETS} sets of columns, drawn"
