"""What one release less an earlier one counts: shared numbers that differ by few, and how many are shared."""

from __future__ import annotations

from typing import Any, cast

import pytest

from pipeline.assess.attack import Earlier, Surface
from pipeline.assess.attacks.differencing import Differencing, deltas
from pipeline.assess.written import Written
from pipeline.core.policy import Thresholds
from tests.assess.small import SEXES, Cells, release

Cubes = dict[str, Cells]
BEFORE: Cubes = {"sex": SEXES, "sex@institution": {("F",): (40, 60)}}
DELTAS: dict[str, tuple[Cubes, tuple[int, int]]] = {
    "the same": (BEFORE, (0, 4)),
    "one person less": ({**BEFORE, "sex": {("F",): (149, 200), ("M",): (120, 170)}}, (1, 4)),
    "one record more": ({**BEFORE, "sex": {("F",): (150, 201), ("M",): (120, 170)}}, (1, 4)),
    "eleven": ({**BEFORE, "sex": {("F",): (150, 200), ("M",): (109, 159)}}, (1, 4)),
    "twelve": ({**BEFORE, "sex": {("F",): (150, 200), ("M",): (108, 158)}}, (0, 4)),
    "one in each cell": ({**BEFORE, "sex": {("F",): (149, 199), ("M",): (121, 171)}}, (2, 4)),
    "twelve persons, but one record": ({**BEFORE, "sex": {("F",): (138, 199), ("M",): (120, 170)}}, (1, 4)),
    "a cell that is new": ({"sex": {**SEXES, ("unknown",): (12, 12)}}, (0, 3)),
    "institutions are not all": ({"sex@institution": {("F",): (150, 199)}}, (0, 2)),
    "another cube": ({"region": {("Corse",): (149, 200)}}, (0, 1)),
}


@pytest.mark.parametrize("case", DELTAS)
def test_shared_numbers_that_differ_by_fewer_than_twelve(case: str) -> None:
    cubes, expected = DELTAS[case]
    assert deltas(release(cubes), release(BEFORE), 12) == expected


@pytest.mark.parametrize(("persons", "records", "small"), [(269, 370, 1), (270, 381, 1), (258, 358, 0), (0, 369, 1)])
def test_totals_are_numbers_too(persons: int, records: int, small: int) -> None:
    now = release({}, persons=persons, records=records)
    assert deltas(now, release({}), 12) == (small, 1)


def attempt(now: Written | None, *before: Written | None) -> Any:
    earlier = [Earlier("earlier", written) for written in before]
    (found,) = Differencing().run(Surface(cast(Any, None), Thresholds(persons=12), now, earlier=earlier))
    return found.interval.value, found.limit, found.attempts, found.passed


def test_every_earlier_release_is_subtracted() -> None:
    one = release({"sex": {("F",): (149, 200), ("M",): (121, 170)}})
    assert attempt(one, release(BEFORE), release({"sex": {("F",): (150, 200)}})) == (3, 0, 5, False)
    assert attempt(one, one) == (0, 0, 3, True)
    assert attempt(one, None, one) == (0, 0, 3, True)
    assert attempt(one) == attempt(one, None) == attempt(None, one) == (0, 0, 0, None)
