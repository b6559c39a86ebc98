"""Laws of each protection, and all of them against the gate."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from functools import cache
from importlib.util import find_spec
from math import isclose, log, sqrt
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_suppression_against_gate import ATTRIBUTES, DEPARTMENTS, make_records

from pipeline.anonymise import stage
from pipeline.anonymise.protection import protections
from pipeline.anonymise.protections import cell_key, dp, rounding
from pipeline.assess.stage import judge_written
from pipeline.assess.written import MARGINS
from pipeline.core.errors import UsageError
from pipeline.core.keys import RunKey
from pipeline.core.policy import PROTECTIONS, Budget, Cube, Policy
from pipeline.core.policy_file import load
from pipeline.core.vocabulary import PROTECTIONS as SAID
from pipeline.core.work import Work
from pipeline.engines.local import count_by, link
from pipeline.locales.writing import LANGUAGES
from pipeline.report.words import Words

ENGINE = stage.Engine(link, count_by)
KEY, OTHER = RunKey(b"k" * 32), RunKey(b"o" * 32)
TWICE = (
    Cube(name="department", dimensions=("department",)),
    Cube(name="region_department", dimensions=("region", "department")),
    Cube(name="sex", dimensions=("sex",)),
    Cube(name="sex_storage", dimensions=("sex", "storage")),
    Cube(name="sex_category_storage", dimensions=("sex", "category", "storage")),
    Cube(name="month", dimensions=("month",)),
    Cube(name="year_month", dimensions=("year", "month")),
)
"""Cubes of which some have the same cells."""

has_opendp = pytest.mark.skipif(find_spec("opendp") is None, reason="the extra dp is not installed")
Numbers = dict[str, dict[tuple[str, ...], tuple[int, int]]]

leaks = st.builds(
    make_records,
    st.integers(0, 2**32 - 1),
    st.integers(20, 700),
    st.floats(0.3, 2.0),
    st.floats(1.0, 3.0),
    st.integers(2, len(DEPARTMENTS)).map(lambda width: DEPARTMENTS[:width]),
)


def policy(protection: str, cubes: tuple[Cube, ...] = TWICE) -> Policy:
    return load().model_copy(update={"protection": protection, "cubes": cubes})


def counted(
    records: pl.DataFrame, protection: str, key: RunKey = KEY, cubes: tuple[Cube, ...] = TWICE
) -> stage.Counted:
    return stage.count(records, ATTRIBUTES, policy(protection, cubes), ENGINE, key)


def numbers(made: stage.Counted) -> Numbers:
    done = made.protected
    return {table.name: {key: done.numbers(table, key) for key in table.published} for table in done.tables}


def true(made: stage.Counted) -> Numbers:
    return {t.name: {k: (c.persons, c.records) for k, c in t.cells.items()} for t in made.truth.tables}


def test_every_protection_is_known_wherever_one_is_named() -> None:
    assert protections().keys() == set(PROTECTIONS) == MARGINS.keys() == SAID.keys()
    for lang in LANGUAGES:
        assert all(Words(lang).has(f"protection.{name}") for name in PROTECTIONS)


@pytest.mark.parametrize("name", ["suppression", "rounding", "cell_key", pytest.param("dp", marks=has_opendp)])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(records=leaks)
def test_what_is_protected_passes_every_measure(name: str, records: pl.DataFrame) -> None:
    made = counted(records, name, cubes=load().cubes)
    with tempfile.TemporaryDirectory() as folder:
        work = Work(Path(folder))
        while True:
            facts = json.loads(json.dumps(made.write(work)))
            judged = {
                **facts,
                "counts": {**facts, "accepted": facts["records"]},
                "policy": made.truth.policy.model_dump(),
            }
            checks = judge_written(work.folder("anonymise"), judged, made.truth.policy)
            weak = {cell for check in checks for cell in check.weak}
            if not weak or not made.protected.loosen(weak):
                break
        if made.protected.totals.persons < made.truth.policy.thresholds.persons:
            return  # too few for any release; the smallest cell says so
        assert [check for check in checks if not check.passed] == []


@pytest.mark.parametrize("name", ["rounding", "cell_key"])
def test_a_published_cell_that_betrays_others_goes_itself_and_of_an_absent_one_a_neighbour(name: str) -> None:
    made = counted(make_records(5, 700, 1.0, 2.0, DEPARTMENTS[:6]), name)
    done = made.protected
    table = next(table for table in done.tables if table.name == "month")
    before = {t.name: set(t.published) for t in done.tables}
    first, *others = sorted(before["month"])
    assert done.loosen([("month", first)])
    assert before["month"] - table.published == {first}
    assert done.loosen([("month", first)])  # absent now: its smallest neighbour
    assert before["month"] - table.published == {first, min(others, key=lambda key: table.cells[key].persons)}
    for left in sorted(table.published):
        table.published.discard(left)
    assert not done.loosen([("month", first)])


@settings(max_examples=10, deadline=None)
@given(records=leaks)
def test_rounded_numbers_are_multiples_of_five_from_fifteen_on_and_near_the_truth(records: pl.DataFrame) -> None:
    made = counted(records, "rounding")
    truth = true(made)
    for name, cells in numbers(made).items():
        for key, pair in cells.items():
            assert all(number % 5 == 0 and number >= 15 for number in pair)
            assert all(abs(shown - real) <= 2 for shown, real in zip(pair, truth[name][key], strict=True))
            assert truth[name][key][0] >= 15
    totals = made.protected.totals
    assert all(number % 5 == 0 for number in (totals.persons, totals.records, totals.persons_upper))


def test_rounded_reasons_under_fifteen_are_not_told() -> None:
    kind = rounding.Rounding()
    assert kind.lines({}) == (0, {})
    assert kind.lines({"ragged": 14}) == (None, {})
    assert kind.lines({"ragged": 18, "nul": 3}) == (20, {"ragged": 20})


@pytest.mark.parametrize(("k", "least"), [(2, 15), (12, 15), (15, 15), (16, 20), (20, 20)])
def test_the_threshold_of_rounding_is_a_multiple_of_its_base(k: int, least: int) -> None:
    thresholds = load().thresholds.model_copy(update={"persons": k})
    assert rounding.Rounding().least(load().model_copy(update={"thresholds": thresholds})) == least


@settings(max_examples=10, deadline=None)
@given(records=leaks, seed=st.integers(0, 2**32 - 1))
def test_noise_of_cells_depends_on_the_key_and_not_on_the_order(records: pl.DataFrame, seed: int) -> None:
    first = numbers(counted(records, "cell_key"))
    assert numbers(counted(records.sample(fraction=1, shuffle=True, seed=seed), "cell_key")) == first


def test_another_key_gives_other_noise() -> None:
    records = make_records(5, 700, 1.0, 2.0, DEPARTMENTS[:6])
    assert numbers(counted(records, "cell_key", OTHER)) != numbers(counted(records, "cell_key"))


@settings(max_examples=10, deadline=None)
@given(records=leaks)
def test_the_same_cell_has_one_number_in_every_cube_and_near_the_truth(records: pl.DataFrame) -> None:
    made = counted(records, "cell_key")
    found, truth = numbers(made), true(made)
    for name, cells in found.items():
        for key, pair in cells.items():
            assert all(abs(shown - real) <= 5 for shown, real in zip(pair, truth[name][key], strict=True))
            assert pair[0] >= 12
    finer = {key[1:]: pair for key, pair in found["region_department"].items()}
    both = finer.keys() & found["department"].keys()
    assert {key: finer[key] for key in both} == {key: found["department"][key] for key in both}
    months = {key[1:]: pair for key, pair in found["year_month"].items()}
    assert all(months[key] == found["month"][key] for key in months.keys() & found["month"].keys())


def test_a_cube_more_changes_no_number_and_erasing_others_changes_none_of_a_cell() -> None:
    records = make_records(9, 700, 0.5, 2.0, ("56", "22", "35", "29"))
    found = numbers(counted(records, "cell_key"))
    alone = numbers(counted(records, "cell_key", cubes=TWICE[:1]))
    assert {key: found["department"][key] for key in alone["department"]} == alone["department"]
    gone = (records["department"] == "56") & (pl.int_range(records.height, eager=True) % 7 == 0)
    persons = records.filter(gone)["link_number"].implode()
    later = numbers(counted(records.filter(~records["link_number"].is_in(persons)), "cell_key"))
    kept = [key for key in found["department"] if key != ("56",)]
    assert kept
    assert all(later["department"][key] == found["department"][key] for key in kept)
    assert later["department"][("56",)] != found["department"][("56",)]


def test_records_of_a_file_without_links_have_noise_that_no_order_changes() -> None:
    records = make_records(3, 300, 1.0, 2.0, ("56", "22"))
    plain = records.with_columns(pl.lit(None, pl.String).alias("link_number"))
    each = policy("cell_key").model_copy(update={"persons": "records"})
    first = stage.count(plain, ATTRIBUTES, each, ENGINE, KEY)
    again = stage.count(plain.reverse(), ATTRIBUTES, each, ENGINE, KEY)
    assert numbers(first) == numbers(again)
    keys = cell_key.with_keys(next(first.truth.parts()))[cell_key.PERSON_KEY]
    assert keys.n_unique() == records.height


def test_noise_has_the_distribution_that_is_declared() -> None:
    noise, draws = cell_key.Noise(KEY), 40_000
    found = Counter(noise("persons", number) for number in range(draws))
    for error, weight in zip(range(-5, 6), cell_key.weights(), strict=True):
        assert abs(found[error] - draws * weight) < 5 * sqrt(draws * weight)
    assert set(found) == set(range(-5, 6))
    assert isclose(sum(cell_key.weights()), 1)
    assert cell_key.weights() == tuple(reversed(cell_key.weights()))
    assert any(noise("persons", n) != noise("records", n) for n in range(20))


@pytest.mark.parametrize(("epsilon", "delta"), [(0.1, 1e-9), (1.0, 1e-7), (8.0, 1e-5)])
def test_a_budget_becomes_the_cost_that_gives_it_back(epsilon: float, delta: float) -> None:
    cost = dp.total_cost(epsilon, delta)
    assert isclose(cost + 2 * sqrt(cost * log(1 / delta)), epsilon)


@settings(max_examples=20, deadline=None)
@given(records=leaks, most=st.integers(1, 6), who=st.integers(0, 10**6))
def test_no_person_changes_a_cube_by_more_than_the_stated_sensitivity(
    records: pl.DataFrame, most: int, who: int
) -> None:
    described = next(counted(records, "suppression").truth.parts())
    persons = described["person"].unique().sort()
    person = persons[who % len(persons)]
    whole, less = dp.bounded(described, most), dp.bounded(described.filter(pl.col("person") != person), most)
    assert whole.group_by("person").len()["len"].max() <= most  # type: ignore[operator]
    assert whole.filter(pl.col("person") != person).height == less.height
    for cube in (cube for cube in load().cubes if not dp.DifferentialPrivacy.untold & set(cube.dimensions)):
        bound = dp.sensitivity(cube.dimensions, most)
        before, after = (_cells(frame, cube) for frame in (whole, less))
        off = [tuple(a - b for a, b in zip(before[key], after.get(key, (0, 0)), strict=True)) for key in before]
        assert sum(persons > 0 for persons, _ in off) <= bound.cells
        assert sqrt(sum(persons**2 for persons, _ in off)) <= bound.persons + 1e-9
        assert sqrt(sum(records**2 for _, records in off)) <= bound.records + 1e-9
        assert max((persons for persons, _ in off), default=0) <= 1


def _cells(frame: pl.DataFrame, cube: Cube) -> dict[tuple[str, ...], tuple[int, int]]:
    table = stage.cubes.count(cube, frame, count_by)  # type: ignore[attr-defined]
    return {key: (cell.persons, cell.records) for key, cell in table.cells.items()}


@cache
def _spent(epsilon: float) -> stage.Counted:
    given = policy("dp", load().cubes).model_copy(update={"dp": Budget(epsilon=epsilon)})
    return stage.count(make_records(1, 700, 1.0, 2.0, DEPARTMENTS[:5]), ATTRIBUTES, given, ENGINE, KEY)


@has_opendp
@pytest.mark.parametrize("epsilon", [0.5, 4.0])
def test_the_account_sums_up_to_the_budget_and_names_every_number(epsilon: float) -> None:
    made = _spent(epsilon)
    record, budget = made.protected.record, made.truth.policy.dp
    cost = sum(query["cost"] for query in record["queries"])
    delta = sum(query.get("delta", 0) for query in record["queries"])
    assert isclose(cost, dp.total_cost(epsilon, budget.delta / 2), rel_tol=1e-9)
    assert 0 < delta <= budget.delta / 2
    assert cost + 2 * sqrt(cost * log(2 / budget.delta)) <= epsilon * (1 + 1e-9)
    named = {(query["cube"], query["measure"]) for query in record["queries"]}
    assert len(named) == len(record["queries"]) == 3 + 2 * len(made.protected.tables)
    assert all(query["error"] >= query["scale"] for query in record["queries"])


@has_opendp
def test_a_smaller_budget_has_larger_noise_and_no_cell_is_under_its_threshold() -> None:
    small, large = (_spent(epsilon).protected.record["queries"] for epsilon in (0.5, 4.0))
    assert all(a["scale"] > b["scale"] for a, b in zip(small, large, strict=True))
    limits = {query["cube"]: query["threshold"] for query in large if "threshold" in query}
    shown = numbers(_spent(4.0))
    assert any(shown.values())
    assert all(pair[0] >= limits[name] for name, cells in shown.items() for pair in cells.values())


def test_without_opendp_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dp, "find_spec", lambda _: None)
    with pytest.raises(UsageError) as refused:
        protections()["dp"].check()
    assert "estompe[dp]" in refused.value.hint


def test_the_share_of_persons_kept_is_written_apart_and_says_why(tmp_path: Path) -> None:
    made, work = counted(make_records(2, 500, 1.5, 2.0, DEPARTMENTS[:6]), "suppression"), Work(tmp_path)
    facts = made.write(work)
    private = work.read_private("anonymise")
    assert private is not None
    assert "persons_kept" not in json.dumps(facts)
    shares = {cube["cube"]: cube["persons_kept"] for cube in private["cubes"]}
    truth, shown = true(made), numbers(made)
    for name, share in shares.items():
        assert isclose(share, sum(p for p, _ in shown[name].values()) / sum(p for p, _ in truth[name].values()))
    assert "absent" in private["why"]
