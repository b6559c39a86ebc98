"""What each treatment makes of what: tables of (cell, expected), and the namespaces of stand-ins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import polars as pl
import pytest
from conftest import EVERY
from test_transform_laws import ONE, Span

from pipeline.core.keys import RunKey
from pipeline.core.policy_file import load
from pipeline.locales.fr import geography, names, reserved, standins
from pipeline.locales.fr.names import fold
from pipeline.transform.transform import Beside, Context, Transform, kinds


def made(transform: Transform, *cells: str | None, people: tuple[str | None, ...] = ()) -> list:
    values = pl.Series("cells", list(cells), dtype=pl.String)
    person = pl.Series("person", list(people) or [None] * len(cells), dtype=pl.String)
    return transform.bind_beside("purpose", ONE)(values, Beside(person)).to_list()


COARSER: list[tuple[str, dict[str, object], str, object]] = [
    ("region", {}, "56100", "Bretagne"),
    ("region", {}, "20290", "Corse"),
    ("region", {}, "97460", "La Réunion"),
    ("region", {}, "00100", None),
    ("population_class", {}, "LORIENT", "50000-199999"),
    ("population_class", {}, "Paris", "200000+"),
    ("population_class", {}, "lyon cedex 03", "200000+"),
    ("population_class", {}, "Nulle-Part-sur-Rien", None),
    ("age_band", {"at": 2020}, "01/01/1985", "30-39"),
    ("age_band", {"at": 2020}, "31/12/1930", "90+"),
    ("age_band", {"at": 2020}, "31/12/1931", "80-89"),
    ("age_band", {"at": 2020, "width": 25}, "31/12/1931", "75-89"),
    ("age_band", {"at": 2020, "top": 85}, "31/12/1935", "85+"),
    ("age_band", {"at": 2020}, "12/03/2021", None),
    ("age_band", {"at": 2020}, "inconnue", None),
    ("date_band", {}, "05/09/2019", "2019-Q3"),
    ("date_band", {"width": "half"}, "30/06/2019", "2019-H1"),
    ("date_band", {"width": "year"}, "30/06/2019", "2019"),
    ("date_band", {"width": "5 years"}, "30/06/2019", "2015-2019"),
    ("date_band", {"width": "10 years"}, "30/06/2019", "2010-2019"),
    ("date_band", {}, "?", None),
    ("number_band", {}, "17,5", "10 to 20"),
    ("number_band", {"width": 5}, "-1", "-5 to 0"),
    ("number_band", {}, "999", "990 to 1000"),
    ("number_band", {}, "1 000", "1000 and more"),
    ("number_band", {}, "-1001", "under -1000"),
    ("number_band", {}, "vingt", None),
    ("rounding", {}, "12", 10),
    ("rounding", {}, "12,5", 15),
    ("rounding", {"base": 10}, "-14", -10),
    ("rounding", {"base": 1}, "1 234", 1230),
    ("rounding", {"base": 1}, "999", 999),
    ("rounding", {}, "4172839455", 4170000000),
    ("rounding", {}, "1e9", None),
    ("categories", {"values": ["A+", "AB-"]}, " ab- ", "AB-"),
    ("categories", {"values": ["A+", "AB-"]}, "0+", "other"),
    ("health_words", {}, "enceinte de 3 mois", "health.pregnancy"),
    ("health_words", {}, "à rappeler", "none"),
    ("keep", {}, "x", "x"),
    ("suppress", {}, "x", None),
]


@pytest.mark.parametrize(("name", "parameters", "cell", "expected"), COARSER)
def test_coarser(name: str, parameters: dict[str, object], cell: str, expected: object) -> None:
    assert made(kinds()[name](**parameters), cell.strip() if name == "keep" else cell) == [expected]


NAMES = [fold(name) for name in names.surname_counts()["name"][:4000]]


def surnamed(name: str) -> bool:
    return reserved.is_standin_surname(name.rpartition(" ")[0])


FIRST = [fold(name) for name in names.first_name_counts()["name"]]
POOLED = {fold(name) for pool in standins.first_names().values() for name in pool}
STREETS = [f"{i} {name}" for i, name in enumerate(geography.streets()[:3000])]
PHONES = [f"06{i:08d}" for i in range(1500)] + [f"02{i:08d}" for i in range(1500)]
NAMESPACES: dict[str, tuple[list[str], Callable[[str], bool]]] = {
    "standin_surname": (NAMES, reserved.is_standin_surname),
    "standin_first_name": (FIRST, lambda name: fold(name) in POOLED),
    "standin_name": (
        [f"DR {name} Zoé" for name in NAMES],
        surnamed,
    ),
    "standin_phone": (PHONES, reserved.is_standin_phone),
    "standin_email": ([f"{name.lower()}@orange.fr" for name in NAMES], reserved.is_standin_domain),
    "standin_nir": ([f"2{i:04d}56121001" for i in range(4000)], reserved.is_standin_nir),
    "standin_address": (STREETS, lambda cell: reserved.is_standin_street(cell.partition(" ")[2])),
    "standin_iban": ([f"FR76{i:023d}" for i in range(2000)], lambda t: reserved.iban(t) is reserved.Namespace.STANDIN),
}


@pytest.mark.parametrize("name", sorted(NAMESPACES))
def test_every_stand_in_is_in_the_stand_ins_namespace_and_never_the_value(name: str) -> None:
    cells, is_standin = NAMESPACES[name]
    found = made(EVERY[name], *cells)
    assert [value for value in found if not is_standin(value)] == []
    assert [value for value, cell in zip(found, cells, strict=True) if value.upper() == cell.upper()] == []
    if "name" in name:
        both = [(value, set(fold(value).split()) & set(cell.split())) for value, cell in zip(found, cells, strict=True)]
        assert [value for value, common in both if common] == []
    assert EVERY[name].gives(pl.Series(found)).all()
    assert not EVERY[name].gives(pl.Series(["0612345678", "jean@orange.fr", "185035612100142", "Jean MARTINEZ"])).all()
    again = made(EVERY[name], *found)  # a stand-in found in a leak gets another one
    assert [value for value, cell in zip(again, found, strict=True) if value == cell] == []


def test_pools_are_far_larger_than_faker_and_hold_no_rare_name() -> None:
    assert len(standins.every_surname()) > 5_000
    assert sum(len(pool) for (sex, _), pool in standins.first_names().items() if sex == "F") > 3_000
    assert sum(len(pool) for (sex, _), pool in standins.first_names().items() if sex == "M") > 3_000
    assert len(standins.streets()) > 5_000
    counts = dict(names.surname_counts().iter_rows())
    assert min(counts[name] for name in standins.every_surname()) >= 100


SAME = {
    "standin_surname": ("d'Œuvre-Quindorme", "D OEUVRE QUINDORME", " d’œuvre quindorme"),
    "standin_first_name": ("Zoé-Anne", "ZOE ANNE", "zoé anne"),
    "standin_name": ("Dr QUINDORME Zoé", "zoe quindorme", "Docteur Zoé QUINDORME"),
    "standin_phone": ("06 12 34 56 78", "+33612345678", "0033 6 12 34 56 78", "06.12.34.56.78", "+33 (0)6 12 34 56 78"),
    "standin_email": ("zoe@orange.fr", "ZOE@orange.fr"),
    "standin_nir": ("2 85 03 56 121 001 42", "285035612100142", "2850356121001", "285035612100117"),
    "standin_address": ("12, rue de l'Œillet", "12 RUE DE L OEILLET"),
    "standin_iban": ("FR76 3000 6000 0112 3456 7890 189", "fr7630006000011234567890189"),
}


@pytest.mark.parametrize("name", sorted(SAME))
def test_ways_of_writing_a_value_get_one_stand_in(name: str) -> None:
    assert len(set(made(EVERY[name], *SAME[name]))) == 1


def test_stand_ins_agree_with_what_the_value_says() -> None:
    sexes = {fold(name): sex for name, sex in names.first_name_counts().select("name", "sex").iter_rows()}
    for sex, cells in {
        "F": ("Marie", "Huguette", "Marie-Claude"),
        "M": ("Jean", "Enzo"),
        "X": ("Camille", "Zzyx"),
    }.items():
        found = made(EVERY["standin_first_name"], *cells)
        assert {sexes[fold(name)] for name in found} == {sex}
    found = made(EVERY["standin_nir"], "185035612100142", "285035612100142", "784035612100142")
    assert [number[:3] for number in found] == ["185", "285", "184"]
    assert all(number.endswith("00099") and len(number) == 15 for number in found)
    keyed = made(kinds()["standin_nir"](year=False), *(f"1850356121{i:03d}" for i in range(50)))
    assert len({number[1:3] for number in keyed}) > 20
    assert made(EVERY["standin_phone"], "0612345678")[0].startswith("063998")
    assert not made(EVERY["standin_phone"], "0212345678")[0].startswith("06")


def test_a_frequent_surname_gets_a_frequent_one_and_a_rare_one_a_compound() -> None:
    counts = dict(names.surname_counts().iter_rows())
    martin, rare = made(EVERY["standin_surname"], "Martin", "QUINDORMEX")
    assert counts[martin] >= standins.SURNAME_BANDS[-1]
    assert [counts[word] >= standins.MIN_SURNAME for word in rare.split("-")] == [True, True]


def test_dates_of_a_person_move_together_and_intervals_stay() -> None:
    cells = ("01/01/2019", "2019-01-31", "01/01/2019", "31/12/2018", None, "?")
    people = ("p", "p", "q", "p", "p", "p")
    one, two, other, three, nothing, wrong = made(EVERY["date_shift"], *cells, people=people)
    assert (two - one, one - three) == (dt.timedelta(30), dt.timedelta(1))
    assert (nothing, wrong) == (None, None)
    assert one != other
    moved = made(kinds()["date_shift"](days=10), *["01/01/2019"] * 400, people=tuple(f"p{i}" for i in range(400)))
    assert {(date - dt.date(2019, 1, 1)).days for date in moved} == set(range(-10, 11)) - {0}


def test_per_person_a_name_shows_no_frequency() -> None:
    for name in ("standin_surname", "standin_first_name"):
        people = tuple(f"p{i}" for i in range(200))
        found = made(kinds()[name](per="person"), *["MARIE"] * 200, people=people)
        assert len(set(found)) > 50
        assert made(kinds()[name](per="person"), *["MARIE"] * 200, people=people) == found


def test_a_person_key_says_who_and_not_what() -> None:
    found = made(EVERY["person_key"], "a", "b", "c", None, people=("p", "p", None, "p"))
    assert found[0] == found[1] is not None
    assert found[2:] == [None, None]


def redact(*texts: str, known: str = "", **context: object) -> list[str]:
    def find(text: str, own: dict[str, str]) -> list[Span]:
        words = {
            "QUINDORME": "person.name",
            "0639980011": "phone",
            "azerty": "credential.password",
            own.get("email"): "email",
        }
        plain = text.lower()
        return [
            Span(plain.index(word.lower()), plain.index(word.lower()) + len(word), entity)
            for word, entity in words.items()
            if word and word.lower() in plain
        ]

    cells = {"email": pl.Series([known] * len(texts), dtype=pl.String)}
    function = EVERY["redacted"].bind_beside("text", Context(load(), RunKey(b"1" * 32), context.get("find", find)))
    beside = Beside(pl.Series([None] * len(texts), dtype=pl.String), cells)
    return function(pl.Series("t", list(texts)), beside).to_list()


def test_placeholders_are_typed_and_one_value_has_one_everywhere() -> None:
    one, two, three = redact("Voir Mme QUINDORME au 0639980011.", "quindorme à jeun", "mdp azerty")
    assert one.startswith("Voir Mme [PERSONNE-")
    person = one[len("Voir Mme ") : one.index("]") + 1]
    assert two == f"{person} à jeun"
    assert one.endswith("].")
    assert "[TELEPHONE-" in one
    assert three == "mdp [COMPTE]"
    assert redact("quindorme à jeun") == [two]
    assert "[COURRIEL-" in redact("écrire à zoe@x.fr", known="zoe@x.fr")[0]


def test_without_a_finder_no_text_comes_out() -> None:
    assert redact("Voir Mme QUINDORME", find=None) == ["[TEXTE]"]
