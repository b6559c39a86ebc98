"""The ground truth of each record: who it is about, what it exposes, what was done to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipeline.core.categories import CATEGORIES
from pipeline.locales.fr import geography
from synthetic import laboratories
from synthetic.dirt import KINDS, UNREADABLE, Dirt
from synthetic.people import People
from synthetic.places import numbered
from synthetic.soil_values import moves
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

SAID_BY: dict[tuple[str, ...], tuple[str, ...]] = {
    ("code_postal", "ville"): ("department", "region"),
    ("cp_medecin",): ("prescriber_department",),
    ("date_prelevement",): ("month",),
    ("mot_de_passe",): ("storage",),
}
"""Columns -> what is true of a record only where one of them is filled in."""

DIMENSIONS = ("region", "department", "laboratory", "category", "month", "prescriber_department", "storage")
"""What `synthetic.tally` counts by, in the order of truth.json."""

ORDER = tuple(category.id for category in CATEGORIES)
"""Ids of the categories; a fact's bit is its position."""


@dataclass(frozen=True)
class Facts:
    """What a chunk knows of its records: number of the first one and of the first person, places, days.

    ``position`` is that of the person in ``who``; ``area`` is the prescriber's department, all by record.
    """

    first: int
    persons: int
    who: People
    position: Ints
    laboratory: Ints
    area: Ints
    day: Ints


def records(facts: Facts, exposed: pl.Series, dirt: Dirt, moved: Ints) -> pl.DataFrame:
    """Truth of each record, in the columns of truth.parquet (``file`` apart).

    ``exposed`` are the categories, ``moved`` says as bits which columns changed places.
    """
    regions = geography.department_regions()
    names = pl.Series(numbered())
    home = facts.who.department[facts.position]
    more = facts.who.facts[facts.position]
    return pl.DataFrame(
        {
            "record": np.arange(facts.first, facts.first + len(facts.position)),
            "person": facts.persons + facts.position,
            "department": names.gather(home),
            "region": pl.Series([regions[code] for code in numbered()]).gather(home),
            "sex": np.where(facts.who.female[facts.position], "F", "M"),
            "birth_year": pl.Series(_year(facts.who.birth[facts.position])).cast(pl.Int32),
            "laboratory": laboratories.table()["name"].gather(facts.laboratory),
            "prescriber_department": names.gather(facts.area),
            "month": pl.Series(facts.day).cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m"),
            "categories": exposed,
            "storage": more["storage"],
            "institution": more["institution"],
            "dirt": _kinds(dirt, len(facts.position)),
            "readable": ~dirt.any(UNREADABLE),
            "moved": _moved(moved),
        }
    )


def said(known: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Leave out of the truth what nothing in the file says: no postcode and no town, no home department."""
    nothing = pl.lit(None, dtype=pl.String)
    hidden = []
    for columns, names in SAID_BY.items():
        at_hand = [cells[column].is_not_null().alias(column) for column in columns if column in cells.columns]
        there = pl.DataFrame(at_hand).select(pl.any_horizontal(pl.all()).alias("there"))["there"] if at_hand else None
        if there is None:
            hidden += [nothing.alias(name) for name in names]
        elif not there.all():
            hidden += [pl.when(pl.lit(there)).then(pl.col(name)).alias(name) for name in names]
    return known.with_columns(hidden)


def _kinds(dirt: Dirt, size: int) -> pl.Series:
    """List the kinds of each record's dirt; each distinct list is built once."""
    mask = np.zeros(size, dtype=np.int64)
    for place, kind in enumerate(KINDS):
        if kind in dirt.kinds:
            mask |= dirt.kinds[kind].astype(np.int64) << place
    return _lists(mask, KINDS)


def _moved(masks: Ints) -> pl.Series:
    distinct, code = np.unique(masks, return_inverse=True)
    return pl.Series([moves(bits) for bits in distinct.tolist()], dtype=pl.List(pl.String)).gather(code)


def _lists(masks: Ints, names: tuple[str, ...]) -> pl.Series:
    distinct, code = np.unique(masks, return_inverse=True)
    lists = [[name for place, name in enumerate(names) if bits >> place & 1] for bits in distinct.tolist()]
    return pl.Series(lists, dtype=pl.List(pl.String)).gather(code)


def _year(days: Ints) -> Ints:
    year: Ints = days.astype("M8[D]").astype("M8[Y]").astype(np.int64) + 1970
    return year


def categories(cells: pl.DataFrame, health: pl.Series) -> pl.Series:
    """List category ids, in the order of `CATEGORIES`: those of the columns at hand, and facts of comments.

    ``health`` holds facts as bits, in that order.
    """
    bits = [
        pl.when(pl.any_horizontal(pl.col(*at_hand).is_not_null())).then(1 << ORDER.index(name)).otherwise(0)
        for name, columns in EXPOSED_BY.items()
        if (at_hand := [column for column in columns if column in cells.columns])
    ]
    mask = cells.select(pl.sum_horizontal(bits).cast(pl.Int64).alias("mask"))["mask"] + health.fill_null(0)
    return _lists(mask.to_numpy(), ORDER)


def facts_of(health: pl.Series) -> pl.Series:
    """List category ids of facts given as bits."""
    return _lists(health.fill_null(0).to_numpy(), ORDER)
