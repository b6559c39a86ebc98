"""Whose postcode, which date, which label: what tells them apart, and that nobody gets what cannot be told."""

from __future__ import annotations

import random

import elsewhere
import pyarrow as pa
import pytest

from pipeline.core.profile import ColumnProfile
from pipeline.detect.columns import ColumnState
from pipeline.detect.decision import detect
from pipeline.detect.recognisers.laboratory import Laboratory

TREATMENTS = {"address.postcode": "generalise", "person.sex": "keep", "laboratory": "keep", "email": "suppress"}


def profile(columns: dict[str, list[str]], has_header: bool = True) -> dict[str, ColumnProfile]:
    records = pa.record_batch({name: pa.array(cells, pa.string()) for name, cells in columns.items()})
    state = ColumnState.empty(list(columns), has_header).fit(records)
    found = detect(state, policy_treatment=lambda entity: TREATMENTS.get(entity or "", "suppress"))
    return dict(zip(columns, found.columns, strict=True))


def invented(rows: int = 200, seed: int = 3) -> tuple[elsewhere.Invented, list[tuple[bool, str, str, str, str, str]]]:
    of = elsewhere.Invented(seed)
    return of, [of.person() for _ in range(rows)]


def home(people: list[tuple[bool, str, str, str, str, str]]) -> dict[str, list[str]]:
    return {"a": [p[4] for p in people], "b": [p[5] for p in people]}


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_the_patients_postcode_is_the_towns_and_the_prescribers_follows_from_the_prescriber(order) -> None:
    of, people = invented()
    doctors = [(f"100{of.number(8)}", of.rng.choice(of.towns)[1]) for _ in range(20)]
    drawn = [of.rng.choice(doctors) for _ in people]
    columns = {**home(people), "c": [d[0] for d in drawn], "d": [d[1] for d in drawn]}
    names = list(columns)
    found = profile({names[i]: columns[names[i]] for i in order}, has_header=False)
    assert (found["b"].entity, found["d"].entity) == ("address.postcode", "prescriber.postcode")


def test_a_second_postcode_of_nobody_known_stays_unknown() -> None:
    of, people = invented()
    other = [of.rng.choice(of.towns)[1] for _ in people]
    found = profile({**home(people), "c": other}, has_header=False)
    assert (found["b"].entity, found["c"].entity) == ("address.postcode", None)


def visits(codes_of_patient: bool) -> dict[str, list[str]]:
    """Three visits of each patient: the home, and a postcode that each patient has or each visit."""
    of, people = invented(80)
    groups = [of.rng.choice(["A+", "O+", "B-"]) for _ in people]
    seen = [i for i in range(80) for _ in range(3)]
    others = [of.rng.choice(of.towns)[1] for _ in (people if codes_of_patient else seen)]
    return {
        "a": [people[i][2] for i in seen],
        "b": [people[i][3] for i in seen],
        **{key: [cells[i] for i in seen] for key, cells in zip("cd", home(people).values(), strict=True)},
        "e": [others[i] for i in seen] if codes_of_patient else others,
        "f": [groups[i] for i in seen],
    }


@pytest.mark.parametrize(("codes_of_patient", "entity"), [(True, None), (False, "prescriber.postcode")])
def test_a_postcode_that_changes_with_the_visit_is_the_prescribers(codes_of_patient: bool, entity: str | None) -> None:
    found = profile(visits(codes_of_patient), has_header=False)
    assert (found["d"].entity, found["e"].entity) == ("address.postcode", entity)


@pytest.mark.parametrize("seed", range(3))
def test_a_postcode_that_stays_with_the_patient_is_the_patients_without_a_town(seed: int) -> None:
    cells = {name: column for name, column in visits(codes_of_patient=False).items() if name != "c"}
    names = random.Random(seed).sample(list(cells), len(cells))
    found = profile({name: cells[name] for name in names}, has_header=False)
    assert (found["d"].entity, found["e"].entity) == ("address.postcode", "prescriber.postcode")


def test_two_postcodes_and_nothing_else_are_contested() -> None:
    of, people = invented()
    found = profile({"a": [p[5] for p in people], "b": [of.rng.choice(of.towns)[1] for _ in people]}, has_header=False)
    assert {column.treatment for column in found.values()} == {"suppress"}


@pytest.mark.parametrize(
    "title",
    ["cp_employeur", "Code postal conjoint", "zip_school", "code_postal_naissance", "cp_etablissement", "Mother ZIP"],
)
def test_a_postcode_that_its_title_gives_to_another_party_is_not_the_patients(title: str) -> None:
    _, people = invented()
    towns = home(people)
    assert profile({"ville": towns["a"], title: towns["b"]})[title].entity is None
    assert profile({"ville": towns["a"], "code_postal": towns["b"]})["code_postal"].entity == "address.postcode"


@pytest.mark.parametrize("title", ["date_naissance_conjoint", "Spouse date of birth", "ddn_mere", "ddn medecin"])
def test_a_relatives_birth_date_is_a_date(title: str) -> None:
    _, people = invented()
    assert profile({title: [p[3] for p in people]})[title].entity == "date"


@pytest.mark.parametrize("title", ["date_deces", "Date embauche", "date_permis"])
def test_a_date_with_another_title_is_no_sample(title: str) -> None:
    of, people = invented()
    nirs = [of.nir(p[0], p[3]) for p in people]
    found = profile({"nir": nirs, "ddn": [p[3] for p in people], title: [of.date(2018, 2020) for _ in people]})
    assert (found["ddn"].entity, found[title].entity) == ("person.birth_date", "date")


def test_of_two_sexes_the_one_that_agrees_with_the_first_names_is_the_patients() -> None:
    of, people = invented()
    columns = {
        "a": [of.rng.choice("MF") for _ in people],
        "b": [p[2] for p in people],
        "c": ["MF"[p[0]] for p in people],
    }
    found = profile(columns, has_header=False)
    assert (found["a"].entity, found["c"].entity) == (None, "person.sex")


LABELS = {
    "laboratory": ["LABORATOIRE DES LILAS", "BIOLAB DU PORT", "LBM DE LA GARE", "CENTRE DE BIOLOGIE DU LAC"],
    "covers": ["PHAR LABO RADL", "PHAR LABO", "LABO", "HOSP PHAR LABO RADL", "LABO RADL", "HOSP LABO"],
    "examinations": ["ANALYSE DE SANG", "ANALYSE D'URINE", "PRELEVEMENT NASAL", "BIOLOGIE DELOCALISEE", "BIOCHIMIE"],
    "services": ["LABORATOIRE", "RADIOLOGIE", "URGENCES", "CARDIOLOGIE"],
    "persons": ["FABIO ROSSI", "EUSEBIO LOPEZ", "FABIO DURAND", "FABIO MARTIN"],
}


@pytest.mark.parametrize("has_header", [True, False])
@pytest.mark.parametrize("kind", LABELS)
def test_only_names_of_laboratories_are_laboratories(kind: str, has_header: bool) -> None:
    of, people = invented(400)
    labels = [of.rng.choice(LABELS[kind]) for _ in people]
    found = profile({"nom": [p[1] for p in people], "x": labels, "ddn": [p[3] for p in people]}, has_header)["x"]
    assert (found.entity == "laboratory") == (kind == "laboratory")
    if kind != "laboratory":
        assert found.treatment == "suppress"


@pytest.mark.parametrize("title", ["examen", "type analyse", "GARANTIES", "service", "diagnosis"])
def test_a_title_of_examinations_is_none_of_laboratories(title: str) -> None:
    labels = LABELS["laboratory"] * 100
    assert profile({title: labels})[title].entity != "laboratory"
    assert profile({"labo": labels})["labo"].entity == "laboratory"


@pytest.mark.parametrize(
    ("cell", "trade"),
    [("LABORATOIRE DU PORT", True), ("SELAS BIOARMOR", True), ("CENTRE D'ANALYSES DU LAC", True), ("LBM MARTIN", True),
     ("BIOLOGIE MEDICALE DU PHARE VERT", True), ("BIOCHIMIE", False), ("ANALYSE DE SANG", False), ("FABIO", False),
     ("BIOPSIE DU SEIN", False), ("BIOLOGIE MEDICALE", False)],
)  # fmt: skip
def test_words_of_the_trade(cell: str, trade: bool) -> None:
    assert (Laboratory().matches(cell) >= 0.5) == trade


def test_a_stray_person_among_laboratories_changes_nothing() -> None:
    labels = ["LABORATOIRE DU PORT"] * 900 + ["DR DURAND PAUL"]
    found = profile({"dossier": [f"D{1000 + i}" for i in range(901)], "labo": labels})["labo"]
    assert found.entity == "laboratory"


@pytest.mark.parametrize("share", [0.03, 0.15])
def test_another_kind_in_a_column_is_said(share: float) -> None:
    of, people = invented(300)
    phones = [of.phone() if i < 300 * share else of.mail(p[2], p[1]) for i, p in enumerate(people)]
    found = profile({"email": phones})["email"]
    assert found.entity == "email"
    assert "another kind, phone" in found.why
    assert "protective" not in found.why


def test_of_two_kinds_in_comparable_shares_the_more_protective_treatment_holds() -> None:
    of, people = invented(300)
    cells = [of.phone() if i % 5 < 2 else p[5] for i, p in enumerate(people)]
    found = profile({"code_postal": cells, "ville": [p[4] for p in people]})["code_postal"]
    assert (found.entity, found.treatment) == ("address.postcode", "suppress")
    assert "more protective" in found.why


@pytest.mark.parametrize("has_header", [True, False])
def test_a_mostly_empty_column_is_told_by_its_few_values(has_header: bool) -> None:
    of, people = invented(500)
    cells = [of.mail(p[2], p[1]) if i % 100 == 0 else "" for i, p in enumerate(people)]
    found = profile({"nom": [p[1] for p in people], "mail": cells}, has_header)["mail"]
    assert (found.entity, found.distinct) == ("email", 5)


def test_neither_the_order_of_records_nor_the_cut_of_batches_changes_what_is_told() -> None:
    titles, records = elsewhere.make(elsewhere.admissions, 900, seed=5)
    rows = list(zip(*(column.to_pylist() for column in records.columns), strict=True))
    random.Random(1).shuffle(rows)
    mixed = pa.record_batch([pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)], names=list(titles))
    whole = detect(ColumnState.empty(list(titles), True).fit(records))
    parts = ColumnState.empty(list(titles), True)
    for at in (slice(0, 10), slice(10, 500), slice(500, 900)):
        parts = parts.fit(mixed.slice(at.start, at.stop - at.start))
    assert detect(parts) == whole
