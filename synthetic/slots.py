"""What fills the slots of comments: values of the record, and made-up ones of the generator's namespace.

A slot is made only for the records whose comment holds it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

import numpy as np
import polars as pl

from pipeline.locales.fr.reserved import IBAN_BANK, IBAN_CHECKS, Namespace, impossible_check
from synthetic import contacts, nirs, worded
from synthetic.filling import Filling
from synthetic.grammar.conditions import DRUGS
from synthetic.places import addresses, departments, numbered
from synthetic.streams import Ints, choose

_DOSES = (
    "5 mg", "10 mg/j", "1-0-1", "1-0-0", "850 x2", "2 cp matin", "40mg le soir", "1/2 cp", "75 mg", "0,4 ml",
    "500 x3/j",
)  # fmt: skip
_LETTERS = tuple("ABCDEFGH")


def _emails(one: Filling, mine: bool) -> pl.Series:
    year = 1970 + one.days("birth") // 366
    made = contacts.emails(one.rng, one.record["first"] if mine else one.firsts(0.5), one.record["last"], year)
    return one.either(0.7, one.record["email"], made) if mine else made


def _phones(one: Filling) -> pl.Series:
    own = pl.select(pl.coalesce(one.record["portable"], one.record["telephone"])).to_series()
    return one.either(0.4, own, contacts.mobiles(one.rng, one.size))


def _landlines(one: Filling) -> pl.Series:
    return contacts.landlines(one.rng, contacts.zones(numbered())[departments(one.rng, one.size)])


def _nirs(one: Filling) -> pl.Series:
    """The record's number, or one of people who are not in the file: a commune out of the registry's reach."""
    parts = {
        "sex": one.digits(1, 3),
        "year": one.digits(30, 99),
        "month": one.digits(1, 13).str.zfill(2),
        "department": one.pick(("56", "45", "27", "22", "35", "41", "75", "2A", "2B")),
        "commune": pl.Series(np.full(one.size, "990")),
    }
    others = nirs.write(pl.DataFrame(parts), choose(one.rng, nirs.FORMS, one.size))
    return one.record["nir"].zip_with(one.record["nir"].is_not_null(), others)


@cache
def _rpps() -> pl.Series:
    """A thousand impossible numbers of prescribers."""
    return pl.Series([impossible_check(f"101{serial * 9_973:07d}", Namespace.GENERATOR) for serial in range(1, 1001)])


def _ibans(one: Filling) -> pl.Series:
    groups = [one.digits(1000, 10_000) for _ in range(3)]
    bank = pl.lit(f"FR{IBAN_CHECKS[Namespace.GENERATOR]} {IBAN_BANK[:4]} {IBAN_BANK[4:]}") + one.digits(100, 1000)
    return pl.select(pl.concat_str(bank, *groups, one.digits(100, 1000), separator=" ").alias("iban"))["iban"]


def _logins(one: Filling) -> pl.Series:
    plain = one.record.select(pl.col("first", "last").str.to_lowercase().str.replace_all(r"[^a-z]+", ""))
    return one.either(0.6, one.record["login"], plain["first"] + "." + plain["last"])


def _hours(one: Filling) -> pl.Series:
    minutes = pl.Series(one.rng.integers(0, 12, one.size) * 5).cast(pl.String).str.zfill(2)
    return one.digits(7, 19) + "h" + minutes


_BIRTH = (0.85, 0.0, 0.06, 0.09)
_PASSED = (0.72, 0.10, 0.06, 0.12)
_TOLD = (0.0, 0.1, 0.1, 0.4, 0.4)
_PEOPLE: dict[str, tuple[str, Callable[[Filling], pl.Series]]] = {
    "patient": ("person.name", lambda one: worded.names(one.rng, one.record["title"], one.record["last"])),
    "relative_f": ("person.name", lambda one: one.person(1.0, 0.6)),
    "relative_m": ("person.name", lambda one: one.person(0.0, 0.6)),
    "relative_any": ("person.name", lambda one: one.person(0.5, 0.6)),
    "other": ("person.name", lambda one: one.person(0.5)),
    "nurse": ("person.name", lambda one: one.either(0.4, one.firsts(0.8), one.person(0.8))),
    "surname": ("person.name", lambda one: one.cased(one.surnames())),
    "other_surname": ("person.name", lambda one: one.cased(one.surnames())),
    "family": ("person.name", lambda one: one.cased(one.record["last"])),
    "first": ("person.first_name", lambda one: one.record["title"]),
    "kin_first_f": ("person.first_name", lambda one: one.firsts(1.0)),
    "kin_first_m": ("person.first_name", lambda one: one.firsts(0.0)),
    "birth_name": ("person.birth_name", lambda one: one.cased(one.record["own"])),
    "prescriber": ("prescriber.name", lambda one: one.cased(one.record["surname"])),
    "doctor": ("prescriber.name", lambda one: one.cased(one.surnames())),
    "doctor2": ("prescriber.name", lambda one: one.cased(one.surnames())),
    "doctor_full": ("prescriber.name", lambda one: one.person(0.5)),
}
_REACH: dict[str, tuple[str, Callable[[Filling], pl.Series]]] = {
    "phone": ("phone", _phones),
    "phone2": ("phone", _landlines),
    "email": ("email", lambda one: _emails(one, True)),
    "email2": ("email", lambda one: _emails(one, False)),
    "date": ("date", lambda one: one.dates("day", 0, 60, _PASSED)),
    "worded_date": ("date", lambda one: one.dates("day", 1, 40, _TOLD)),
    "month_year": ("date", lambda one: worded.months(one.rng, one.days("day") - one.rng.integers(0, 900, one.size))),
    "birth_date": ("person.birth_date", lambda one: one.dates("birth", 0, 0, _BIRTH)),
    "other_date": ("person.birth_date", lambda one: one.dates("birth", 1, 300, _BIRTH)),
    "address": ("address.street", lambda one: one.either(0.6, one.record["adresse"], addresses(one.rng, one.size))),
    "postcode": ("address.postcode", lambda one: one.place("postcode", "code_postal")),
    "city": ("address.city", lambda one: one.place("city", "ville")),
    "nir": ("fr.nir", _nirs),
    "ipp": ("patient.number", lambda one: one.digits(10**7, 10**8)),
    "ipp2": ("patient.number", lambda one: one.digits(10**6, 10**8)),
    "nda": ("record.number", lambda one: one.digits(15 * 10**8, 20 * 10**8)),
    "iban": ("iban", _ibans),
    "member": ("insurer.member", lambda one: one.digits(10**6, 10**8)),
    "rpps": ("fr.rpps", lambda one: one.pick(_rpps())),
    "login": ("credential.login", _logins),
    "password": ("credential.password", lambda one: one.pick(one.shared.passwords.table["clear"])),
    "institution": ("institution", lambda one: one.pick(one.shared.institutions.table["name"])),
}
_DRUGS = {f"drug_{kind[7:]}" if kind else "drug": words.split() for kind, words in DRUGS.items()}
_HARMLESS: dict[str, Callable[[Filling], pl.Series]] = {
    **{name: partial(Filling.pick, words=words) for name, words in _DRUGS.items()},
    "drug_two": lambda one: one.pick(_DRUGS["drug"]),
    "dose": lambda one: one.pick(_DOSES),
    "hour": _hours,
    "value": lambda one: one.digits(0, 90) + "," + one.digits(0, 10),
    "weeks": lambda one: one.digits(6, 39),
    "year": lambda one: one.digits(1995, 2019),
    "age": lambda one: one.digits(18, 96),
    "digits": lambda one: one.digits(2, 30),
    "letter": lambda one: one.pick(_LETTERS),
    "floor": lambda one: one.digits(2, 9),
    "code": lambda one: one.digits(10, 99) + one.pick(_LETTERS) + one.digits(10, 99),
}
SLOTS: dict[str, Callable[[Filling], pl.Series]] = {
    **{name: make for name, (_, make) in {**_PEOPLE, **_REACH}.items()},
    **_HARMLESS,
}
"""Slot -> what makes its texts."""

ENTITIES: dict[str, str | None] = {
    **{name: entity for name, (entity, _) in {**_PEOPLE, **_REACH}.items()},
    **dict.fromkeys(_HARMLESS),
}
"""Slot -> entity of its span; None where the value identifies nobody."""


def filler(every: Filling) -> Callable[[str, Ints], pl.Series]:
    """Make the texts of a slot for some rows of ``every``."""
    return lambda name, rows: SLOTS[name](every.of(rows))
