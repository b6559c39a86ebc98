"""The attack on local recoding: it finds what overlapping labels betray (control), and nothing where none overlap."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.assess.downcoded import attack

PLACE = {
    "56100": ("56100", "56", "Bretagne", "*"),
    "56000": ("56000", "56", "Bretagne", "*"),
    "35000": ("35000", "35", "Bretagne", "*"),
    "75001": ("75001", "75", "Île-de-France", "*"),
}
TWO_BELOW = ("56", "Bretagne", "*")
SEX = {"F": ("F", "*"), "M": ("M", "*"), None: (None, "*")}


def attacked(raw: dict[str, int], released: dict[str, int], k: int = 5) -> tuple[int, int]:
    tables = [pa.table({"cp": [v for v, n in rows.items() for _ in range(n)]}) for rows in (released, raw)]
    found = attack(*tables, {"cp": PLACE}, k)
    return found.refined, found.choices


@pytest.mark.parametrize(
    ("raw", "released", "refined", "choices"),
    [
        pytest.param({"56100": 5, "56000": 4}, {"56": 9}, 0, 0, id="one level for all"),
        pytest.param({"56100": 5, "35000": 5}, {"56100": 5, "35": 5}, 0, 0, id="levels differ, boxes do not overlap"),
        pytest.param({"56100": 4, "35000": 6}, {"56": 4, "Bretagne": 6}, 1, 1, id="who else is in Bretagne"),
        pytest.param({"56100": 6, "35000": 5}, {"56": 6, "Bretagne": 5}, 0, 1, id="a kind of k persons may be told"),
        pytest.param({"56100": 3, "56000": 3, "35000": 5}, {"56": 6, "Bretagne": 5}, 2, 2, id="as ARX recodes locally"),
        pytest.param({"56100": 9, "75001": 1}, {"56100": 9}, 0, 0, id="suppressed"),
        pytest.param({"56100": 1, "56000": 1}, {"56": 2}, 1, 0, id="two under a label of two are one of each"),
        pytest.param({"56100": 1, "56000": 2}, {"56": 3}, 0, 0, id="three are not"),
        pytest.param({"56100": 2}, {"56100": 2}, 0, 0, id="two under a value of their own"),
    ],
)
def test_what_is_refined(raw, released, refined, choices) -> None:
    assert attacked(raw, released) == (refined, choices)


def test_a_label_that_stands_on_several_levels_is_read_on_all_of_them() -> None:
    lines = {"a": ("a", "x", "*"), "x": ("x", "y", "*"), "b": ("b", "y", "*")}
    raw = pa.table({"q": ["a", "a", "a", "x", "x", "x", "b"]})
    found = attack(pa.table({"q": ["x", "x", "x", "y", "y", "y", "y"]}), raw, {"q": lines}, 5)
    assert found.choices == 1


def test_empty_cells_are_values_in_every_form() -> None:
    raw = pa.table({"s": ["F", "M", None, ""]})
    found = attack(pa.table({"s": ["F", "M", "", None]}), raw, {"s": SEX}, 2)
    assert (found.refined, found.choices, found.kinds, found.classes) == (0, 0, 3, 3)


@settings(max_examples=150, deadline=None)
@given(
    raw=st.lists(st.tuples(st.sampled_from(sorted(PLACE)), st.sampled_from(["F", "M"])), min_size=1, max_size=30),
    labels=st.lists(
        st.tuples(st.sampled_from(["56100", "56", "35", "Bretagne", "*"]), st.sampled_from(["F", "M", "*"])),
        min_size=1,
        max_size=12,
    ),
    k=st.integers(1, 6),
)
def test_choices_are_those_of_comparing_every_kind_with_every_class(raw, labels, k) -> None:
    fits = {
        kind: sum(place in PLACE[kind[0]] and sex in SEX[kind[1]] for place, sex in set(labels)) for kind in set(raw)
    }
    persons, rows = Counter(raw), Counter(labels)
    names = ("cp", "sexe")
    tables = [pa.table(dict(zip(names, map(list, zip(*table, strict=True)), strict=True))) for table in (labels, raw)]
    found = attack(*tables, {"cp": PLACE, "sexe": SEX}, k)
    assert found.choices == sum(n > 1 for n in fits.values())
    small = sum(n > 1 and persons[kind] < k for kind, n in fits.items())
    twos = sum(n == 2 and place in TWO_BELOW for (place, _), n in rows.items()) if k > 1 else 0
    assert found.refined == small + twos
