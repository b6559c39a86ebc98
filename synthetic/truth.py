"""The ground truth of a leak: who each record is about, what it exposes, counts of persons and records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from pipeline.core.categories import CATEGORIES
from pipeline.locales.fr import geography
from synthetic import laboratories
from synthetic.people import People
from synthetic.places import DEPARTMENTS
from synthetic.streams import Ints

EXPOSED_BY = {
    "identity": ("nom", "nom_naissance", "prenom", "sexe", "date_naissance"),
    "address": ("adresse", "code_postal", "ville"),
    "phone": ("telephone", "portable"),
    "email": ("email",),
    "social_security": ("nir",),
    "insurance": ("mutuelle", "num_adherent"),
    "blood_group": ("groupe_sanguin",),
    "prescriber": ("medecin", "cp_medecin", "rpps_medecin"),
    "laboratory": ("labo", "code_labo"),
    "examination": ("num_dossier", "date_prelevement"),
    "comment": ("commentaire",),
    "credentials": ("login", "mot_de_passe"),
}
"""Technical category -> columns; a record exposes it when one of them is filled in."""

DIMENSIONS = ("region", "department", "laboratory", "category", "month", "prescriber_department")
"""What `Tally` counts by, in the order of truth.json."""

_BITS = {category.id: 1 << place for place, category in enumerate(CATEGORIES)}


@dataclass(frozen=True)
class Facts:
    """What a chunk knows of its records: number of the first one, persons, places, days.

    ``person`` numbers persons in the whole leak and ``position`` in ``who``; ``area`` is the
    prescriber's department, all by record.
    """

    first: int
    person: Ints
    who: People
    position: Ints
    laboratory: Ints
    area: Ints
    day: Ints


def records(facts: Facts, cells: pl.DataFrame, health: pl.Series, dirt: pl.Series) -> pl.DataFrame:
    """Truth of each record, in the columns of truth.parquet."""
    regions = geography.department_regions()
    names = pl.Series(DEPARTMENTS)
    home = facts.who.department[facts.position]
    more = facts.who.facts[facts.position]
    return pl.DataFrame(
        {
            "record": np.arange(facts.first, facts.first + len(facts.person)),
            "person": facts.person,
            "department": names.gather(home),
            "region": pl.Series([regions[code] for code in DEPARTMENTS]).gather(home),
            "sex": cells["sexe"],
            "birth_year": pl.Series(_year(facts.who.birth[facts.position])).cast(pl.Int32),
            "laboratory": laboratories.table()["name"].gather(facts.laboratory),
            "prescriber_department": names.gather(facts.area),
            "month": pl.Series(facts.day).cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m"),
            "categories": _categories(cells, health),
            "storage": more["storage"],
            "institution": more["institution"],
            "dirt": dirt,
        }
    )


def _year(days: Ints) -> Ints:
    year: Ints = days.astype("M8[D]").astype("M8[Y]").astype(np.int64) + 1970
    return year


def _categories(cells: pl.DataFrame, health: pl.Series) -> pl.Series:
    """List category ids, in the order of `CATEGORIES`; each distinct list is built once."""
    bits = [
        pl.when(pl.any_horizontal(pl.col(*columns).is_not_null())).then(_BITS[name]).otherwise(0)
        for name, columns in EXPOSED_BY.items()
    ]
    mask = cells.select(pl.sum_horizontal(bits).cast(pl.Int64).alias("mask"))["mask"]
    mask = mask + health.replace_strict(_BITS, default=0, return_dtype=pl.Int64).fill_null(0)
    distinct, code = np.unique(mask.to_numpy(), return_inverse=True)
    lists = [[name for name, bit in _BITS.items() if bits_ & bit] for bits_ in distinct.tolist()]
    return pl.Series(lists, dtype=pl.List(pl.String)).gather(code)


@dataclass
class Tally:
    """Counts of persons and records over all chunks; adds up because no person spans two chunks."""

    persons: int = 0
    records: int = 0
    by: dict[str, tuple[Counter[str], Counter[str]]] = field(
        default_factory=lambda: {name: (Counter(), Counter()) for name in DIMENSIONS}
    )

    def add(self, known: pl.DataFrame) -> None:
        """Count a chunk's truth."""
        self.persons += known["person"].n_unique()
        self.records += known.height
        for name in DIMENSIONS:
            pairs = known.select("person", "categories").explode("categories") if name == "category" else known
            column = "categories" if name == "category" else name
            counted = pairs.group_by(column).agg(pl.col("person").n_unique().alias("persons"), pl.len())
            persons, records_ = self.by[name]
            for value, people_, number in counted.drop_nulls(column).iter_rows():
                persons[value] += people_
                records_[value] += number

    def to_dict(self) -> dict[str, Any]:
        """Give the counts as plain data: totals, then for each dimension and value its persons and records."""
        tables = {
            name: {value: {"persons": persons[value], "records": records_[value]} for value in sorted(persons)}
            for name, (persons, records_) in self.by.items()
        }
        return {"persons": self.persons, "records": self.records, **tables}
