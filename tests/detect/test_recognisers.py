"""What each recogniser accepts in a whole cell, with near misses; all values are invented."""

from __future__ import annotations

import pytest

from pipeline.core.categories import BY_ID
from pipeline.detect.catalogue import entities, recognisers

BY_ENTITY = {recogniser.ENTITY: recogniser for recogniser in recognisers()}

ACCEPTED = [
    ("fr.nir", "299035626000098"),
    ("fr.nir", "2 99 03 56 260 000 98"),
    ("fr.nir", "185032A00400098"),
    ("fr.nir", "7850356260000"),
    ("phone", "0639980012"),
    ("phone", "02 61 91 00 12"),
    ("phone", "+33 6 39 98 00 12"),
    ("phone", "0033639980012"),
    ("phone", "+262 639 98 00 12"),
    ("email", "prenom.nom@example.org"),
    ("email", "p.nom+labo@mail.example.net"),
    ("address.street", "12 bis RUE DES LILAS"),
    ("address.street", "LIEU DIT KERVEN"),
    ("address.street", "3 av. du Port"),
    ("address.postcode", "56100"),
    ("prescriber.postcode", "20090"),
    ("address.city", "LORIENT"),
    ("address.city", "ST BRIEUC"),
    ("address.city", "Orléans CEDEX 2"),
    ("person.first_name", "Jean-Michel"),
    ("person.name", "LE GALL"),
    ("person.birth_name", "MARTIN-DURAND"),
    ("prescriber.name", "DR MARTIN"),
    ("person.sex", "Female"),
    ("person.sex", "M"),
    ("person.sex", "Mme"),
    ("person.birth_date", "05/09/1989"),
    ("date.sample", "2019-04-02 10:15:00"),
    ("date", "5 sept. 1989"),
    ("blood_group", "A+"),
    ("blood_group", "AB Rh négatif"),
    ("blood_group", "O POS"),
    ("insurer", "MUTUELLE DU TREGOR"),
    ("laboratory", "LABORATOIRE DU PORT"),
    ("laboratory.code", "L56-02"),
    ("fr.rpps", "10100000001"),
    ("fr.adeli", "561000001"),
    ("fr.finess", "560000010"),
    ("record.number", "D0190001"),
    ("patient.number", "8000007"),
    ("insurer.member", "12345678"),
    ("text.free", "patiente enceinte, à rappeler demain"),
    ("credential.login", "pnom56"),
    ("credential.password", "5f4dcc3b5aa765d61d8327deb882cf99"),
    ("iban", "FR76 3000 6000 0112 3456 7890 189"),
    ("ip", "192.0.2.17"),
    ("ip", "2001:db8::1"),
    ("url", "https://www.example.org/a"),
]
REFUSED = [
    ("fr.nir", "299135626000098"),
    ("fr.nir", "48.2038511077026"),
    ("phone", "1989090512"),
    ("phone", "12345"),
    ("email", "prenom.nom at example"),
    ("address.street", "LORIENT"),
    ("address.postcode", "00100"),
    ("address.postcode", "561000"),
    ("person.name", "12 rue"),
    ("person.sex", "X1"),
    ("person.birth_date", "32/01/1990"),
    ("date", "0639980012"),
    ("blood_group", "A4"),
    ("fr.rpps", "1010000000"),
    ("fr.finess", "996000001"),
    ("record.number", "5.2418"),
    ("text.free", "ok"),
    ("iban", "FR76"),
    ("ip", "10:15"),
    ("url", "example"),
]


@pytest.mark.parametrize(("entity", "cell"), ACCEPTED)
def test_a_value_is_accepted(entity: str, cell: str) -> None:
    assert BY_ENTITY[entity].matches(cell) >= 0.5


@pytest.mark.parametrize(("entity", "cell"), REFUSED)
def test_a_near_miss_is_refused(entity: str, cell: str) -> None:
    assert BY_ENTITY[entity].matches(cell) < 0.4


@pytest.mark.parametrize("recogniser", recognisers(), ids=lambda r: r.ENTITY)
def test_scores_stay_between_0_and_1_on_odd_cells(recogniser) -> None:
    for cell in ("", " ", "-", "@", "\u0663", "é" * 300, "a" * 5000, "1" * 400, "١٢٣٤٥", "\x00", "²³", "(", "Œ"):
        assert 0 <= recogniser.matches(cell) <= 1


@pytest.mark.parametrize(
    ("entity", "text", "expected"),
    [
        ("fr.nir", "NIR 2 99 03 56 260 000 98 vu", ["2 99 03 56 260 000 98"]),
        ("phone", "appeler au 06 39 98 00 12 ou +33639980013.", ["06 39 98 00 12", "+33639980013"]),
        ("email", "écrire à a.b@example.org, merci", ["a.b@example.org"]),
        ("date", "vu le 05/09/2019, 120/80", ["05/09/2019"]),
        ("iban", "RIB FR7630006000011234567890189 ok", ["FR7630006000011234567890189"]),
        ("ip", "depuis 192.0.2.17 hier", ["192.0.2.17"]),
    ],
)
def test_spans_are_found_in_a_text(entity: str, text: str, expected: list[str]) -> None:
    assert [text[r.start : r.end] for r in BY_ENTITY[entity].analyze(text)] == expected
    assert BY_ENTITY[entity].analyze(text, ["something.else"]) == []


def test_every_entity_has_a_known_category_and_headers() -> None:
    assert len(entities()) == len(recognisers()) >= 31
    assert set(entities().values()) <= set(BY_ID)
    assert all(recogniser.HEADERS for recogniser in recognisers())


def test_a_wrong_check_digit_lowers_the_score_and_no_more() -> None:
    for entity, right, wrong in (
        ("iban", "FR7630006000011234567890189", "FR7630006000011234567890188"),
        ("fr.finess", "560000010", "560000011"),
    ):
        scores = sorted(BY_ENTITY[entity].matches(cell) for cell in (right, wrong))
        assert 0.3 < scores[0] <= scores[1]
