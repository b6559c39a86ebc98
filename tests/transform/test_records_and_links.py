"""A batch of the leak becomes a batch of records; tokens meet where it is one person, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.anonymise import persons
from pipeline.core.categories import CATEGORIES
from pipeline.core.keys import RunKey
from pipeline.core.policy_file import load
from pipeline.core.profile import ColumnProfile, Profile
from pipeline.engines.local import link as linker
from pipeline.transform.records import RECORDS, bind
from pipeline.transform.transform import Context

POLICY = load()
COLUMNS = {
    # column of these tests: (entity, category)
    "nir": ("fr.nir", "social_security"),
    "nom": ("person.name", "identity"),
    "naissance_nom": ("person.birth_name", "identity"),
    "prenom": ("person.first_name", "identity"),
    "sexe": ("person.sex", "identity"),
    "ne_le": ("person.birth_date", "identity"),
    "cp": ("address.postcode", "address"),
    "email": ("email", "email"),
    "cp_medecin": ("prescriber.postcode", "prescriber"),
    "rpps": ("fr.rpps", "prescriber"),
    "labo": ("laboratory", "laboratory"),
    "date": ("date.sample", "examination"),
    "note": ("text.free", "comment"),
    "login": ("credential.login", "credentials"),
    "secret": ("credential.password", "credentials"),
    "divers": (None, None),
}
NOBODY = {"nom": "QUINDORME", "prenom": "ZOE", "ne_le": "12/03/1985", "sexe": "F", "cp": "56000"}
NIR = "285035600000098"  # order number 000 and key 98: nobody's


@cache
def profile(names: tuple[str, ...]) -> Profile:
    return Profile(
        tuple(
            ColumnProfile(name, entity, category, POLICY.treatment(entity), 1.0, "", 1, 0.0)
            for name, (entity, category) in ((name, COLUMNS[name]) for name in names)
        )
    )


def records(
    *rows: dict[str, str | None], columns: Sequence[str] = tuple(COLUMNS), key: bytes = b"1", passing: bytes = b"2"
) -> pl.DataFrame:
    names = tuple(columns)
    batch = pa.record_batch({name: pa.array([row.get(name, "") for row in rows], pa.string()) for name in names})
    found = bind(profile(names), Context(POLICY, RunKey(key * 32), passing=RunKey(passing * 32)))(batch)
    assert found.schema.equals(RECORDS)
    frame = pl.from_arrow(found)
    assert isinstance(frame, pl.DataFrame)
    return frame


def people(*rows: dict[str, str | None], columns: Sequence[str] = tuple(COLUMNS)) -> tuple[list[int], list[int]]:
    linked = persons.link(records(*rows, columns=columns), linker, False)
    return linked[persons.LOOSE].to_list(), linked[persons.STRICT].to_list()


def together(*rows: dict[str, str | None], columns: Sequence[str] = tuple(COLUMNS)) -> bool:
    loose, _ = people(*rows, columns=columns)
    return len(set(loose)) == 1


def categories(record: dict[str, object]) -> set[str]:
    bits = record["categories"]
    assert isinstance(bits, int)
    return {category.id for i, category in enumerate(CATEGORIES) if bits >> i & 1}


def test_a_full_record() -> None:
    (found,) = records(
        {
            **NOBODY,
            "nir": NIR,
            "cp_medecin": "22000",
            "rpps": "10000000000",
            "labo": "Labo des Halles",
            "date": "05/09/2019",
            "note": "enceinte",
            "login": "zoe.q",
            "secret": "azerty",
            "divers": "x",
        }
    ).to_dicts()
    wanted = {
        "department": "56",
        "sex": "F",
        "birth_year": 1985,
        "prescriber_department": "22",
        "laboratory": "LABO DES HALLES",
        "month": "2019-09",
        "storage": "clear",
        "institution": False,
    }
    assert {name: found[name] for name in wanted} == wanted
    assert categories(found) == {
        *("identity", "address", "social_security", "prescriber", "laboratory", "examination", "comment"),
        *("credentials", "health.pregnancy"),
    }


@pytest.mark.parametrize("blank", ["", "  ", "NULL", "\\N", "nan", None])
def test_an_empty_record_says_nothing(blank: str | None) -> None:
    (found,) = records(dict.fromkeys(COLUMNS, blank)).to_dicts()
    assert found.pop("categories") == 0
    assert set(found.values()) == {None}


def test_an_account_without_a_password_has_a_storage_kind_of_its_own() -> None:
    found = records({"login": "zoe.q"}, {"secret": "azerty"}, {"nom": "X"})
    assert found["storage"].to_list() == ["no_password", "clear", None]


def test_numbers_are_the_same_where_passwords_in_clear_and_logins_are() -> None:
    rows = (
        {"login": "zoe.q", "secret": "azerty"},
        {"login": " ZOE.Q", "secret": "azerty "},
        {"login": "lea", "secret": "Azerty"},
        {"login": "lea", "secret": "5f4dcc3b5aa765d61d8327deb882cf99"},
        {"login": "lea"},
        {"secret": "azerty"},
    )
    found = records(*rows)
    azerty, same, capital, hashed, none, alone = found["same_password"]
    assert azerty == same == alone != capital
    assert (hashed, none) == (None, None)
    zoe, again, lea, *others = found["same_login"]
    assert zoe == again != lea
    assert others == [None, None, None]
    assert {azerty, capital, zoe, lea}.isdisjoint(numbers(records(*rows, passing=b"3")))
    assert numbers(records(*rows, key=b"3")) == numbers(found)


def test_no_number_is_made_where_nothing_is_counted_by_it() -> None:
    batch = pa.record_batch({"login": ["zoe.q"], "secret": ["azerty"]})
    cubes = tuple(cube for cube in POLICY.cubes if cube.name != "reuse")
    for change, made in (({}, True), ({"cubes": cubes}, False), ({"tier": "research"}, False)):
        context = Context(POLICY.model_copy(update=change), RunKey(b"1" * 32))
        found = pl.DataFrame(pl.from_arrow(bind(profile(("login", "secret")), context)(batch)))
        assert [number is not None for number in numbers(found)] == [made, made]


def numbers(frame: pl.DataFrame) -> list[int | None]:
    return [*frame["same_password"], *frame["same_login"]]


def test_a_suppressed_column_gives_no_attribute_but_its_category() -> None:
    known = profile(("cp", "sexe"))
    columns = tuple(ColumnProfile(**{**vars(c), "treatment": "suppress"}) for c in known.columns)
    batch = pa.record_batch({"cp": ["56000"], "sexe": ["F"]})
    found = bind(Profile(columns), Context(POLICY, RunKey(b"1" * 32)))(batch).to_pylist()[0]
    assert (found["department"], found["sex"]) == (None, None)
    assert categories(found) == {"identity", "address"}


def test_no_raw_value_is_left_in_a_record() -> None:
    canary = "Canari Rougegorge"
    found = records({name: canary for name in COLUMNS if name != "labo"})
    assert "canari" not in str(found.to_dicts()).lower()


@settings(max_examples=8, deadline=None)
@given(st.lists(st.fixed_dictionaries({name: st.text(max_size=6) for name in COLUMNS}), min_size=1, max_size=3))
def test_each_record_is_made_from_its_own_row_alone(rows: list[dict[str, str | None]]) -> None:
    found = records(*rows)
    assert found.height == len(rows)
    assert found.equals(pl.concat([records(row) for row in rows]))
    assert found.reverse().equals(records(*reversed(rows)))


def test_an_empty_batch_gives_an_empty_batch() -> None:
    assert records().height == 0


SAME = {
    "the same in capitals, with accents and hyphens": (
        {"nom": "d'Œuvre-Quindorme", "prenom": "Zoé-Anne"},
        {"nom": "D OEUVRE QUINDORME", "prenom": "ZOE ANNE"},
    ),
    "a birth name that one record gives as the name": (
        {"nom": "BREVELLE", "naissance_nom": "QUINDORME"},
        {"nom": "QUINDORME", "naissance_nom": ""},
    ),
    "another way of writing the date": ({"ne_le": "12/03/1985"}, {"ne_le": "1985-03-12 00:00:00"}),
    "a number in one record and none in the other": ({"nir": NIR}, {}),
    "a number with spaces": ({"nir": NIR, "nom": "AUTRE"}, {"nir": "2 85 03 56 000 000 98", "nom": "AUTREMENT"}),
    "a number with a mistyped key": ({"nir": NIR, "nom": "AUTRE"}, {"nir": NIR[:13] + "11", "nom": "AUTREMENT"}),
    "one name twice, moved house": ({"cp": "56000"}, {"cp": "22000"}),
    "a letter too few, no number": ({"nom": "QUINDORME"}, {"nom": "QUINDRME"}),
    "names in each other's column": ({}, {"nom": "ZOE", "prenom": "QUINDORME"}),
    "both names in one column": ({}, {"nom": "Quindorme Zoé", "prenom": ""}),
    "letters for digits in the date": ({}, {"ne_le": "l2/O3/1985"}),
    "letters for digits in the number": (
        {"nir": NIR, "nom": "AUTRE"},
        {"nir": NIR.replace("0", "O"), "nom": "AUTREMENT"},
    ),
}
APART = {
    "another birth date": ({"ne_le": "12/03/1985"}, {"ne_le": "13/03/1985"}),
    "another first name": ({"prenom": "ZOE"}, {"prenom": "LUCIEN"}),
    "a first name too few in one column": ({"nom": "QUINDORME ZOE", "prenom": ""}, {"nom": "QUINDORME", "prenom": ""}),
    "a child that carries its parent's number": (
        {"nir": NIR},
        {"nir": NIR, "prenom": "LEO", "sexe": "M", "ne_le": "04/07/2014"},
    ),
    "a child of the same sex with its parent's number": (
        {"nir": NIR},
        {"nir": NIR, "prenom": "LEA", "ne_le": "04/07/2014"},
    ),
    "a child born in the month of its parent": (
        {"nir": NIR},
        {"nir": NIR, "prenom": "LEA", "ne_le": "12/03/2014"},
    ),
    "a number of the other sex": ({"nir": NIR}, {"nir": NIR, "prenom": "LUCIEN", "sexe": "M"}),
    "nothing known of either": ({"nom": "", "nir": ""}, {"nom": "", "nir": ""}),
    "no birth date on either": ({"ne_le": ""}, {"ne_le": ""}),
}


@pytest.mark.parametrize("case", SAME)
def test_records_of_one_person_meet(case: str) -> None:
    left, right = SAME[case]
    assert together({**NOBODY, **left}, {**NOBODY, **right})


@pytest.mark.parametrize("case", APART)
def test_records_of_two_persons_do_not_meet(case: str) -> None:
    left, right = APART[case]
    loose, _ = people({**NOBODY, **left}, {**NOBODY, **right})
    assert None in loose or len(set(loose)) == 2


def test_two_spellings_meet_over_a_third_record_with_the_number() -> None:
    other = {**NOBODY, "nom": "BREVELLE"}
    loose, strict = people({**NOBODY, "nir": NIR}, {**other, "nir": NIR}, other)
    assert len(set(loose)) == 1
    assert len(set(strict)) == 2


def test_without_names_the_first_fallback_that_the_file_has_links() -> None:
    columns = ("email", "login", "cp")
    rows = ({"email": "zoe@example.org"}, {"email": " ZOE@example.org"}, {"email": "lea@example.org"}, {"cp": "56000"})
    assert people(*rows, columns=columns)[0] == [0, 0, 1, None]


def test_tokens_of_another_run_have_nothing_in_common() -> None:
    row = {**NOBODY, "nir": NIR, "rpps": "10000000000"}
    kept, others = (records(row, key=key).to_dicts()[0] for key in (b"1", b"2"))
    for name in [name for name in kept if name.startswith(("link_", "prescriber"))]:
        if name != "prescriber_department" and kept[name] is not None:
            assert kept[name] != others[name]


PERSON = st.fixed_dictionaries(
    {
        "nir": st.sampled_from(["", NIR, "185035600000098", "255015600000098"]),
        "nom": st.sampled_from(["", "QUINDORME", "QUINDRME", "BREVELLE"]),
        "prenom": st.sampled_from(["ZOE", "ZOÉ", "LUCIEN"]),
        "ne_le": st.sampled_from(["", "12/03/1985", "1985-03-12", "01/01/1955"]),
        "sexe": st.sampled_from(["", "F", "M"]),
        "cp": st.sampled_from(["56000", "22000"]),
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PERSON, min_size=1, max_size=14), st.randoms())
def test_strictly_linked_records_are_loosely_linked_whatever_their_order(rows: list[dict[str, str]], rng) -> None:
    loose, strict = people(*rows)
    for i, j in combinations(range(len(rows)), 2):
        if strict[i] is not None and strict[i] == strict[j]:
            assert loose[i] == loose[j]
    assert len(set(loose) - {None}) <= len(set(strict) - {None})
    order = list(range(len(rows)))
    rng.shuffle(order)
    shuffled, _ = people(*(rows[i] for i in order))
    pairs = {(i, j) for i in order for j in order if loose[i] is not None and loose[i] == loose[j]}
    again = {
        (order[a], order[b])
        for a in range(len(order))
        for b in range(len(order))
        if shuffled[a] is not None and shuffled[a] == shuffled[b]
    }
    assert pairs == again
