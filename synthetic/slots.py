"""What fills the slots of comments: values of the record, and made-up ones of the generator's namespace."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
import polars as pl

from pipeline.locales.fr.reserved import IBAN_BANK, IBAN_CHECKS, Namespace, impossible_check
from synthetic import contacts, nirs, worded
from synthetic.grammar.conditions import DRUGS
from synthetic.people import World
from synthetic.places import DEPARTMENTS, addresses, departments, places
from synthetic.streams import Bools, choose

_NAMES = dict.fromkeys(
    ("patient", "relative_f", "relative_m", "relative_any", "other", "surname", "other_surname", "family", "nurse"),
    "person.name",
)
_NOBODYS = dict.fromkeys(
    (
        "hour", "value", "weeks", "year", "age", "digits", "letter", "floor", "code", "dose", "drug", "drug_two",
        *(f"drug_{category[7:]}" for category in DRUGS if category),
    )
)  # fmt: skip
ENTITIES: dict[str, str | None] = {
    **_NAMES, "first": "person.first_name", "kin_first_f": "person.first_name", "kin_first_m": "person.first_name",
    "birth_name": "person.birth_name", "prescriber": "prescriber.name", "doctor": "prescriber.name",
    "doctor2": "prescriber.name", "doctor_full": "prescriber.name", "phone": "phone", "phone2": "phone",
    "email": "email", "email2": "email", "date": "date", "worded_date": "date", "month_year": "date",
    "birth_date": "person.birth_date", "other_date": "person.birth_date", "address": "address.street",
    "postcode": "address.postcode", "city": "address.city", "nir": "fr.nir", "ipp": "patient.number",
    "ipp2": "patient.number", "nda": "record.number", "iban": "iban", "member": "insurer.member", "rpps": "fr.rpps",
    "login": "credential.login", "password": "credential.password", "institution": "institution", **_NOBODYS,
}  # fmt: skip
"""Slot -> entity of its span; None where the value identifies nobody."""

WORDS_TOO = (
    "PETIT ROSE PIERRE BRAS BLANC LEROY ROY GRIS NOIR BRUN ROUX GARNIER MARTIN CLEMENT OLIVE MARCHAND BERGER "
    "CHEVALIER MEUNIER PRUDHOMME BOUCHER CARPENTIER COLIN GAUTHIER GRAND JOLY LEGRAND MAILLARD PREVOST RICHE ROUSSEL "
    "VIDAL COUSIN NEVEU GENDRE LEFEVRE LABORDE DURAND MARS AVRIL FEVRIER DIMANCHE SAMEDI NOEL PAQUES FOURNIER MALADE "
    "BONNET DENT POUCE SANG COEUR LABBE LEVEQUE CHARPENTIER BOULANGER CHAUVIN ROCHE FONTAINE LACROIX DUPRE DUBOIS "
    "RIVIERE BOIS VERT"
)
"""Surnames that are also words of these comments: one made-up name in ten is one of them."""

AMBIGUOUS = 0.10


def fill(rng: np.random.Generator, record: pl.DataFrame, shared: World) -> dict[str, pl.Series]:
    """Texts of every slot for each row of ``record``.

    ``record`` holds ``first last own title surname birth`` (days), ``day`` and the leak's ``adresse
    code_postal ville nir telephone portable email login`` where known.
    """
    return {
        **_people(rng, record, shared),
        **_reach(rng, record, shared),
        **_numbers(rng, record, shared),
        **_harmless(rng, record.height),
    }


def _people(rng: np.random.Generator, record: pl.DataFrame, shared: World) -> dict[str, pl.Series]:
    size = record.height
    first, last = record["title"], record["last"]
    kin = pl.select(pl.when(pl.Series(rng.random(size) < 0.6)).then(last).otherwise(_surnames(rng, shared, size)))
    family = kin.to_series()
    girls, boys = (_firsts(rng, shared, np.full(size, female)) for female in (True, False))
    doctors = _surnames(rng, shared, size)
    return {
        "patient": worded.names(rng, first, last),
        "relative_f": worded.names(rng, girls, family),
        "relative_m": worded.names(rng, boys, family),
        "relative_any": worded.names(rng, _firsts(rng, shared, rng.random(size) < 0.5), family),
        "kin_first_f": girls,
        "kin_first_m": boys,
        "other": worded.names(rng, _firsts(rng, shared, rng.random(size) < 0.5), _surnames(rng, shared, size)),
        "surname": worded.cased(rng, _surnames(rng, shared, size)),
        "other_surname": worded.cased(rng, _surnames(rng, shared, size)),
        "family": worded.cased(rng, last),
        "nurse": _either(rng, 0.4, girls, worded.names(rng, girls, _surnames(rng, shared, size))),
        "first": first,
        "birth_name": worded.cased(rng, record["own"]),
        "prescriber": worded.cased(rng, record["surname"]),
        "doctor": worded.cased(rng, doctors),
        "doctor2": worded.cased(rng, _surnames(rng, shared, size)),
        "doctor_full": worded.names(rng, _firsts(rng, shared, rng.random(size) < 0.5), _surnames(rng, shared, size)),
    }


def _reach(rng: np.random.Generator, record: pl.DataFrame, shared: World) -> dict[str, pl.Series]:
    size = record.height
    birth, day = record["birth"].to_numpy(), record["day"].to_numpy()
    own = pl.select(pl.coalesce(record["portable"], record["telephone"])).to_series()
    home = departments(rng, size)
    place = places().table[places().by_department.draw(rng, home)]
    elsewhere = rng.random(size) < 0.3
    other_mail = contacts.emails(rng, _firsts(rng, shared, rng.random(size) < 0.5), record["last"], 1970 + birth // 366)
    return {
        "phone": _either(rng, 0.4, own, contacts.mobiles(rng, size)),
        "phone2": contacts.landlines(rng, contacts.zones(DEPARTMENTS)[home]),
        "email": _either(
            rng, 0.7, record["email"], contacts.emails(rng, record["first"], record["last"], 1970 + birth // 366)
        ),
        "email2": other_mail,
        "address": _either(rng, 0.6, record["adresse"], addresses(rng, size)),
        "postcode": _where(elsewhere, place["postcode"], record["code_postal"]),
        "city": _where(elsewhere, place["city"], record["ville"]),
        "institution": shared.institutions.table["name"].gather(
            rng.integers(0, shared.institutions.table.height, size)
        ),
        "date": worded.dates(rng, day + rng.integers(0, 60, size), (0.72, 0.10, 0.06, 0.12)),
        "worded_date": worded.dates(rng, day + rng.integers(1, 40, size), (0.0, 0.1, 0.1, 0.4, 0.4)),
        "month_year": worded.months(rng, day - rng.integers(0, 900, size)),
        "birth_date": worded.dates(rng, birth, (0.85, 0.0, 0.06, 0.09)),
        "other_date": worded.dates(rng, birth + rng.integers(1, 300, size), (0.85, 0.0, 0.06, 0.09)),
    }


def _numbers(rng: np.random.Generator, record: pl.DataFrame, shared: World) -> dict[str, pl.Series]:
    size = record.height
    clear = shared.passwords.table["clear"]
    plain = record.select(pl.col("first", "last").str.to_lowercase().str.replace_all(r"[^a-z]+", ""))
    return {
        "nir": record["nir"].zip_with(record["nir"].is_not_null(), _nirs(rng, size)),
        "ipp": _digits(rng, 10**7, 10**8, size),
        "ipp2": _digits(rng, 10**6, 10**8, size),
        "nda": _digits(rng, 15 * 10**8, 20 * 10**8, size),
        "iban": _ibans(rng, size),
        "member": _digits(rng, 10**6, 10**8, size),
        "rpps": _pick(rng, _rpps(), size),
        "login": _either(rng, 0.6, record["login"], plain["first"] + "." + plain["last"]),
        "password": clear.gather(rng.integers(0, len(clear), size)),
    }


def _harmless(rng: np.random.Generator, size: int) -> dict[str, pl.Series]:
    drugs = {f"drug_{kind[7:]}" if kind else "drug": words.split() for kind, words in DRUGS.items()}
    doses = [
        "5 mg",
        "10 mg/j",
        "1-0-1",
        "1-0-0",
        "850 x2",
        "2 cp matin",
        "40mg le soir",
        "1/2 cp",
        "75 mg",
        "0,4 ml",
        "500 x3/j",
    ]
    letters = _pick(rng, list("ABCDEFGH"), size)
    return {
        **{name: _pick(rng, words, size) for name, words in drugs.items()},
        "drug_two": _pick(rng, drugs["drug"], size),
        "dose": _pick(rng, doses, size),
        "hour": _hours(rng, size),
        "value": _digits(rng, 0, 90, size) + "," + _digits(rng, 0, 10, size),
        "weeks": _digits(rng, 6, 39, size),
        "year": _digits(rng, 1995, 2019, size),
        "age": _digits(rng, 18, 96, size),
        "digits": _digits(rng, 2, 30, size),
        "letter": letters,
        "floor": _digits(rng, 2, 9, size),
        "code": _digits(rng, 10, 99, size) + letters + _digits(rng, 10, 99, size),
    }


def _surnames(rng: np.random.Generator, shared: World, size: int) -> pl.Series:
    pool = shared.surnames
    codes = pool.draw(rng, size)
    words = pool.places(WORDS_TOO.split())
    if len(words):
        codes = np.where(rng.random(size) < AMBIGUOUS, words[rng.integers(0, len(words), size)], codes)
    return pool.write(codes)


def _firsts(rng: np.random.Generator, shared: World, female: Bools) -> pl.Series:
    size = len(female)
    drawn = shared.forenames.draw(rng, female, rng.integers(1930, 1995, size), np.zeros(size, dtype=np.int64))
    return shared.forenames.title.gather(drawn)


def _either(rng: np.random.Generator, share: float, wanted: pl.Series, otherwise: pl.Series) -> pl.Series:
    """``wanted`` in a share of the rows where it is known, or else the other value."""
    return wanted.zip_with(pl.Series(rng.random(len(wanted)) < share) & wanted.is_not_null(), otherwise)


def _where(chosen: Bools, wanted: pl.Series, otherwise: pl.Series) -> pl.Series:
    return wanted.zip_with(pl.Series(chosen) | otherwise.is_null(), otherwise)


def _pick(rng: np.random.Generator, words: Iterable[str], size: int) -> pl.Series:
    pool = words if isinstance(words, pl.Series) else pl.Series(list(words))
    return pool.gather(rng.integers(0, len(pool), size))


def _digits(rng: np.random.Generator, low: int, high: int, size: int) -> pl.Series:
    return pl.Series(rng.integers(low, high, size)).cast(pl.String)


def _nirs(rng: np.random.Generator, size: int) -> pl.Series:
    """Numbers of people who are not in the file: their communes are out of the registry's reach."""
    parts = {
        "sex": _digits(rng, 1, 3, size),
        "year": _digits(rng, 30, 99, size),
        "month": _digits(rng, 1, 13, size).str.zfill(2),
        "department": _pick(rng, ("56", "45", "27", "22", "35", "41", "75", "2A", "2B"), size),
        "commune": pl.Series(np.full(size, "990")),
    }
    return nirs.write(pl.DataFrame(parts), choose(rng, nirs.FORMS, size))


def _ibans(rng: np.random.Generator, size: int) -> pl.Series:
    groups = [_digits(rng, 1000, 10_000, size) for _ in range(3)]
    bank = pl.lit(f"FR{IBAN_CHECKS[Namespace.GENERATOR]} {IBAN_BANK[:4]} {IBAN_BANK[4:]}") + _digits(
        rng, 100, 1000, size
    )
    return pl.select(pl.concat_str(bank, *groups, _digits(rng, 100, 1000, size), separator=" ").alias("iban"))["iban"]


@cache
def _rpps() -> pl.Series:
    """A thousand impossible numbers of prescribers."""
    return pl.Series([impossible_check(f"101{serial * 9_973:07d}", Namespace.GENERATOR) for serial in range(1, 1001)])


def _hours(rng: np.random.Generator, size: int) -> pl.Series:
    minutes = pl.Series(rng.integers(0, 12, size) * 5).cast(pl.String).str.zfill(2)
    return _digits(rng, 7, 19, size) + "h" + minutes
