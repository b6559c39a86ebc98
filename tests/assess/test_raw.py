"""Who is who in a leak, by its attacker's reckoning."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.assess.raw import Leak

COLUMNS = {"nir": "fr.nir", "nom": "person.name", "prenom": "person.first_name", "ne": "person.birth_date"}
Record = tuple[str | None, str | None, str | None, str | None]
FATHER: Record = ("180094973400098", "RODRIGUEZ", "Antoine", "30/09/1980")

PAIRS: dict[str, tuple[Record, bool]] = {
    "the same again": (FATHER, True),
    "written otherwise": (("1 80 09 49 734 000 98", "Rodriguez", "ANTOINE", "30.09.1980"), True),
    "no number": ((None, "RODRIGUEZ", "Antoine", "30/09/1980"), True),
    "another name": (("180094973400098", "LOPEZ", "Antoine", "30/09/1980"), True),
    "no date": (("180094973400098", "LOPEZ", "Antoine", None), True),
    "no date and another first name": (("180094973400098", "LOPEZ", "Paul", None), False),
    "a son with his father's number and names": (("180094973400098", "RODRIGUEZ", "Antoine", "02/10/2008"), False),
    "a child with a parent's number": (("180094973400098", "RODRIGUEZ", "Lea", "02/10/2008"), False),
    "a namesake": ((None, "RODRIGUEZ", "Antoine", "02/10/2008"), False),
    "nothing": ((None, None, None, None), False),
}


@pytest.mark.parametrize("case", PAIRS)
def test_records_of_one_person_are_told_from_those_of_two(case: str) -> None:
    other, same = PAIRS[case]
    cells = pl.DataFrame([FATHER, other], schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    leak = Leak(cells, {**COLUMNS})
    assert (leak.persons == 1) is same
    assert leak.person.tolist() == ([0, 0] if same else [0, 1])


def test_a_leak_without_dates_is_joined_by_number_and_first_name() -> None:
    cells = pl.DataFrame({"nir": ["1", "1", "1"], "prenom": ["Lea", "LÉA", "Paul"]})
    leak = Leak(cells, {"nir": "fr.nir", "prenom": "person.first_name"})
    assert leak.person.tolist() == [0, 0, 1]
