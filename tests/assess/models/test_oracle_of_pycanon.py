"""The judge of tables says what pycanon says of adult: an oracle in an environment of its own, asked once.

The figures below are those of pycanon 1.3.6 (which pins all it uses, so that it is no dependency), written by

    import pandas
    from pycanon import anonymity
    data = pandas.read_csv("adult.csv", sep=";")
    for quasi, sensitive in ((["age", "education", "occupation", "sex", "native-country"], ["salary-class"]),
                             (["sex", "race", "marital-status"], ["occupation"]), (["sex", "race"], ["age"])):
        for figure in (anonymity.k_anonymity, anonymity.l_diversity, anonymity.entropy_l_diversity,
                       anonymity.recursive_c_l_diversity, anonymity.basic_beta_likeness,
                       anonymity.enhanced_beta_likeness, anonymity.delta_disclosure, anonymity.t_closeness):
            print(figure(data, quasi, *([] if figure is anonymity.k_anonymity else [sensitive])))

The first columns are those of pycanon's own example with adult, but for ``relationship``, which ARX's table lacks.
pycanon rounds the entropy's l down, and measures distances of numbers (age) along their order.
"""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl
import pytest

from pipeline.assess.judged import judged, measures
from pipeline.assess.models.l import recursive_c

ADULT = Path(__file__).parents[4] / "shared" / "data" / "anonymity" / "adult" / "adult.csv"
pytestmark = pytest.mark.skipif(not ADULT.is_file(), reason="adult is not at hand (../shared/data/anonymity/adult)")

FIGURES = {
    ("age,education,occupation,sex,native-country", "salary-class"): {
        "k": 1, "l": 1, "entropy_l": 1, "beta": 3.0173148641449123, "enhanced_beta": 1.3906137352142307,
        "delta": 2.421803783942239, "t": 0.7510775147536636},
    ("sex,race,marital-status", "occupation"): {
        "k": 1, "l": 1, "entropy_l": 1, "beta": 36.23703703703704, "enhanced_beta": 8.11711355558441,
        "delta": 3.9912776564959493, "t": 0.8766328492805519},
    ("sex,race", "age"): {
        "k": 87, "l": 33, "entropy_l": 27, "dominance": 0.08045977011494253, "beta": 16.61799065420561,
        "enhanced_beta": 10.31433813292063, "delta": 2.868920576218943, "ordered_t": 0.09193571485872032},
}  # fmt: skip


@pytest.mark.parametrize("columns", FIGURES, ids=lambda columns: columns[0])
def test_figures_of_adult_are_pycanons(columns) -> None:
    quasi, sensitive = columns
    frame = pl.read_csv(ADULT, separator=";", infer_schema=False)
    with judged(frame.to_arrow(), quasi.split(","), [sensitive]) as table:
        found = {name: measures()[name].evaluate(table) for name in FIGURES[columns]}
    assert {**found, "entropy_l": int(found["entropy_l"])} == pytest.approx(FIGURES[columns], rel=1e-12)


def test_the_l_of_recursive_diversity_is_pycanons() -> None:
    """pycanon: 33 for ages by sex and race; its c (1) is not that of the definition and is not compared."""
    frame = pl.read_csv(ADULT, separator=";", infer_schema=False)
    with judged(frame.to_arrow(), ["sex", "race"], ["age"]) as table:
        assert math.isfinite(recursive_c(table.pairs("age"), 33))
        assert recursive_c(table.pairs("age"), 34) == math.inf
