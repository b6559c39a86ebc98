"""Communes, postcodes, departments and regions."""

from __future__ import annotations

import string
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.locales.fr import geography
from pipeline.locales.fr.data import derive

REFERENCE = Path(__file__).parents[3] / "shared" / "data" / "reference"


@pytest.mark.parametrize(
    ("postcode", "department"),
    [
        ("56100", "56"),
        ("75116", "75"),
        ("20000", "2A"),
        ("20100", "2A"),
        ("20290", "2B"),
        ("20600", "2B"),
        ("20999", None),
        ("97460", "974"),
        ("98713", "987"),
        ("97999", None),
        ("35999", "35"),  # a CEDEX code: from its prefix
        ("00100", None),
        ("96000", None),
        ("5610", None),
        ("561000", None),
        ("5610O", None),
        ("５６１００", None),
        ("", None),
    ],
)
def test_department_of_a_postcode(postcode: str, department: str | None) -> None:
    assert geography.department_of(postcode) == department


@given(st.text(string.digits, min_size=5, max_size=5))
def test_a_department_found_is_one_with_a_name_and_a_region(postcode: str) -> None:
    department = geography.department_of(postcode)
    assert department is None or department in geography.department_names()


def test_tables_are_whole() -> None:
    assert geography.communes().height == 34_969
    assert len(geography.postcodes()) > 6_300
    assert set(geography.department_names()) == set(geography.department_regions())
    assert set(geography.postcode_departments().values()) <= set(geography.department_names())
    assert {"LORIENT", "SAINT AVE", "L HAY LES ROSES"} <= geography.commune_names()
    assert geography.department_regions()["56"] == "Bretagne"
    assert geography.department_regions()["45"] == "Centre-Val de Loire"
    assert geography.department_regions()["974"] == "La Réunion"


def test_a_shared_postcode_goes_to_the_department_with_more_people() -> None:
    people = pl.col("population") / pl.col("postcodes").list.len()
    halves = (
        geography.communes()
        .with_columns(people.alias("people"))
        .explode("postcodes")
        .drop_nulls("postcodes")
        .group_by("postcodes", "department")
        .agg(pl.col("people").sum())
    )
    given_ = pl.col("postcodes").replace_strict(geography.postcode_departments()) == pl.col("department")
    taken = halves.filter(given_).select("postcodes", most="people")
    lost = halves.filter(~given_).join(taken, on="postcodes")
    assert lost.height > 10
    assert lost.filter(pl.col("people") > pl.col("most") + 0.001).height == 0


def test_streets_are_named_after_a_way_and_have_no_number() -> None:
    assert len(geography.streets()) > 20_000
    assert not [name for name in geography.streets() if any(letter.isdigit() for letter in name)]


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference data are not at hand")
def test_tables_derive_again_to_the_same_bytes(tmp_path: Path) -> None:
    derive.main([str(REFERENCE), str(tmp_path)])
    made = {path.name: path.read_bytes() for path in tmp_path.glob("*.parquet")}
    kept = Path(derive.__file__).parent
    assert made == {name: (kept / name).read_bytes() for name in made}
    assert len(made) == 6
    assert sum(map(len, made.values())) < 2_500_000
