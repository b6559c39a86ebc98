"""The verdict as it is told: what refuses, what is told only, and the words of a refusal."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.assess import gate, verdict
from pipeline.assess.attack import CUBES, ROWS, Attack, Finding, Surface
from pipeline.assess.criteria import CRITERIA
from pipeline.assess.interval import Interval, exact
from pipeline.assess.measure import Check
from pipeline.core.errors import GateError
from pipeline.core.policy import Thresholds


def check(value: float, passed: bool, id_: str = "smallest_cell") -> Check:
    return Check(id_, "T8", value, 12.0, passed, "of 3 cells", "thresholds.persons")


def finding(value: float, passed: bool | None, **other: Any) -> Finding:
    interval = Interval(value, value - 0.01, value + 0.02, "wilson")
    return Finding("linkage.mean", "T2", interval, 0.05, 100, passed, "told", "thresholds.persons", **other)


def test_a_verdict_passes_where_every_enforced_figure_does() -> None:
    good, bad, told = finding(0.01, True), finding(0.2, False), finding(0.2, False).told()
    assert verdict.assessment([check(12, True)], [good])["passed"]
    assert verdict.assessment([check(12, True)], [told])["passed"]
    assert verdict.assessment([check(12, True)], [finding(0.0, None)])["passed"]
    assert not verdict.assessment([check(12, True)], [good, bad])["passed"]
    assert not verdict.assessment([check(3, False)], [good])["passed"]


def test_every_figure_stands_under_one_criterion_which_fails_with_it() -> None:
    found = verdict.assessment([check(3, False), check(0, True, "revealing_categories")], [finding(0.2, False).told()])
    assert found["criteria"].keys() == CRITERIA.keys()
    assert found["criteria"]["singling_out"]["figures"] == ["smallest_cell", "linkage.mean"]
    assert found["criteria"]["linkability"]["figures"] == []
    assert found["criteria"]["inference"]["figures"] == ["revealing_categories"]
    passed = {name: criterion["passed"] for name, criterion in found["criteria"].items()}
    assert passed == {"singling_out": False, "linkability": True, "inference": True}
    assert found["criteria"]["inference"]["name"] == {"fr": "Inférence", "en": "Inference"}


def test_a_measure_and_an_attack_say_all_that_is_known() -> None:
    found = verdict.assessment([check(3, False)], [finding(0.2, False)])
    (measured,), (tried,) = found["measures"], found["attacks"]
    assert {name: measured[name] for name in ("value", "limit", "passed", "enforced", "detail", "key")} == {
        "value": 3, "limit": 12.0, "passed": False, "enforced": True, "detail": "of 3 cells",
        "key": "thresholds.persons",
    }  # fmt: skip
    assert (tried["applies"], tried["enforced"], tried["attempts"], tried["value"]) == (True, True, 100, 0.2)
    assert tried["interval"] == {"low": 0.2 - 0.01, "high": 0.2 + 0.02, "method": "wilson", "confidence": 0.95}
    assert not verdict.assessment([], [finding(0.0, None)])["attacks"][0]["applies"]


def test_a_refusal_names_what_failed_and_only_that() -> None:
    whole = verdict.assessment([check(3, False)], [finding(0.2, False), finding(0.3, False).told()])
    refused = verdict.refusal(whole)
    assert isinstance(refused, GateError)
    assert "smallest_cell (T8) is 3, the limit is 12 (9 too little)" in str(refused)
    assert "linkage.mean (T2) is 0.2, the limit is 0.05 (0.15 too much)" in str(refused)
    assert "0.3" not in str(refused)
    assert (
        verdict.refusal(verdict.assessment([check(12, True)], [finding(0.3, False).told(), finding(0, None)])) is None
    )


def test_where_the_upper_bound_is_judged_it_is_what_is_told() -> None:
    refused = verdict.refusal(verdict.assessment([], [finding(0.04, False, judged="high")]))
    assert "is 0.06, the limit is 0.05 (0.01 too much)" in str(refused)


def test_what_newsroom_does_not_promise_is_told_only(monkeypatch: pytest.MonkeyPatch) -> None:
    class Two(Attack):
        id, criterion, asks = "two", "linkability", ("?", "?")
        threat = "T2"
        kinds = frozenset({CUBES, ROWS})

        def attempt(self, surface: Surface) -> Any:
            yield self.found(exact(1.0), 0.0, 1)
            yield Finding("two.kept", "T5", exact(1.0), 0.0, 1, False)
            yield Finding("collisions.anybody", "T14", exact(1.0), 0.0, 1, False)

    monkeypatch.setattr(verdict, "attacks", lambda: (Two(),))
    surface = Surface.__new__(Surface)
    object.__setattr__(surface, "rows", None)
    enforced = {tier: [f.enforced for f in verdict.attacked(surface, tier)] for tier in ("newsroom", "research")}
    assert enforced == {"newsroom": [False, True, False], "research": [True, True, False]}


def test_short_figures_are_rounded_and_say_what_is_judged() -> None:
    whole = verdict.assessment([], [finding(0.0123456, True, judged="high"), finding(0.0123456, True)])
    assert [one["value"] for one in verdict.short(whole)] == [0.0323, 0.0123]
    assert "attempts" not in verdict.short(whole)[0]


def test_the_gate_complains_of_what_fails_and_raises_for_it() -> None:
    checks = [check(12, True), check(3, False)]
    assert gate.complaints(checks) == ["smallest_cell (T8): 3, limit 12"]
    assert gate.complaints(checks[:1]) == []
    gate.enforce(checks[:1])
    with pytest.raises(GateError, match="9 too little"):
        gate.enforce(checks)
    assert gate.assessment(checks)["passed"] is False
    assert gate.assessment(checks[:1])["passed"] is True
    assert Thresholds().persons == 12
