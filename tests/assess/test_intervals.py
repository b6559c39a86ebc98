"""Intervals equal published figures, and hold what they must."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.assess.interval import bootstrap, clopper_pearson, exact, repeated, wilson

# Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, methods 3 and 5
SINGLE = [
    (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
    (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
    (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
    (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
]


@pytest.mark.parametrize(("hits", "tries", "score", "exact"), SINGLE)
def test_single_shares(hits: int, tries: int, score: tuple[float, float], exact: tuple[float, float]) -> None:
    assert wilson(hits, tries)[1:3] == pytest.approx(score, abs=5e-5)
    assert clopper_pearson(hits, tries)[1:3] == pytest.approx(exact, abs=5e-5)


@given(st.integers(1, 2_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_intervals_hold_the_value_and_the_exact_one_is_wider(counts: tuple[int, int]) -> None:
    score, exact = wilson(*counts), clopper_pearson(*counts)
    for found in (score, exact):
        assert 0 <= found.low <= found.value <= found.high <= 1
    assert exact.high - exact.low >= score.high - score.low - 0.01


def test_nothing_tried_is_nothing_known() -> None:
    assert wilson(0, 0)[:3] == clopper_pearson(0, 0)[:3] == bootstrap(np.array([]))[:3] == (0, 0, 1)


def test_nobody_and_everybody_are_at_the_very_end() -> None:
    for tries in (1, 7, 29, 263, 2_000):
        for found in (wilson(0, tries), clopper_pearson(0, tries)):
            assert (found.value, found.low, found.high > 0) == (0, 0, True)
        for found in (wilson(tries, tries), clopper_pearson(tries, tries)):
            assert (found.value, found.high, found.low < 1) == (1, 1, True)


def test_the_bootstrap_is_the_same_again_and_near_the_normal_interval() -> None:
    values = np.repeat([0.0, 1.0], [700, 300])
    found = bootstrap(values)
    assert found == bootstrap(values)
    half = 1.96 * np.sqrt(0.3 * 0.7 / 1_000)
    assert found[1:3] == pytest.approx((0.3 - half, 0.3 + half), abs=0.004)


def test_repetitions_have_students_interval() -> None:
    # Student (1908), table X: ten patients' hours of sleep gained with hyoscine; the interval is that of R's t.test
    found = repeated([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    assert found[:3] == pytest.approx((2.33, 0.8976775, 3.7623225), abs=1e-6)
    assert repeated([0.3])[:3] == (0.3, -1.0, 1.0)


def test_the_figures_of_a_bootstrap_do_not_change() -> None:
    """Other draws or another seed would give published figures other intervals."""
    found = bootstrap(np.array([0.0, 0, 0, 1, 1, 2, 5]))
    assert found[:3] == pytest.approx((9 / 7, 2 / 7, 19 / 7))
    assert bootstrap(np.repeat([0.0, 1.0], [700, 300]))[:3] == pytest.approx((0.3, 0.272975, 0.326025))


def test_what_is_counted_whole_is_certain() -> None:
    assert exact(3.5) == (3.5, 3.5, 3.5, "exact")
