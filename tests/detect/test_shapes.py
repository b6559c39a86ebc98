"""The columns of every generated shape, under each condition of `bench.columns`: the figures that we promise."""

from __future__ import annotations

import pytest

from bench.columns import MEANINGLESS, conditions, files
from pipeline.core.policy_file import load
from synthetic.shape import shapes

TITLED = ("as is", "english", "shuffled")
UNTITLED = 0.98
"""Share of columns told without titles that mean something."""
SHAPES = {**dict.fromkeys(sorted(shapes()), 700), "layouts": 8000}


def judge(shape: str, seed: int) -> dict[str, list[tuple[str | None, str | None]]]:
    found: dict[str, list[tuple[str | None, str | None]]] = {}
    for file in files(shape, SHAPES[shape], seed, dirt=0.05):
        for condition, pairs in conditions(file, seed):
            found.setdefault(condition, []).extend(pairs)
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_understood(shape: str) -> None:
    speaking = {entity for entity, rule in load().treatments.items() if rule.treatment != "suppress"}
    for condition, pairs in judge(shape, seed=11).items():
        wrong = [(true, told) for true, told in pairs if true != told]
        floor = 1.0 if condition in TITLED and not (shape == "combolist" and condition == "as is") else UNTITLED
        assert len(pairs) - len(wrong) >= floor * len(pairs), (condition, wrong)
        assert not [pair for pair in wrong if pair[1] in speaking], (condition, wrong)


def test_meaningless_titles_say_nothing() -> None:
    (file,) = files("insurer", 50, 1, 0.0)
    plain = range(len(file.titles))
    without = file.judged(file.titles, False, plain)
    for title in MEANINGLESS:
        assert file.judged([title.format(i + 1) for i in plain], True, plain) == without
