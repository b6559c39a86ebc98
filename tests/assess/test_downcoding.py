"""What uneven labels betray of the persons in a class (T30)."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from pipeline.assess.attack import Surface
from pipeline.assess.attacks.downcoding import Downcoding
from pipeline.assess.raw import Leak
from pipeline.assess.refine import refine
from pipeline.assess.rows import Rows
from pipeline.core.policy import Thresholds


def attacked(raw: list[str], released: list[str]) -> tuple[float, bool | None]:
    leak = Leak(pl.DataFrame({"cp": raw}), {"cp": "address.postcode"})
    rows = Rows(pl.DataFrame({"cp": released}), leak)
    (found,) = Downcoding().run(Surface(leak, Thresholds(), rows=rows))
    return found.interval.value, found.passed


BRITTANY = ["56100"] * 20 + ["35000"] * 3 + ["22000"] * 14


def test_global_recoding_betrays_nothing() -> None:
    assert attacked(BRITTANY, ["56"] * 20 + ["35"] * 3 + ["22"] * 14) == (0, True)
    assert attacked(BRITTANY, ["Bretagne"] * 37) == (0, True)


def test_local_recoding_betrays_how_many_are_left_in_the_wider_class() -> None:
    # 15 of 20 of 56 keep the fine label: exactly 5 of them are in the wide class, fewer than 12
    assert attacked(BRITTANY, ["56"] * 15 + ["Bretagne"] * 22) == (1, False)


def test_twelve_left_are_no_refinement_below_k() -> None:
    raw = ["56100"] * 30 + ["35000"] * 15
    assert attacked(raw, ["56"] * 18 + ["Bretagne"] * 27) == (0, True)


TRANSPORTS = {
    "one kind, two classes": (([0, 0], [0, 1]), [20], [15, 5], [15, 5], [15, 5]),
    "a choice stays open": (([0, 0, 1, 1], [0, 1, 0, 1]), [10, 10], [10, 10], [0, 0, 0, 0], [10, 10, 10, 10]),
    "somebody was left out": (([0, 0], [0, 1]), [22], [15, 5], [15, 5], [15, 5]),
    "filled by another": (([0, 1, 1, 2], [0, 0, 1, 1]), [3, 9, 5], [12, 5], [3, 9, 0, 5], [3, 9, 0, 5]),
}


@pytest.mark.parametrize("case", TRANSPORTS)
def test_bounds_of_a_transport(case: str) -> None:
    (kind, class_), kinds, classes, low, high = TRANSPORTS[case]
    found = refine((np.array(kind), np.array(class_)), np.array(kinds), np.array(classes))
    assert (found.low.tolist(), found.high.tolist()) == (low, high)
