"""Two lists about the same people, brought together by the release (WP216's second criterion)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipeline.assess.attack import Attack, Finding, Surface
from pipeline.assess.candidates import drawn
from pipeline.assess.interval import Interval, wilson
from pipeline.assess.rows import Rows

TARGETS = 2_000


class Linkability(Attack):
    """Two lists know different columns of the same people, and the release brings the entries of a person together.

    ``columns``: the rows that fit the one half of a target's columns and those that fit the other have exactly one
    row in common (a link as Anonymeter counts it, with classes in place of nearest neighbours). ``records``: the
    records of a person who stands several times carry one pseudonym, and nobody else's do.
    """

    id = "linkability"
    threat = "T3"
    criterion = "linkability"
    asks = (
        "Deux fichiers sur les mêmes personnes peuvent-ils être rapprochés grâce à la publication ?",
        "Can two files about the same people be brought together through the release?",
    )
    absent = "counts only: no rows to link"

    def attempt(self, surface: Surface) -> Iterator[Finding]:
        """Link halves of rows, then rows."""
        rows, limit = surface.rows, surface.thresholds.mean_risk
        if rows is None or len(rows.codes) < 2:
            yield self.nothing("fewer than two columns can be read", "linkability.columns")
        else:
            yield self.found(_by_columns(rows), limit, min(TARGETS, rows.table.height), name="columns")
        if rows is not None and rows.opaque and not rows.of_persons:
            yield from self._by_records(rows, limit)

    def _by_records(self, rows: Rows, limit: float) -> Iterator[Finding]:
        size = rows.leak.persons
        several = int((np.bincount(rows.leak.person, minlength=size) > 1).sum())
        found = {name: _joined(rows, name, column) for name, column in rows.opaque.items()}
        if not several or not any(found.values()):
            yield self.nothing("no pseudonym joins two rows", "linkability.records")
            return
        worst = max(found, key=lambda name: found[name])
        interval = wilson(min(found[worst], several), several)
        yield self.found(interval, limit, several, f"persons with several records, by {worst}", "records")


def _by_columns(rows: Rows) -> Interval:
    """Targets alone in their class: the rows that fit both halves of the columns are those that fit all columns."""
    released, _ = rows.tuples(list(rows.codes))
    targets = drawn(rows.table.height, TARGETS)
    return wilson(int((np.bincount(released)[released[targets]] == 1).sum()), len(targets))


def _joined(rows: Rows, name: str, column: str | None) -> int:
    """Persons of whom a replaced column joins records: its pseudonyms recur, and each is one person's alone."""
    recurring = int((rows.table[name].drop_nulls().value_counts(name="\x00n")["\x00n"] > 1).sum())
    if column is None:
        return recurring
    person, size = rows.leak.person, rows.leak.persons
    values, codes = rows.reader.values(column)
    held = codes < len(values.values)
    pairs, counts = np.unique(codes[held] * size + person[held], return_counts=True)
    owners = np.bincount(pairs // size, minlength=len(values.values))
    own = (counts > 1) & (owners[pairs // size] == 1)
    return min(recurring, len(np.unique(pairs[own] % size)))
