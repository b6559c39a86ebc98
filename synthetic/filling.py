"""Some records whose comments hold a slot, and the ways of making texts for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from synthetic import worded
from synthetic.naming import Surnames
from synthetic.people import World
from synthetic.places import departments, places
from synthetic.streams import Bools, Ints

WORDS_TOO = (
    "PETIT ROSE PIERRE BRAS BLANC LEROY ROY GRIS NOIR BRUN ROUX GARNIER MARTIN CLEMENT OLIVE MARCHAND BERGER "
    "CHEVALIER MEUNIER PRUDHOMME BOUCHER CARPENTIER COLIN GAUTHIER GRAND JOLY LEGRAND MAILLARD PREVOST RICHE ROUSSEL "
    "VIDAL COUSIN NEVEU GENDRE LEFEVRE LABORDE DURAND MARS AVRIL FEVRIER DIMANCHE SAMEDI NOEL PAQUES FOURNIER MALADE "
    "BONNET DENT POUCE SANG COEUR LABBE LEVEQUE CHARPENTIER BOULANGER CHAUVIN ROCHE FONTAINE LACROIX DUPRE DUBOIS "
    "RIVIERE BOIS VERT"
)
"""Surnames that are also words of these comments: one made-up name in ten is one of them."""

AMBIGUOUS = 0.10


@dataclass(frozen=True)
class Filling:
    """Some records whose slots are to be filled.

    ``record`` holds ``first last own title surname birth`` (days), ``day`` and the leak's ``adresse
    code_postal ville nir telephone portable email login`` where known.
    """

    rng: np.random.Generator
    record: pl.DataFrame
    shared: World

    @property
    def size(self) -> int:
        """How many records."""
        return self.record.height

    def of(self, rows: Ints) -> Filling:
        """Those of ``rows``."""
        return Filling(self.rng, self.record[rows], self.shared)

    def days(self, column: str) -> Ints:
        """Days of a column of the record."""
        return self.record[column].to_numpy().astype(np.int64)

    def surnames(self) -> pl.Series:
        """Anybody's surnames, some of them words of these comments too."""
        codes = self.shared.surnames.draw(self.rng, self.size)
        words = _words(self.shared.surnames)
        if len(words):
            chosen = self.rng.random(self.size) < AMBIGUOUS
            codes = np.where(chosen, words[self.rng.integers(0, len(words), self.size)], codes)
        return self.shared.surnames.write(codes)

    def firsts(self, female: float) -> pl.Series:
        """First names of grown people, of women in a share of them."""
        women: Bools = self.rng.random(self.size) < female
        year = self.rng.integers(1930, 1995, self.size)
        drawn = self.shared.forenames.draw(self.rng, women, year, np.zeros(self.size, dtype=np.int64))
        return self.shared.forenames.title.gather(drawn)

    def person(self, female: float, kin: float = 0.0) -> pl.Series:
        """Whole names, in a share of them with the patient's surname."""
        last = self.either(kin, self.record["last"], self.surnames()) if kin else self.surnames()
        return worded.names(self.rng, self.firsts(female), last)

    def cased(self, last: pl.Series) -> pl.Series:
        """Surnames as people write them."""
        return worded.cased(self.rng, last)

    def either(self, share: float, wanted: pl.Series, otherwise: pl.Series) -> pl.Series:
        """``wanted`` in a share of the rows where it is known, or else the other value."""
        return wanted.zip_with(pl.Series(self.rng.random(self.size) < share) & wanted.is_not_null(), otherwise)

    def pick(self, words: Sequence[str] | pl.Series) -> pl.Series:
        """Any of ``words``."""
        return pl.Series(words).gather(self.rng.integers(0, len(words), self.size))

    def digits(self, low: int, high: int) -> pl.Series:
        """Numbers from ``low`` up to and without ``high``."""
        return pl.Series(self.rng.integers(low, high, self.size)).cast(pl.String)

    def dates(self, column: str, least: int, most: int, shares: tuple[float, ...]) -> pl.Series:
        """Dates some days after that of a column, in the forms of `worded.dates`."""
        days = self.days(column) + (self.rng.integers(least, most, self.size) if most else 0)
        return worded.dates(self.rng, days, shares)

    def place(self, column: str, own: str) -> pl.Series:
        """Where the record says, or elsewhere."""
        table = places().table[places().by_department.draw(self.rng, departments(self.rng, self.size))]
        return self.either(0.7, self.record[own], table[column])


@cache
def _words(surnames: Surnames) -> Ints:
    return surnames.places(WORDS_TOO.split())
