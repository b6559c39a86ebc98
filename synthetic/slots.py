"""What fills the slots of comments: values of the record, and made-up ones of the generator's namespace."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipeline.locales.fr.reserved import IBAN_BANK, IBAN_CHECKS, Namespace
from synthetic import contacts, nirs
from synthetic.people import World
from synthetic.streams import Ints, choose

ENTITIES: dict[str, str | None] = {
    "patient": "person.name", "relative": "person.name", "other": "person.name", "family": "person.name",
    "birth_name": "person.birth_name", "prescriber": "prescriber.name", "phone": "phone", "email": "email",
    "date": "date", "birth_date": "person.birth_date", "other_date": "person.birth_date",
    "address": "address.street",
    "postcode": "address.postcode", "city": "address.city", "nir": "fr.nir", "ipp": "patient.number",
    "iban": "iban",
    "login": "credential.login", "password": "credential.password", "institution": "institution",
    "hour": None, "value": None, "weeks": None, "year": None,
}  # fmt: skip
"""Slot -> entity of its span; None where the value identifies nobody."""


def fill(rng: np.random.Generator, record: pl.DataFrame, shared: World) -> dict[str, pl.Series]:
    """Texts of every slot for each row of ``record``.

    ``record`` holds ``first last own title surname birth`` (days), ``day`` and the leak's ``adresse
    code_postal ville nir`` where known.
    """
    size = record.height
    institutions, passwords = shared.institutions, shared.passwords
    relative = _names(rng, shared, record["last"], size)
    other = _names(rng, shared, shared.surnames.write(shared.surnames.draw(rng, size)), size)
    birth = record["birth"].to_numpy()
    place = rng.integers(0, institutions.table.height, size)
    first, last = record["title"], record["last"]
    own_phone = rng.random(size) < 0.5
    return {
        "patient": _patient(rng, first, last),
        "relative": relative,
        "other": other,
        "family": last,
        "birth_name": record["own"],
        "prescriber": record["surname"],
        "phone": pl.select(
            pl.when(pl.Series(own_phone))
            .then(pl.coalesce(record["portable"], record["telephone"]))
            .fill_null(contacts.mobiles(rng, size))
        ).to_series(),
        "email": contacts.emails(rng, record["first"], last, _year(birth)),
        "date": _date(record["day"].to_numpy() + rng.integers(0, 60, size)),
        "birth_date": _date(birth),
        "other_date": _date(birth + rng.integers(1, 300, size)),
        "address": record["adresse"].fill_null("3 PLACE DES TROIS PUITS"),
        "postcode": record["code_postal"].fill_null("56100"),
        "city": record["ville"].fill_null("LORIENT"),
        "nir": record["nir"].fill_null(_impossible_nir(rng)),
        "ipp": pl.Series(rng.integers(10**7, 10**8, size)).cast(pl.String),
        "iban": _ibans(rng, size),
        "login": _plain(record["first"]) + "." + _plain(last),
        "password": passwords.table["clear"].gather(rng.integers(0, passwords.table.height, size)),
        "institution": institutions.table["name"].gather(place),
        "hour": _hours(rng, size),
        "value": _decimal(rng, size),
        "weeks": pl.Series(rng.integers(6, 39, size)).cast(pl.String),
        "year": pl.Series(rng.integers(1995, 2019, size)).cast(pl.String),
    }


def _names(rng: np.random.Generator, shared: World, surname: pl.Series, size: int) -> pl.Series:
    pool = shared.forenames
    nowhere = np.zeros(size, dtype=np.int64)
    first = pool.draw(rng, rng.random(size) < 0.6, rng.integers(1930, 1995, size), nowhere)
    form = choose(rng, (0.5, 0.25, 0.25), size)
    frame = pl.DataFrame(
        {"title": pool.title.gather(first), "upper": pool.upper.gather(first), "last": surname, "form": form}
    )
    form_ = pl.col("form")
    return frame.select(
        pl.when(form_ == 0)
        .then(pl.col("title") + " " + pl.col("last"))
        .when(form_ == 1)
        .then(pl.col("last") + " " + pl.col("upper"))
        .otherwise(pl.col("title") + " " + pl.col("last").str.to_titlecase())
        .alias("name")
    )["name"]


def _patient(rng: np.random.Generator, first: pl.Series, last: pl.Series) -> pl.Series:
    reverse = pl.Series(rng.random(len(first)) < 0.4)
    return pl.select(pl.when(reverse).then(last + " " + first).otherwise(first + " " + last)).to_series()


def _date(days: Ints) -> pl.Series:
    return pl.Series(days).cast(pl.Int32).cast(pl.Date).dt.strftime("%d/%m/%Y")


def _year(days: Ints) -> Ints:
    year: Ints = days.astype("M8[D]").astype("M8[Y]").astype(np.int64) + 1970
    return year


def _plain(names: pl.Series) -> pl.Series:
    return names.str.to_lowercase().str.replace_all(r"[^a-z]+", "")


def _impossible_nir(rng: np.random.Generator) -> str:
    parts = {
        "sex": "2",
        "year": f"{rng.integers(40, 90)}",
        "month": "04",
        "department": "56",
        "commune": "990",
    }
    return str(nirs.write(pl.DataFrame(parts), np.array([1]))[0])


def _ibans(rng: np.random.Generator, size: int) -> pl.Series:
    groups = [pl.Series(rng.integers(1000, 10_000, size)).cast(pl.String) for _ in range(3)]
    tail = pl.Series(rng.integers(100, 1000, size)).cast(pl.String)
    bank = pl.lit(f"FR{IBAN_CHECKS[Namespace.GENERATOR]} {IBAN_BANK[:4]} {IBAN_BANK[4:]}") + tail
    return pl.select(pl.concat_str(bank, *groups, tail, separator=" ").alias("iban"))["iban"]


def _hours(rng: np.random.Generator, size: int) -> pl.Series:
    minutes = pl.Series(rng.integers(0, 12, size) * 5).cast(pl.String).str.zfill(2)
    return pl.Series(rng.integers(7, 19, size)).cast(pl.String) + "h" + minutes


def _decimal(rng: np.random.Generator, size: int) -> pl.Series:
    return (
        pl.Series(rng.integers(0, 90, size)).cast(pl.String)
        + ","
        + pl.Series(rng.integers(0, 10, size)).cast(pl.String)
    )
