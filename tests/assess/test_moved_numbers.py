"""Where a protection moves numbers, what small releases say of the true ones and of absent cells."""

from __future__ import annotations

import pytest

from pipeline.assess.bounds import system
from tests.assess.small import REGIONS, Cells, Known, known, release

ROUNDED: dict[str, tuple[dict[str, Cells], Known]] = {
    "the sex that is not told": (
        {"region": REGIONS, "sex": {("F",): (150, 200)}, "region+sex": {("Bretagne", "F"): (90, 120)}},
        {
            " ": ((268, 272), (368, 372)),
            "region Bretagne": ((158, 162), (218, 222)),
            "region Normandie": ((108, 112), (148, 152)),
            "sex F": ((148, 152), (198, 202)),
            "sex ?": ((116, 124), (166, 174)),
            "region+sex Bretagne F": ((88, 92), (118, 122)),
            "region+sex Bretagne ?": ((66, 74), (96, 104)),
            "region+sex Normandie F": ((56, 64), (76, 84)),
            "region+sex Normandie ?": ((44, 56), (64, 76)),
        },
    ),
    "a region of which only the institutions are told": (
        {"region": {}, "region@institution": {("Bretagne",): (15, 20)}},
        {
            " ": ((268, 272), (368, 372)),
            "region Bretagne": ((13, 272), (18, 372)),
            "region ?": ((0, 259), (0, 354)),
            "region@institution Bretagne": ((13, 17), (18, 22)),
            "region@institution ?": ((0, 259), (0, 354)),
        },
    ),
    "no more persons than records": (
        {"region": {("Bretagne",): (250, 352), ("Normandie",): (20, 18)}},
        {
            " ": ((268, 272), (368, 372)),
            "region Bretagne": ((248, 252), (350, 354)),
            "region Normandie": ((18, 20), (18, 20)),
        },
    ),
    "a number under the margin": (
        {"region": {("Bretagne",): (269, 369), ("Normandie",): (1, 1)}},
        {
            " ": ((268, 272), (368, 372)),
            "region Bretagne": ((267, 271), (367, 371)),
            "region Normandie": ((0, 3), (0, 3)),
        },
    ),
}


@pytest.mark.parametrize("case", ROUNDED)
def test_where_numbers_are_moved_the_true_ones_have_intervals_too(case: str) -> None:
    cubes, expected = ROUNDED[case]
    written = release(cubes, "rounding")
    assert known(written) == expected
    told = {(cube.name, key, measure) for cube in written.cubes for key in cube.cells for measure in (0, 1)}
    assert system(written).told == told | {("", (), 0), ("", (), 1)}
    assert system(release(cubes)).told == set()
