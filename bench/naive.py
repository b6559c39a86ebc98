"""Releases as they are made without a threat model: the controls on which every attack must succeed.

``faked`` is today's practice (a recogniser finds the identifying columns, Faker or a plain hash replaces them value by
value, the other columns stay); ``generalised`` drops what identifies and coarsens the rest, without any k;
``counted`` counts, and leaves out small cells only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import polars as pl
from faker import Faker

from pipeline.assess.facets import days, departments
from pipeline.assess.written import Written, WrittenCube
from pipeline.locales.fr.geography import department_regions

FAKED = {
    "nom": "last_name",
    "nom_naissance": "last_name",
    "prenom": "first_name",
    "adresse": "street_address",
    "email": "email",
    "medecin": "name",
}
HASHED = ("num_dossier", "nir", "telephone", "portable", "num_adherent", "rpps_medecin", "login", "mot_de_passe")


def read(leak: Path) -> pl.DataFrame:
    """The generated leak as text (it must be without damage)."""
    text = leak.read_bytes().decode("cp1252")
    return pl.read_csv(text.encode(), separator=";", infer_schema=False)


def faked(cells: pl.DataFrame, algorithm: str = "sha256") -> pl.DataFrame:
    """Names and contacts by Faker, numbers by an unsalted hash, each consistently; the rest as it is, in its order."""
    fake = Faker("fr_FR")
    fake.seed_instance(1)
    made = [_mapped(cells[name], _maker(fake, maker)) for name, maker in FAKED.items()]
    made += [_mapped(cells[name], lambda v: hashlib.new(algorithm, v.encode()).hexdigest()) for name in HASHED]
    return cells.with_columns(made)


def _maker(fake: Faker, name: str) -> Callable[[str], str]:
    make = getattr(fake, name)
    return lambda _: str(make())


def _mapped(values: pl.Series, make: Callable[[str], str]) -> pl.Series:
    known = {value: make(value) for value in values.drop_nulls().unique(maintain_order=True)}
    return values.replace_strict(known, default=None, return_dtype=pl.String)


def generalised(cells: pl.DataFrame) -> pl.DataFrame:
    """Sex, year of birth, departments, laboratory, month of the sample; sorted, so that the order tells nothing."""
    sampled = days(cells["date_prelevement"])
    table = pl.DataFrame(
        {
            "sexe": cells["sexe"],
            "date_naissance": days(cells["date_naissance"]).dt.year().cast(pl.String),
            "code_postal": departments(cells["code_postal"]),
            "labo": cells["labo"],
            "cp_medecin": departments(cells["cp_medecin"]),
            "date_prelevement": sampled.dt.strftime("%Y-%m"),
            "groupe_sanguin": cells["groupe_sanguin"],
        }
    )
    return table.sort(table.columns)


def followed(cells: pl.DataFrame) -> pl.DataFrame:
    """The same, coarser (region of a laboratory aside), with one pseudonym a patient kept across visits."""
    patient = _mapped(cells["nir"], lambda v: hashlib.blake2b(v.encode(), key=b"0" * 32).hexdigest()[:32])
    sampled = days(cells["date_prelevement"])
    table = pl.DataFrame(
        {
            "nir": patient,
            "sexe": cells["sexe"],
            "code_postal": departments(cells["code_postal"]),
            "date_prelevement": sampled.dt.strftime("%Y-%m"),
        }
    )
    return table.sort(table.columns)


def counted(cells: pl.DataFrame) -> Written:
    """Persons by region and department, small cells left out and nothing besides: sums give them back."""
    places = departments(cells["code_postal"])
    frame = pl.DataFrame({"department": places, "nir": cells["nir"]}).drop_nulls()
    regions = department_regions()
    known = frame.with_columns(pl.col("department").replace_strict(regions, default="unknown").alias("region"))
    cubes = []
    for dimensions in (("region",), ("region", "department")):
        counts = known.group_by(dimensions).agg(pl.col("nir").n_unique().alias("persons"), pl.len().alias("records"))
        shown = {row[:-2]: (row[-2], row[-1]) for row in counts.rows() if row[-2] >= 12}
        cubes.append(WrittenCube("_".join(dimensions), dimensions, None, shown))
    whole = sum(persons for persons, _ in cubes[0].cells.values())
    records = sum(records for _, records in cubes[0].cells.values())
    return Written(tuple(cubes), whole, records, regions)
