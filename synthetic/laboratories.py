"""Twenty-eight laboratories in six departments: coined names, very unequal sizes."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from synthetic.places import SHARES
from synthetic.streams import Bools, Grouped, Ints, Weighted

NAMES = {
    "56": (
        "LABORATOIRE DU PORT AUX GOELANDS", "BIOLAB DES TROIS ROCHERS", "LABORATOIRE DES SEPT DUNES",
        "CENTRE DE BIOLOGIE DU GRAND CORMORAN", "LABM DU CHEMIN BLEU", "LABORATOIRE DE LA LANDE FLEURIE",
        "BIOLOGIE MEDICALE DU PHARE VERT", "LABORATOIRE DES VIEUX REMPARTS",
        "SELARL BIOLAB DE L'ILE AUX HERONS",
    ),
    "45": (
        "LABORATOIRE DES DEUX PENICHES", "BIOLAB DU QUAI AUX SAULES", "LABORATOIRE DE LA TOUR PENCHEE",
        "CENTRE D'ANALYSES DU GRAND CEDRE", "LABORATOIRE DU PRE AUX LOUTRES", "LABM DE LA ROSERAIE NEUVE",
    ),
    "27": (
        "LABORATOIRE DES POMMIERS BLANCS", "BIOLAB DU VIEUX PRESSOIR",
        "CENTRE DE BIOLOGIE DES FALAISES ROSES",
        "LABORATOIRE DU BOIS AUX BICHES", "LABORATOIRE DE LA BOUCLE D'ARGENT", "LABM DU COLOMBIER GRIS",
    ),
    "22": ("LABORATOIRE DES AJONCS D'OR", "BIOLAB DE LA GREVE AUX MOUETTES", "LABORATOIRE DU VIADUC BLANC"),
    "35": ("LABORATOIRE DU CANAL AUX CYGNES", "BIOLAB DES QUATRE MOULINS",
    "LABORATOIRE DE LA CROIX AUX FEES"),
    "41": ("LABORATOIRE DES ETANGS BLEUS",),
}  # fmt: skip
"""Coined names by department, in the order of `SHARES`, the busiest first; none is that of a real laboratory."""

SKEW = 1.3
"""A department's laboratories have sizes like 1 / rank to this power."""

VISITED_AGAIN = 0.86
"""Share of visits to the person's usual laboratory; the others go to another one of its department."""


@cache
def table() -> pl.DataFrame:
    """Laboratories by number: ``name``, ``code`` and ``department``."""
    rows = [
        (name, f"L{department}{rank:02d}", department)
        for department, names in NAMES.items()
        for rank, name in enumerate(names, 1)
    ]
    return pl.DataFrame(rows, schema=["name", "code", "department"], orient="row")


@cache
def _draws() -> tuple[Weighted, Grouped]:
    groups = [position for position, names in enumerate(NAMES.values()) for _ in names]
    weights = [rank**-SKEW for names in NAMES.values() for rank in range(1, len(names) + 1)]
    return Weighted([SHARES[department] for department in NAMES]), Grouped(groups, weights)


def visited(rng: np.random.Generator, home: Ints, person: Ints) -> Ints:
    """Choose the laboratory (its number) of each record.

    Parameters
    ----------
    rng:
        Stream of the chunk's visits.
    home:
        Number of the home department of each person.
    person:
        Position of the person of each record.
    """
    areas, by_area = _draws()
    area = np.where(home < len(NAMES), home, areas.draw(rng, len(home)))
    usual = by_area.draw(rng, area)
    other = by_area.draw(rng, area[person])
    again: Bools = rng.random(len(person)) < VISITED_AGAIN
    return np.where(again, usual[person], other)
