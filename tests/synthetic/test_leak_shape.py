"""The shape of a leak is that of the real one, and nothing in it can be somebody's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from stdnum import luhn

from pipeline.locales.fr import geography, names, nir, reserved
from synthetic import institutions, laboratories
from synthetic.leak import Parameters, chunks
from synthetic.people import BLOOD_GROUPS
from synthetic.places import OTHERS, SHARES

REFERENCE = Path(__file__).parents[3] / "shared" / "data" / "reference"


def share(values: pl.Series) -> float:
    return float(values.cast(pl.Float64).mean())  # type: ignore[arg-type]


@pytest.mark.parametrize("column", ["prescriber_department", "department"])
def test_departments(leak, column: str) -> None:
    for department, percent in SHARES.items():
        assert share(leak.truth[column] == department) * 100 == pytest.approx(percent, abs=2.0)
    assert share(~leak.truth[column].is_in(list(SHARES))) * 100 == pytest.approx(7, abs=1.5)


def test_people_live_in_the_nearer_departments_unless_asked(leak) -> None:
    assert set(leak.truth["department"]) <= {*SHARES, *OTHERS}
    (chunk,) = chunks(Parameters(rows=20_000, seed=7, everywhere=True, comments=0.0))
    assert chunk.truth["department"].n_unique() > len(SHARES) + len(OTHERS) + 8
    for department, percent in SHARES.items():
        assert share(chunk.truth["department"] == department) * 100 == pytest.approx(percent, abs=2.0)


@pytest.mark.parametrize(
    ("column", "filled", "within"),
    [("email", 0.12, 0.02), ("commentaire", 0.15, 0.01), ("mot_de_passe", 0.30, 0.03), ("login", 0.30, 0.03),
     ("groupe_sanguin", 0.35, 0.03), ("num_dossier", 1.0, 0.0), ("nir", 0.87, 0.03), ("mutuelle", 0.60, 0.03)],
)  # fmt: skip
def test_share_of_filled_cells(leak, column: str, filled: float, within: float) -> None:
    assert share(leak.cells[column].is_not_null()) == pytest.approx(filled, abs=within)


def test_passwords_are_mostly_clear_and_hashes_look_like_their_kind(leak) -> None:
    known = leak.cells.select("mot_de_passe").hstack(leak.truth.select("storage")).drop_nulls()
    assert share(known["storage"] == "clear") == pytest.approx(0.70, abs=0.05)
    shapes = {"md5": r"^[0-9a-f]{32}$", "sha1": r"^[0-9a-f]{40}$", "sha256": r"^[0-9a-f]{64}$",
              "bcrypt": r"^\$2y\$10\$[./A-Za-z0-9]{53}$"}  # fmt: skip
    for kind, shape in shapes.items():
        mine = known.filter(storage=kind)["mot_de_passe"]
        assert len(mine) > 50
        assert mine.str.contains(shape).all()
    assert (leak.truth["storage"].is_null() == leak.cells["mot_de_passe"].is_null()).all()


def test_samples_run_from_2015_to_october_2020_mostly_2018_and_2019(leak) -> None:
    days = leak.cells["date_prelevement"].str.to_date("%d/%m/%Y", strict=True)
    assert date(2015, 1, 1) <= days.min()
    assert days.max() <= date(2020, 10, 31)
    assert share(days.dt.year().is_in([2018, 2019])) > 0.55
    assert (leak.truth["month"] == days.dt.strftime("%Y-%m")).all()
    assert (leak.cells["date_naissance"].str.to_date("%d/%m/%Y", strict=True) <= days).all()


def test_an_exact_link_gives_the_exact_persons(leak) -> None:
    truth = leak.truth["person"]
    shown = leak.cells.with_columns(
        pl.col("nom", "prenom").map_elements(names.fold, return_dtype=pl.String),
        person=truth,
    )
    keys = shown.group_by("nom", "prenom", "date_naissance").agg(pl.col("person").n_unique())
    assert keys.height == truth.n_unique()
    assert keys["person"].max() == 1
    stays = [
        "nom",
        "nom_naissance",
        "prenom",
        "sexe",
        "date_naissance",
        "nir",
        "adresse",
        "telephone",
        "email",
        "login",
    ]
    assert shown.select("person", *stays).n_unique() == truth.n_unique()
    home = leak.truth.select("person", "department", "region", "sex", "birth_year")
    assert home.n_unique() == truth.n_unique()


def test_persons_have_one_to_several_records(leak) -> None:
    counts = leak.truth["person"].value_counts()["count"]
    assert share(counts <= 2) == pytest.approx(0.70, abs=0.03)
    assert 8 <= counts.max() <= 10


def test_social_security_numbers_agree_with_their_persons_and_are_theirs_alone(leak) -> None:
    people = leak.cells.with_columns(person=leak.truth["person"]).unique("person").drop_nulls("nir")
    owners: dict[str, int] = {}
    borrowed = 0
    for text, sex, birth, person in people.select("nir", "sexe", "date_naissance", "person").iter_rows():
        number = nir.parse(text)
        assert number is not None
        assert reserved.is_generated_nir(text)
        assert not number.key_ok
        agrees = (number.person_sex, number.year2, number.month) == (sex, birth[8:], birth[3:5])
        borrowed += not agrees
        if agrees:
            assert owners.setdefault(number.body, person) == person
    assert 0.05 < borrowed / people.height < 0.2


def test_nothing_can_be_somebodys(leak) -> None:
    cells = leak.cells
    assert all(map(reserved.is_generated_phone, cells["telephone"].drop_nulls()))
    assert all(map(reserved.is_generated_phone, cells["portable"].drop_nulls()))
    assert all(map(reserved.is_generated_domain, cells["email"].drop_nulls()))
    assert all(map(reserved.is_generated_surname, cells["nom"]))
    assert all(map(reserved.is_generated_surname, cells["nom_naissance"].drop_nulls()))
    assert all(map(reserved.is_generated_street, cells["adresse"].drop_nulls()))
    rpps = cells["rpps_medecin"].drop_nulls().unique()
    assert all(reserved.checked_number(number) is reserved.Namespace.GENERATOR for number in rpps)
    assert not any(map(luhn.is_valid, rpps))


def test_no_rare_surname_is_written(leak) -> None:
    rare = set(names.surname_counts().filter(pl.col("count") < 100)["name"])
    parts = {part for name in leak.cells["nom"] for part in name.split("-")}
    assert not {names.fold(part) for part in parts} & rare


def test_postcodes_say_the_departments_of_the_truth(leak) -> None:
    for column, said in (("code_postal", "department"), ("cp_medecin", "prescriber_department")):
        pairs = pl.DataFrame({"code": leak.cells[column], "department": leak.truth[said]}).drop_nulls().unique()
        assert all(geography.department_of(code) == department for code, department in pairs.iter_rows())
    regions = leak.truth.select("department", "region").unique()
    assert all(geography.department_regions()[code] == region for code, region in regions.iter_rows())


def test_households_share_name_and_address(leak) -> None:
    people = leak.cells.with_columns(person=leak.truth["person"]).unique("person").drop_nulls("adresse")
    homes = people.group_by("nom", "adresse", "code_postal").len()
    assert share(homes["len"] > 1) > 0.2


def test_women_outnumber_men_and_bear_birth_names(leak) -> None:
    assert 0.5 < share(leak.truth["sex"] == "F") < 0.6
    married = leak.cells.filter((pl.col("nom_naissance") != pl.col("nom")) & (pl.col("sexe") == "F"))
    assert married.height > 2_000


def test_blood_groups_have_french_frequencies(leak) -> None:
    known = leak.cells["groupe_sanguin"].drop_nulls()
    assert sum(BLOOD_GROUPS.values()) == 100
    for group, percent in BLOOD_GROUPS.items():
        assert share(known == group) * 100 == pytest.approx(percent, abs=3)


def test_twenty_eight_laboratories_in_six_departments() -> None:
    table = laboratories.table()
    assert (table.height, table["name"].n_unique(), table["code"].n_unique()) == (28, 28, 28)
    assert tuple(laboratories.NAMES) == tuple(SHARES)


def test_laboratories_differ_in_size(leak) -> None:
    sizes = leak.truth["laboratory"].value_counts()["count"]
    assert len(sizes) == 28
    assert sizes.max() > 12 * sizes.min()


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference data are not at hand")
def test_no_laboratory_is_a_real_one() -> None:
    real = pl.read_csv(REFERENCE / "labs-covid-sites/labs.csv", infer_schema=False)["raison_sociale"]
    hospitals = pl.read_csv(REFERENCE / "finess-hospitals/finess_hospitals.csv", infer_schema=False)["Raison sociale"]
    known = [f" {names.fold(name)} " for name in [*real, *hospitals.drop_nulls()]]
    words = {"LABORATOIRE", "BIOLAB", "LABM", "CENTRE", "DE", "BIOLOGIE", "MEDICALE", "SELARL", "ANALYSES", "D", "L"}
    for name in laboratories.table()["name"]:
        parts = names.fold(name).split()
        while parts[0] in words | {"DU", "DES", "LA"}:
            parts = parts[1:]
        assert not [one for one in known if f" {' '.join(parts)} " in one], name


def test_an_institutions_login_stands_in_the_records_of_many(leak) -> None:
    logins = set(institutions.make(7).table["login"])
    assert len(logins) == institutions.COUNT
    assert (leak.cells["login"].is_in(list(logins)) == leak.truth["institution"]).all()
    busiest = leak.cells.filter(leak.truth["institution"]).hstack(leak.truth.filter("institution").select("person"))
    assert busiest.group_by("login").agg(pl.col("person").n_unique())["person"].max() > 11
