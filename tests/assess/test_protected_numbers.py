"""The gate refuses a release whose numbers are not what its declared protection makes of numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.assess.gate import judge
from pipeline.assess.stage import written as read_written
from pipeline.assess.written import Promise, Written, WrittenCube
from pipeline.core.policy import Thresholds
from pipeline.locales.fr.geography import department_regions

Cells = dict[tuple[str, ...], tuple[int, int]]
COUNTS = {
    "persons": 270,
    "persons_upper": 275,
    "accepted": 370,
    "unlinked": 0,
    "quarantined": 20,
    "reasons": {"nul": 20},
}
REGIONS: Cells = {("Bretagne",): (160, 220), ("Normandie",): (110, 150)}
DEPARTMENTS: Cells = {("22",): (60, 80), ("56",): (100, 140), ("27",): (65, 90), ("76",): (45, 60)}
CROSSED: Cells = {
    ("Bretagne", "22"): (60, 80),
    ("Bretagne", "56"): (100, 140),
    ("Normandie", "27"): (65, 90),
    ("Normandie", "76"): (45, 60),
}


def release(protection: str, record: dict[str, Any] | None = None, **changes: Cells) -> Written:
    """A clean release under any protection, with some cells changed; ``(0, 0)`` takes a cell out."""
    cubes = []
    for name, dims, cells in (
        ("region", ("region",), REGIONS),
        ("department", ("department",), DEPARTMENTS),
        ("region_department", ("region", "department"), CROSSED),
    ):
        merged = {**cells, **changes.get(name, {})}
        kept = {key: counts for key, counts in merged.items() if counts != (0, 0)}
        cubes.append(WrittenCube(name, dims, None, kept))
    promise = Promise(protection, {"counts": COUNTS, **(record or {})})
    return Written(tuple(cubes), 270, 370, department_regions(), promise)


def failing(written: Written) -> set[str]:
    return {check.id for check in judge(written, Thresholds()) if not check.passed}


@pytest.mark.parametrize("protection", ["suppression", "rounding", "cell_key"])
def test_the_clean_release_passes(protection: str) -> None:
    assert failing(release(protection)) == set()


@pytest.mark.parametrize("counts", [(101, 140), (100, 141), (10, 140), (0, 140)])
def test_a_number_that_is_not_rounded_fails(counts: tuple[int, int]) -> None:
    cells: Cells = {("Bretagne", "56"): counts}
    assert "protected_numbers" in failing(release("rounding", region_department=cells, department={("56",): counts}))


@pytest.mark.parametrize("name", ["persons", "persons_upper", "accepted", "unlinked", "quarantined"])
@pytest.mark.parametrize("number", [5, 271])
def test_a_total_that_is_not_rounded_fails(name: str, number: int) -> None:
    assert "protected_numbers" in failing(release("rounding", {"counts": {**COUNTS, name: number}}))
    assert "protected_numbers" not in failing(release("rounding", {"counts": {**COUNTS, name: 275}}))


def test_a_reason_that_is_not_rounded_fails() -> None:
    assert "protected_numbers" in failing(release("rounding", {"counts": {**COUNTS, "reasons": {"nul": 19}}}))


@pytest.mark.parametrize("protection", ["suppression", "cell_key"])
@pytest.mark.parametrize("counts", [(101, 140), (100, 141)])
def test_a_cell_with_two_numbers_fails(protection: str, counts: tuple[int, int]) -> None:
    assert "protected_numbers" in failing(release(protection, department={("56",): counts}))


@pytest.mark.parametrize(("protection", "most"), [("rounding", 170), ("cell_key", 180)])
def test_numbers_that_cannot_be_true_together_fail(protection: str, most: int) -> None:
    """Parts and whole may differ by what the protection moves each of them, and by no more."""
    for persons, fails in ((most - 5, False), (most + 10, True)):
        changed: Cells = {("Bretagne",): (persons, 220)}
        assert ("recoverable_cells" in failing(release(protection, region=changed))) == fails, persons


@pytest.mark.parametrize(("protection", "fails"), [("suppression", True), ("rounding", True), ("cell_key", False)])
def test_an_absent_whole_is_as_uncertain_as_its_parts(protection: str, fails: bool) -> None:
    """Of two parts, each moved by 2 at most, the whole is known within 8; moved by 5, within 20."""
    found = failing(release(protection, region={("Bretagne",): (0, 0)}))
    assert ("recoverable_cells" in found) == fails


BUDGET = {"epsilon": 4.0, "delta": 1e-7, "records": 5}


def noisy(**changes: Any) -> Written:
    """The release above with an honest account that comes close to its budget."""
    queries: list[dict[str, Any]] = []
    for cube in ("", "region", "department", "region_department"):
        for measure in ("persons", "records", "persons_upper")[: 2 if cube else 3]:
            reach, scale = (1, 8.0) if measure == "persons" else (5, 40.0)
            query = {"cube": cube, "measure": measure, "scale": scale, "cost": reach**2 / (2 * scale**2)}
            queries.append(query | ({"threshold": 45} if cube and measure == "persons" else {}))
    return release("dp", {**BUDGET, "budget": BUDGET, "queries": queries, **changes})


def test_an_honest_account_passes() -> None:
    assert failing(noisy()) == set()


def _change(name: str, value: object, measure: str = "persons") -> Written:
    written = noisy()
    query = next(q for q in written.promise.record["queries"] if q["cube"] == "department" and q["measure"] == measure)
    query[name] = value
    return written


def _without_a_query() -> Written:
    written = noisy()
    written.promise.record["queries"].pop()
    return written


FALSE = {
    "a smaller noise than is paid for": lambda: _change("scale", 7.0),
    "a larger cost than the budget": lambda: _change("cost", 2.0),
    "a threshold over a published cell": lambda: _change("threshold", 46),
    "a threshold that betrays cells of one person": lambda: _change("threshold", 20),
    "less noise of records": lambda: _change("scale", 30.0, "records"),
    "a number that nobody paid for": _without_a_query,
    "a smaller epsilon than the policy's": lambda: noisy(epsilon=0.5),
    "a larger delta than the policy's": lambda: noisy(delta=1e-6),
    "a policy that allows less": lambda: noisy(epsilon=1.5, budget={**BUDGET, "epsilon": 1.5}),
}


@pytest.mark.parametrize("case", FALSE)
def test_a_false_account_fails(case: str) -> None:
    assert failing(FALSE[case]()) == {"protected_numbers"}


def test_the_audit_of_bounds_leaves_noise_without_end_to_the_account() -> None:
    whole = noisy()
    absent = replace(whole, cubes=tuple(replace(c, cells=dict(list(c.cells.items())[1:])) for c in whole.cubes))
    assert "recoverable_cells" not in failing(absent)


@pytest.mark.parametrize("declared", ["rounding", "none", None, ["dp"]])
def test_a_protection_that_contradicts_the_policy_is_no_manifest(declared: object, tmp_path: Path) -> None:
    facts = {"protection": declared, "policy": {"protection": "suppression", "dp": BUDGET}, "protection_record": {}}
    with pytest.raises((ValueError, TypeError)):
        read_written(tmp_path, {**facts, "counts": COUNTS, "cubes": []})
