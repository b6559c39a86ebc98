"""A few thousand prescribers with a postcode, an impossible RPPS and patients of their own area."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from pipeline.locales.fr.reserved import Namespace, impossible_check
from synthetic import forenames, naming
from synthetic.places import departments, numbered, places
from synthetic.splits import Split
from synthetic.streams import Grouped, Ints, choose, stream

COUNT = 3000
AT_HOME = 0.9
"""Share of people whose prescriber practises in their own department; the others draw one anywhere."""

USUAL = 0.75
"""Share of records by the person's usual prescriber."""

RPPS_KNOWN = 0.7
_FORMS = (0.55, 0.25, 0.20)
"""Shares of ``DR NOM PRENOM``, ``NOM PRENOM`` and ``Dr Prénom NOM``."""


@dataclass(frozen=True)
class Prescribers:
    """Prescribers by number, grouped by department; the table holds ``name surname postcode rpps``."""

    table: pl.DataFrame
    department: Ints
    by_department: Grouped
    everywhere: bool

    def of(self, rng: np.random.Generator, home: Ints, person: Ints) -> Ints:
        """Choose the prescriber (a number) of each record, as `laboratories.visited` does for laboratories."""
        usual_area = np.where(rng.random(len(home)) < AT_HOME, home, departments(rng, len(home), self.everywhere))
        usual = self.by_department.draw(rng, usual_area)
        other = self.by_department.draw(rng, usual_area[person])
        return np.where(rng.random(len(person)) < USUAL, usual[person], other)


@lru_cache(maxsize=4)
def make(seed: int, split: Split, everywhere: bool) -> Prescribers:
    """Make the prescribers of a leak."""
    rng = stream(seed, "prescribers")
    each = np.arange(len(numbered()))
    area = np.sort(np.concatenate([each, departments(rng, COUNT - len(each), everywhere)]))
    female = rng.random(COUNT) < 0.5
    surnames, pool = naming.surnames(split), forenames.forenames(split)
    codes = surnames.draw(rng, COUNT)
    first = pool.draw(rng, female, rng.integers(1948, 1990, COUNT), surnames.origins(codes))
    frame = pl.DataFrame(
        {
            "surname": surnames.write(codes),
            "title": pool.title.gather(first),
            "upper": pool.upper.gather(first),
            "form": choose(rng, _FORMS, COUNT),
            "postcode": places().table["postcode"].gather(places().by_department.draw(rng, area)),
            "rpps": _rpps(rng),
        }
    )
    surname, form = pl.col("surname"), pl.col("form")
    upper = surname + " " + pl.col("upper")
    name = (
        pl.when(form == 0)
        .then("DR " + upper)
        .when(form == 1)
        .then(upper)
        .otherwise("Dr " + pl.col("title") + " " + surname)
    )
    table = frame.select(name.alias("name"), "surname", "postcode", "rpps")
    return Prescribers(table, area, Grouped(area, rng.pareto(1.6, COUNT) + 0.2), everywhere)


def _rpps(rng: np.random.Generator) -> list[str | None]:
    serial = rng.choice(10**7, COUNT, replace=False)
    known = rng.random(COUNT) < RPPS_KNOWN
    return [
        impossible_check(f"101{number:07d}", Namespace.GENERATOR) if kept else None
        for number, kept in zip(serial.tolist(), known.tolist(), strict=True)
    ]
