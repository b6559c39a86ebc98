"""The links against the planted truth: pairs of records that meet are one person's, and nearly all of them meet."""

from __future__ import annotations

import pytest

from bench.persons import linked, rates
from synthetic.leak import Parameters


@pytest.mark.parametrize(("dirt", "loose", "strict"), [(0.0, 1.0, 1.0), (0.2, 0.99, 0.93)])
def test_links_are_precise_and_find_the_persons(dirt: float, loose: float, strict: float) -> None:
    frame = linked(Parameters(12_000, 11, dirt, comments=0.0))
    for link, least in (("loose", loose), ("strict", strict)):
        precision, recall = rates(frame, link)
        assert precision >= 0.999
        assert recall >= least
    persons, truth = frame["loose"].drop_nulls().n_unique(), frame["truth"].n_unique()
    assert truth <= persons <= frame["strict"].drop_nulls().n_unique() + frame["strict"].null_count()


def test_the_figures_see_a_wrong_link() -> None:
    frame = linked(Parameters(2_000, 11, 0.0, comments=0.0))
    merged = frame.with_columns(loose=frame["loose"] // 2)
    split = frame.with_columns(loose=frame["record"].cast(int))
    assert rates(merged, "loose")[0] < 0.9
    assert rates(split, "loose")[1] == 0
