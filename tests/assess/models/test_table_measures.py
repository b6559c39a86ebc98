"""The judge of tables: figures equal to pycanon's, and to hand counts where pycanon has none."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from pipeline.assess.judged import judged, measures
from pipeline.assess.models import risk
from pipeline.assess.models.l import recursive_c
from pipeline.assess.models.population_uniques import Sample, dankar, pitman, slide_negative_binomial, zayatz
from pipeline.assess.models.t import hierarchical

ROWS = [
    (("20-29", "30-39", "40+")[i * 7 % 3], "FM"[i // 3 % 2], ("flu", "cancer", "hiv", "none")[(i * i + i // 5) % 4],
     str(i * 37 % 11))
    for i in range(301)
]  # fmt: skip
TABLE = pa.table(dict(zip(("age", "sex", "disease", "cost"), map(list, zip(*ROWS, strict=True)), strict=True)))

PYCANON = {
    "disease": {"k": 50, "l": 4, "beta": 0.037707390648567166, "enhanced_beta": 0.037707390648567166,
                "t": 0.011399908800729608, "delta": 0.03701384774748124},
    "cost": {"k": 50, "l": 11, "beta": 0.11481481481481481, "enhanced_beta": 0.11481481481481481,
             "ordered_t": 0.01032558139534883, "delta": 0.15082288973458366},
}  # fmt: skip
"""What pycanon 1.3.6 says of the table above (quasi-identifiers age and sex; cost as a number), by sensitive column."""


@pytest.mark.parametrize("sensitive", PYCANON)
def test_figures_are_pycanons(sensitive) -> None:
    with judged(TABLE, ["age", "sex"], [sensitive]) as table:
        found = {name: measures()[name].evaluate(table) for name in PYCANON[sensitive]}
    assert found == pytest.approx(PYCANON[sensitive], rel=1e-12)


def test_entropy_and_recursive_diversity_round_to_pycanons() -> None:
    with judged(TABLE, ["age", "sex"], ["disease"]) as table:
        assert int(measures()["entropy_l"].evaluate(table)) == 3
        assert 0 < recursive_c(table.pairs("disease"), 4) < 2


ADULT = Path(__file__).parents[4] / "shared" / "data" / "anonymity" / "adult" / "adult.csv"


@pytest.mark.skipif(not ADULT.is_file(), reason="the adult table is not at hand (../shared/data/anonymity/adult)")
def test_average_risk_of_adult_is_arxs_to_the_last_digit() -> None:
    frame = pl.read_csv(ADULT, separator=";", infer_schema=False)
    with judged(frame.to_arrow(), frame.columns) as table:
        assert measures()["average_risk"].evaluate(table) == 0.6465751607983555


SMALL = pa.table({"q": ["a", "a", "b", "b", "b", None], "s": ["x", "y", "x", "x", "z", "*"]})


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("k", 1),
        ("l", 1),
        ("entropy_l", 1.0),
        ("dominance", 1.0),
        ("t", 5 / 6),
        ("beta", 5.0),
        ("delta", math.log(6)),
        ("prosecutor_risk", 1.0),
        ("average_risk", 0.5),
        ("sample_uniques", 1 / 6),
    ],
)
def test_small_table_by_hand(measure, value) -> None:
    """Classes aa (x y), bbb (x x z), and the empty cell alone; ``*`` and the empty cell are values."""
    with judged(SMALL, ["q"], ["s"]) as table:
        assert measures()[measure].evaluate(table) == pytest.approx(value)


def test_without_records_or_sensitive_column_there_is_no_figure() -> None:
    with judged(SMALL.slice(0, 0), ["q"], ["s"]) as table:
        assert {measure.evaluate(table) for measure in measures().values()} == {None}
    with judged(SMALL, ["q"]) as table:
        assert {name for name, measure in measures().items() if measure.evaluate(table) is not None} == {
            *("k", "prosecutor_risk", "average_risk", "sample_uniques", "journalist_risk", "marketer_risk")
        }


def test_hierarchical_distance_by_hand() -> None:
    """One class all x, the other all z: half of the mass crosses the top for z, and stays under one label for y."""
    lines = {"x": ("x", "low", "*"), "y": ("y", "low", "*"), "z": ("z", "high", "*")}
    far = pa.table({"q": ["a", "a", "b", "b"], "s": ["x", "x", "z", "z"]})
    near = pa.table({"q": ["a", "a", "b", "b"], "s": ["x", "x", "y", "y"]})
    for table, distance in ((far, 0.5), (near, 0.25)):
        with judged(table, ["q"], ["s"]) as seen:
            assert hierarchical(seen.pairs("s"), lines) == pytest.approx(distance)


def test_journalist_and_marketer_look_at_the_population() -> None:
    people = pa.table({"q": ["a"] * 4 + ["b"] * 6 + [None, None]})
    with judged(SMALL, ["q"], [], people) as table:
        assert measures()["journalist_risk"].evaluate(table) == 0.5
        assert measures()["marketer_risk"].evaluate(table) == pytest.approx((2 / 4 + 3 / 6 + 1 / 2) / 6)
        assert risk.at_risk(table, 0.4) == pytest.approx(3 / 6)


def population(seed: int, size: int = 60_000) -> np.ndarray:
    """A population in classes of very different sizes: the class of each person."""
    rng = np.random.default_rng(seed)
    return np.searchsorted(np.cumsum(rng.lognormal(0, 2, 30_000)), rng.uniform(0, 1, size) * 30_000 * math.exp(2))


@pytest.mark.parametrize(("fraction", "within"), [(0.3, 0.5), (0.7, 0.35)])
def test_estimates_of_population_uniques_come_near_the_truth(fraction, within) -> None:
    """Of a population that none of the models made, the rule's estimate is of the right order, for large samples."""
    people = population(3)
    truth = int((np.unique(people, return_counts=True)[1] == 1).sum())
    drawn = np.random.default_rng(4).choice(people, int(len(people) * fraction), replace=False)
    sample = Sample.of(np.unique(drawn, return_counts=True)[1], len(people))
    assert dankar(sample) == pytest.approx(truth, rel=within)


@pytest.mark.parametrize("fraction", [0.02, 0.1])
def test_pitmans_estimate_is_right_where_its_model_is(fraction) -> None:
    """Persons who join classes one by one, as Pitman's process has it (alpha 0.5, theta 100)."""
    rng, people, classes, sizes = np.random.default_rng(5), [0], 1, [1]
    for person in range(1, 30_000):
        fresh = rng.uniform() < (100 + 0.5 * classes) / (100 + person)
        while not fresh:
            joined = people[rng.integers(person)]
            if rng.uniform() < 1 - 0.5 / sizes[joined]:
                break
        people.append(classes if fresh else joined)
        classes += fresh
        sizes += [0] * bool(fresh)
        sizes[people[-1]] += 1
    truth = int((np.unique(people, return_counts=True)[1] == 1).sum())
    drawn = rng.choice(people, int(len(people) * fraction), replace=False)
    sample = Sample.of(np.unique(drawn, return_counts=True)[1], len(people))
    assert dankar(sample) == pitman(sample) == pytest.approx(truth, rel=0.15)


def test_the_rule_takes_pitman_for_small_samples_and_the_smaller_other_for_large_ones() -> None:
    sizes = np.repeat([1, 2, 3, 5, 9], [400, 150, 70, 30, 9])
    small, large = Sample.of(sizes, 50_000), Sample.of(sizes, 2_500)
    assert dankar(small) == pitman(small)
    assert dankar(large) == min(zayatz(large), slide_negative_binomial(large))


def test_a_whole_population_has_the_uniques_that_it_has_and_no_unique_gives_none() -> None:
    whole = Sample.of(np.array([1, 1, 1, 2, 3]), 8)
    assert zayatz(whole) == pytest.approx(3)
    none = Sample.of(np.array([2, 3, 4]), 100)
    assert [zayatz(none), pitman(none), slide_negative_binomial(none), dankar(none)] == [0, 0, 0, 0]
