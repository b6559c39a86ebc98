"""One pseudonym on several rows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipeline.assess.attack import Attack, Finding, Surface
from pipeline.assess.interval import SEED, clopper_pearson
from pipeline.assess.labels import Codes
from pipeline.assess.rows import Rows


class Trajectories(Attack):
    """A pseudonym that stands on several rows: all its rows together fit one person of the leak only.

    The rows of a pseudonym are compared with the records of each value (or person) that it may stand for, as
    multisets of the readable columns; the value is the worst column's share of pseudonyms that are so recognised.
    """

    id = "trajectories"
    threat = "T3"
    criterion = "linkability"
    asks = (
        "Un pseudonyme suivi de ligne en ligne désigne-t-il une seule personne ?",
        "Does a pseudonym followed from row to row fit one person only?",
    )
    absent = "counts only: no pseudonyms"

    def attempt(self, surface: Surface) -> Iterator[Finding]:
        """Take the replaced column whose pseudonyms are recognised most."""
        rows = surface.rows
        if rows is None or rows.of_persons or not rows.codes:
            yield self.nothing("one row a person, or no column that can be read")
            return
        found, classes = {}, rows.tuples(list(rows.codes))
        for name, column in rows.opaque.items():
            tokens = rows.table[name]
            if tokens.drop_nulls().n_unique() < tokens.len() - tokens.null_count():
                found[name] = _recognised(rows, name, column, classes)
        if not found:
            yield self.nothing("no pseudonym stands on two rows")
            return
        worst = max(found, key=lambda name: found[name][0] / max(found[name][1], 1))
        yield self.found(clopper_pearson(*found[worst]), 0.0, found[worst][1], f"most by {worst}")


def _recognised(rows: Rows, name: str, column: str | None, classes: tuple[Codes, Codes]) -> tuple[int, int]:
    """Pseudonyms on several rows that fit one value of the leak only, and how many there are on several rows."""
    released, raw = classes
    tokens = rows.table[name]
    known = tokens.is_not_null().to_numpy()
    codes = tokens.drop_nulls().rank("dense").cast(int).to_numpy().astype(np.int64) - 1
    if column is None:
        owners, held = rows.beside.person, np.ones(len(raw), dtype=bool)
    else:
        values, owners = rows.reader.values(column)
        held = owners < len(values.values)
    sums, sizes = _signatures(codes, released[known])
    own_sums, own_sizes = _signatures(owners[held], raw[held])
    several = sizes > 1
    mine = _pairs(sums[several], sizes[several])
    theirs, counts = np.unique(_pairs(own_sums, own_sizes), return_counts=True)
    at = np.minimum(np.searchsorted(theirs, mine), len(theirs) - 1)
    return int(((theirs[at] == mine) & (counts[at] == 1)).sum()), int(several.sum())


def _signatures(owner: Codes, classes: Codes) -> tuple[Codes, Codes]:
    """A sum of random numbers, one a class, over the lines of each owner: equal where their multisets are."""
    generator = np.random.Generator(np.random.PCG64(SEED))
    draws = generator.integers(0, 2**62, size=int(classes.max(initial=0)) + 2, dtype=np.int64)
    sizes = np.bincount(owner)
    order, ends = np.argsort(owner, kind="stable"), np.cumsum(sizes)
    with np.errstate(over="ignore"):
        totals = np.concatenate([np.zeros(1, np.int64), np.cumsum(draws[classes][order])])
        return totals[ends] - totals[ends - sizes], sizes.astype(np.int64)


def _pairs(sums: Codes, sizes: Codes) -> Codes:
    with np.errstate(over="ignore"):
        return sums * np.int64(1_000_003) + sizes
