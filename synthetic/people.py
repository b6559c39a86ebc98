"""The persons of a chunk: every value that stays with a person, written the same way in all their records."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from synthetic import contacts, credentials, households, identities, institutions, naming, nirs
from synthetic.places import DEPARTMENTS, addresses, places
from synthetic.streams import Bools, Ints, choose, stream

ADDRESS, LANDLINE, MOBILE, EMAIL, INSURED, BLOOD = 0.97, 0.58, 0.62, 0.12, 0.60, 0.35
"""Shares of households (address, landline) and persons for whom a value is known."""

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
    """What all chunks of a leak share: institutions, passwords, and who was there before."""

    institutions: institutions.Institutions
    passwords: credentials.Passwords
    seen: identities.Seen
    registry: nirs.Registry


@dataclass(frozen=True)
class People:
    """Persons in parallel: ``cells`` are columns of the leak, ``facts`` what truth and comments need."""

    cells: pl.DataFrame
    facts: pl.DataFrame
    department: Ints
    female: Bools
    birth: Ints


def world(seed: int) -> World:
    """Make what all chunks of a leak share."""
    return World(institutions.make(seed), credentials.make(seed), identities.Seen(), nirs.Registry())


def make(seed: int, chunk: int, persons: int, shared: World) -> People:
    """Make the persons of one chunk.

    ``facts`` holds ``first`` and ``last`` (capitals without accents), ``own`` (surname at birth),
    ``storage`` and ``institution``.
    """
    rng = stream(seed, "people", chunk)
    who = households.members(rng, persons)
    own, used = naming.family_names(rng, who)
    first = naming.first_names(rng, who)
    pool = naming.first_name_pool()
    birth = identities.distinct_births(shared.seen, (used, own), pool.folded[first], who.birth)
    year = birth.astype("M8[D]").astype("M8[Y]").astype(np.int64) + 1970
    facts = pl.DataFrame(
        {
            "first": pool.upper.gather(first),
            "last": naming.write_surnames(used),
            "own": naming.write_surnames(own),
            "title": pool.title.gather(first),
        }
    )
    account = credentials.accounts(rng, facts, who.department, shared.institutions, shared.passwords)
    cells = pl.concat(
        [
            _names(rng, facts, own != used),
            pl.DataFrame({"sexe": np.where(who.female, "F", "M"), "date_naissance": _days(birth)}),
            _home(rng, who),
            _contact(rng, who, facts, year),
            _cover(rng, persons),
            pl.DataFrame({"nir": nirs.numbers(rng, shared.registry, who, birth)}),
            account.select("login", "mot_de_passe"),
        ],
        how="horizontal",
    )
    more = facts.hstack(account.select("storage", "institution"))
    return People(cells, more, who.department, who.female, birth)


def _days(days: Ints) -> pl.Series:
    return pl.Series(days).cast(pl.Int32).cast(pl.Date).dt.strftime("%d/%m/%Y")


def _names(rng: np.random.Generator, facts: pl.DataFrame, married: Bools) -> pl.DataFrame:
    luck = rng.random(len(married))
    told = pl.Series(np.where(married, luck < 0.85, luck < 0.35))
    capitals = pl.Series(rng.random(len(married)) < 0.4)
    return facts.select(
        pl.col("last").alias("nom"),
        pl.when(told).then("own").alias("nom_naissance"),
        pl.when(capitals).then("first").otherwise("title").alias("prenom"),
    )


def _home(rng: np.random.Generator, who: households.Members) -> pl.DataFrame:
    heads = who.household
    known = pl.Series((rng.random(who.households) < ADDRESS)[heads])
    upper = pl.Series((rng.random(who.households) < 0.65)[heads])
    table = places().table[who.place]
    street = addresses(rng, who.households).gather(heads)
    return table.select(
        pl.when(known).then(street).alias("adresse"),
        pl.col("postcode").alias("code_postal"),
        pl.when(upper).then("city_upper").otherwise("city").alias("ville"),
    )


def _contact(rng: np.random.Generator, who: households.Members, facts: pl.DataFrame, year: Ints) -> pl.DataFrame:
    persons = len(year)
    zone = contacts.zones(DEPARTMENTS)[who.department[who.role == 0]]
    fixed = contacts.landlines(rng, zone).gather(who.household)
    home = pl.Series((rng.random(who.households) < LANDLINE)[who.household])
    holder = np.where(who.child & (year > 2004), who.head, np.arange(persons))
    mobile = contacts.mobiles(rng, persons).gather(holder)
    email = contacts.emails(rng, facts["first"], facts["last"], year).gather(holder)
    has_mobile = pl.Series((rng.random(persons) < MOBILE)[holder])
    has_email = pl.Series((rng.random(persons) < EMAIL)[holder])
    return pl.select(
        pl.when(home).then(fixed).alias("telephone"),
        pl.when(has_mobile).then(mobile).alias("portable"),
        pl.when(has_email).then(email).alias("email"),
    )


def _cover(rng: np.random.Generator, persons: int) -> pl.DataFrame:
    insurer = choose(rng, tuple(1 / rank for rank in range(1, len(INSURERS) + 1)), persons)
    member = pl.Series(rng.integers(10**6, 10**8, persons)).cast(pl.String).str.zfill(8)
    group = choose(rng, tuple(BLOOD_GROUPS.values()), persons)
    insured = pl.Series(rng.random(persons) < INSURED)
    known = pl.Series(rng.random(persons) < BLOOD)
    return pl.select(
        pl.when(insured).then(pl.Series(INSURERS).gather(insurer)).alias("mutuelle"),
        pl.when(insured).then(member).alias("num_adherent"),
        pl.when(known).then(pl.Series(list(BLOOD_GROUPS)).gather(group)).alias("groupe_sanguin"),
    )
