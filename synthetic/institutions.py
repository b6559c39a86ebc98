"""Homes, clinics and nurses' practices whose one login stands in the records of many patients."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from synthetic.places import departments, numbered
from synthetic.streams import Grouped, stream

KINDS = (
    ("EHPAD", "ehpad"), ("Clinique", "clinique"), ("SSIAD", "ssiad"), ("Foyer", "foyer"),
    ("Cabinet infirmier", "cabinet.infirmier"),
)  # fmt: skip
NAMES = (
    "Les Ajoncs", "Les Bruyères", "Les Trois Chênes", "Le Clos Fleuri", "La Roseraie", "Les Tilleuls",
    "Les Glycines", "Le Grand Jardin", "Les Hortensias", "La Vallée", "Les Camélias", "Le Vieux Puits",
    "Les Genêts", "La Source", "Les Mimosas", "Le Bon Accueil", "Les Peupliers", "La Fontaine",
    "Les Alizés", "Le Belvédère", "Les Embruns", "La Châtaigneraie", "Les Acacias", "Le Moulin Neuf",
    "Les Charmilles", "La Prairie", "Les Coquelicots", "Le Verger", "Les Cèdres", "La Clairière",
    "Les Iris", "Le Lavoir", "Les Noisetiers", "La Pommeraie", "Les Roseaux", "Le Sablier",
)  # fmt: skip
COUNT = len(KINDS) * len(NAMES)


@dataclass(frozen=True)
class Institutions:
    """Institutions by number, grouped by department: ``name`` and ``login``, both unique."""

    table: pl.DataFrame
    by_department: Grouped


@lru_cache(maxsize=4)
def make(seed: int) -> Institutions:
    """Make the institutions of a leak; each department of `numbered` has one at least."""
    rng = stream(seed, "institutions")
    everywhere = np.arange(len(numbered()))
    area = np.sort(np.concatenate([everywhere, departments(rng, COUNT - len(everywhere), False)]))
    pairs = [(kind, name) for kind in KINDS for name in NAMES]
    order = rng.permutation(COUNT)
    rows = [(f"{pairs[i][0][0]} {pairs[i][1]}", _login(pairs[i][0][1], pairs[i][1])) for i in order]
    table = pl.DataFrame(rows, schema=["name", "login"], orient="row")
    return Institutions(table, Grouped(area, rng.pareto(1.5, COUNT) + 0.3))


def _login(kind: str, name: str) -> str:
    plain = name.lower().translate(str.maketrans("éèêâ", "eeea"))
    return f"{kind}.{plain.replace(' ', '.')}"
