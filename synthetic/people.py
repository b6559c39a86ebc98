"""The persons of a chunk: every value that stays with a person, written the same way in all their records."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from synthetic import contacts, credentials, forenames, households, identities, institutions, naming, nirs
from synthetic.places import addresses, numbered, places
from synthetic.splits import Split
from synthetic.streams import Bools, Ints, choose, stream


@dataclass(frozen=True)
class Fill:
    """Shares of households (address, landline) and persons for whom a value is known."""

    address: float = 0.97
    landline: float = 0.58
    mobile: float = 0.62
    email: float = 0.12
    insured: float = 0.60
    blood: float = 0.35
    account: float = credentials.FILLED


BLOOD_GROUPS = {"O+": 36, "A+": 37, "B+": 9, "AB+": 3, "O-": 6, "A-": 7, "B-": 1, "AB-": 1}
"""Blood groups and their frequencies in France, in per cent (EFS)."""

INSURERS = (
    "MUTUELLE DU GRAND COURLIS", "PREVOYANCE DES TROIS HERONS", "MUTUELLE DE L'ANCRE BLEUE",
    "SANTE DU VIEUX CHENE",
    "MUTUELLE DES SEPT CLOCHERS", "PREVOYANCE DU LOUP BLANC", "MUTUELLE DU PONT TOURNANT",
    "ENTRAIDE DES DEUX RIVES D'OR",
    "MUTUELLE DE LA LUNE ROUSSE", "ASSURANCE SANTE DU COLIBRI", "MUTUELLE DES VENTS D'OUEST CLAIRS",
    "PREVOYANCE DE LA TORTUE", "MUTUELLE DU CERF VOLANT", "SOLIDARITE DU PETIT PHARE",
    "MUTUELLE DES BLES D'AUTOMNE",
    "PREVOYANCE DU SAUMON D'ARGENT", "MUTUELLE DE LA VIGIE VERTE", "ENTRAIDE DU MARRONNIER",
    "MUTUELLE DES QUATRE BARQUES", "PREVOYANCE DU MERLE MOQUEUR",
)  # fmt: skip
"""Coined insurers, the commonest first."""


@dataclass(frozen=True)
class World:
    """What all chunks of a leak share: names, institutions, passwords, and who was there before."""

    surnames: naming.Surnames
    forenames: forenames.Forenames
    institutions: institutions.Institutions
    passwords: credentials.Passwords
    seen: identities.Seen
    registry: nirs.Registry
    everywhere: bool


@dataclass(frozen=True)
class People:
    """Persons in parallel: ``cells`` are columns of the leak, ``facts`` what truth and comments need."""

    cells: pl.DataFrame
    facts: pl.DataFrame
    department: Ints
    female: Bools
    birth: Ints


def world(seed: int, split: Split, everywhere: bool) -> World:
    """Make what all chunks of a leak share."""
    return World(
        naming.surnames(split),
        forenames.forenames(split),
        institutions.make(seed),
        credentials.make(seed),
        identities.Seen(),
        nirs.Registry(),
        everywhere,
    )


def make(seed: int, chunk: int, persons: int, shared: World, fill: Fill) -> People:
    """Make the persons of one chunk.

    ``facts`` holds ``first`` and ``last`` (capitals without accents), ``own`` (surname at birth),
    ``storage`` and ``institution``.
    """
    rng = stream(seed, "people", chunk)
    who = households.members(rng, persons, shared.everywhere)
    own, used = naming.family_names(rng, who, shared.surnames)
    origin = shared.surnames.origins(own)
    given = forenames.given(rng, shared.forenames, who.female, who.year, origin)
    keys = shared.surnames.keys(used), shared.surnames.keys(own)
    birth = identities.distinct_births(shared.seen, keys, given.key, who.birth)
    year = birth.astype("M8[D]").astype("M8[Y]").astype(np.int64) + 1970
    facts = pl.DataFrame(
        {
            "first": shared.forenames.upper.gather(given.usual),
            "last": shared.surnames.write(used),
            "own": shared.surnames.write(own),
            "title": shared.forenames.title.gather(given.usual),
        }
    )
    account = credentials.accounts(rng, facts, who.department, shared.institutions, shared.passwords, fill.account)
    cells = pl.concat(
        [
            _names(rng, facts, given, own != used),
            pl.DataFrame({"sexe": np.where(who.female, "F", "M"), "date_naissance": _days(birth)}),
            _home(rng, who, fill),
            _contact(rng, who, facts, year, fill),
            _cover(rng, persons, fill),
            pl.DataFrame({"nir": nirs.numbers(rng, shared.registry, who, birth, origin)}),
            account.select("login", "mot_de_passe"),
        ],
        how="horizontal",
    )
    more = facts.hstack(account.select("storage", "institution"))
    return People(cells, more, who.department, who.female, birth)


def _days(days: Ints) -> pl.Series:
    return pl.Series(days).cast(pl.Int32).cast(pl.Date).dt.strftime("%d/%m/%Y")


def _names(rng: np.random.Generator, facts: pl.DataFrame, given: forenames.Given, married: Bools) -> pl.DataFrame:
    luck = rng.random(len(married))
    told = pl.Series(np.where(married, luck < 0.85, luck < 0.35))
    capitals = pl.Series(rng.random(len(married)) < 0.4)
    return facts.select(
        pl.col("last").alias("nom"),
        pl.when(told).then("own").alias("nom_naissance"),
        pl.when(capitals).then(given.upper).otherwise(given.title).alias("prenom"),
    )


def _home(rng: np.random.Generator, who: households.Members, fill: Fill) -> pl.DataFrame:
    heads = who.household
    known = pl.Series((rng.random(who.households) < fill.address)[heads])
    upper = pl.Series((rng.random(who.households) < 0.65)[heads])
    table = places().table[who.place]
    street = addresses(rng, who.households).gather(heads)
    return table.select(
        pl.when(known).then(street).alias("adresse"),
        pl.col("postcode").alias("code_postal"),
        pl.when(upper).then("city_upper").otherwise("city").alias("ville"),
    )


def _contact(
    rng: np.random.Generator, who: households.Members, facts: pl.DataFrame, year: Ints, fill: Fill
) -> pl.DataFrame:
    persons = len(year)
    zone = contacts.zones(numbered())[who.department[who.role == 0]]
    fixed = contacts.landlines(rng, zone).gather(who.household)
    home = pl.Series((rng.random(who.households) < fill.landline)[who.household])
    holder = np.where(who.child & (year > 2004), who.head, np.arange(persons))
    mobile = contacts.mobiles(rng, persons).gather(holder)
    email = contacts.emails(rng, facts["first"], facts["last"], year).gather(holder)
    has_mobile = pl.Series((rng.random(persons) < fill.mobile)[holder])
    has_email = pl.Series((rng.random(persons) < fill.email)[holder])
    return pl.select(
        pl.when(home).then(fixed).alias("telephone"),
        pl.when(has_mobile).then(mobile).alias("portable"),
        pl.when(has_email).then(email).alias("email"),
    )


def _cover(rng: np.random.Generator, persons: int, fill: Fill) -> pl.DataFrame:
    insurer = choose(rng, tuple(1 / rank for rank in range(1, len(INSURERS) + 1)), persons)
    member = pl.Series(rng.integers(10**6, 10**8, persons)).cast(pl.String).str.zfill(8)
    group = choose(rng, tuple(BLOOD_GROUPS.values()), persons)
    insured = pl.Series(rng.random(persons) < fill.insured)
    known = pl.Series(rng.random(persons) < fill.blood)
    return pl.select(
        pl.when(insured).then(pl.Series(INSURERS).gather(insurer)).alias("mutuelle"),
        pl.when(insured).then(member).alias("num_adherent"),
        pl.when(known).then(pl.Series(list(BLOOD_GROUPS)).gather(group)).alias("groupe_sanguin"),
    )
