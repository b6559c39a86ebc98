"""Local recoding: boxes that never overlap, as private as was asked, at no more loss than the best node's."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.anonymise.generalise.hierarchy import of_rows
from pipeline.anonymise.generalise.models.k_anonymity import KAnonymity
from pipeline.anonymise.generalise.models.l_diversity import DistinctDiversity, EntropyDiversity, RecursiveDiversity
from pipeline.anonymise.generalise.models.t_closeness import EqualCloseness
from pipeline.anonymise.generalise.result import Aim, generalise
from pipeline.assess.downcoded import attack
from pipeline.core.errors import GateError, UsageError

spec = importlib.util.spec_from_file_location("brute_of_local", Path(__file__).with_name("brute.py"))
assert spec is not None
assert spec.loader is not None
brute = importlib.util.module_from_spec(spec)
sys.modules["brute_of_local"] = brute
spec.loader.exec_module(brute)


@st.composite
def problems(draw):
    """Up to sixty rows of one to three columns; labels of different levels have different names."""
    lines = []
    for a in range(draw(st.integers(1, 3))):
        values = [f"{a}.{v}" for v in range(draw(st.integers(1, 7)))]
        path, group = {v: [v] for v in values}, {v: v for v in values}
        for level in range(1, draw(st.integers(2, 4))):
            join = {g: f"{a}.L{level}.{draw(st.integers(0, 2))}" for g in sorted(set(group.values()))}
            group = {v: join[g] for v, g in group.items()}
            for v in values:
                path[v].append(group[v])
        lines.append({v: (*path[v], "*") for v in values})
    row = st.tuples(*(st.sampled_from(sorted(one)) for one in lines))
    rows = draw(st.lists(row, min_size=3, max_size=60))
    secrets = draw(st.lists(st.sampled_from(["x", "y", "z"]), min_size=len(rows), max_size=len(rows)))
    limit = draw(st.sampled_from([0, 0.1, 0.5]))
    return brute.Problem(rows, secrets, lines, limit, [("k", draw(st.integers(1, 8)))])


MORE = {
    ("distinct", 2): DistinctDiversity("secret", 2),
    ("entropy", 1.5): EntropyDiversity("secret", 1.5),
    ("recursive", 3.0, 2): RecursiveDiversity("secret", 3.0, 2),
    ("t", 0.3, "equal"): EqualCloseness("secret", 0.3),
}


def solved(problem, models, local=True):
    names = [f"q{a}" for a in range(len(problem.hierarchies))]
    columns = dict(zip(names, map(list, zip(*problem.rows, strict=True)), strict=True))
    table = pa.table({**columns, "secret": problem.secrets})
    lines = dict(zip(names, problem.hierarchies, strict=True))
    hierarchies = {name: of_rows(name, one.values(), name) for name, one in lines.items()}
    result = generalise(table, hierarchies, models, Aim(problem.limit, local=local), ["secret"])
    return result, attack(result.table, table, lines, problem.conditions[0][1])


@settings(max_examples=150, deadline=None)
@given(problem=problems(), more=st.sampled_from([None, *MORE]))
def test_what_is_asked_holds_in_boxes_that_do_not_overlap(problem, more) -> None:
    k = problem.conditions[0][1]
    conditions = [("k", max(k, 3)), *([more] if more else [])]
    models = [KAnonymity(k), *([MORE[more]] if more else [])]
    try:
        result, found = solved(problem, models)
    except GateError:
        return
    released = Counter(tuple(row.values())[:-1] for row in result.table.to_pylist())
    assert len(problem.rows) - sum(released.values()) == result.suppressed <= problem.limit * len(problem.rows)
    assert len(released) == result.classes
    homes = {row: [c for c in released if holds(problem, c, row)] for row in problem.rows}
    assert max(map(len, homes.values())) <= 1
    assert result.loss == pytest.approx(loss(problem, homes), abs=1e-12)
    assert (found.refined, found.choices, found.classes) == (0, 0, len(released))
    members = defaultdict(list)
    for number, row in enumerate(problem.rows):
        for home in homes[row]:
            members[home].append(number)
    kept = {number for numbers in members.values() for number in numbers}
    for home, numbers in members.items():
        assert released[home] == len(numbers)
        assert all(brute._holds(problem, condition, numbers, kept, 0) for condition in conditions)


@settings(max_examples=60, deadline=None)
@given(problem=problems())
def test_it_loses_no_more_than_the_best_node(problem) -> None:
    k = max(problem.conditions[0][1], 3)
    try:
        node, _ = solved(problem, [KAnonymity(k)], local=False)
    except GateError:
        return
    result, _ = solved(problem, [KAnonymity(k)])
    assert result.loss <= node.loss + 1e-12
    assert (result.node, result.local.loss, result.local.suppressed) == (node.node, node.loss, node.suppressed)


def holds(problem, labels, row) -> bool:
    return all(label in lines[value] for lines, value, label in zip(problem.hierarchies, row, labels, strict=True))


def loss(problem, homes) -> float:
    """Iyengar's Loss by its definition, a cell at a time."""
    total = 0.0
    for row in problem.rows:
        for a, lines in enumerate(problem.hierarchies):
            if not homes[row]:
                total += 1
                continue
            size = sum(homes[row][0][a] in other for other in lines.values())
            total += (size - 1) / max(len(lines) - 1, 1)
    return total / len(problem.rows) / len(problem.hierarchies)


def test_rare_values_cost_themselves_and_not_the_others() -> None:
    """Of 100 rows 98 keep their values; one node for all would take one column from everybody or two rows from all."""
    lines = [{v: (v, "*") for v in "abc"}, {v: (v, "*") for v in "xyz"}]
    rows = [("a", "x")] * 49 + [("b", "y")] * 49 + [("a", "y"), ("b", "x")] * 1
    problem = brute.Problem(rows, ["x"] * 100, lines, 0, [("k", 3)])
    result, _ = solved(problem, [KAnonymity(3)])
    assert result.loss == pytest.approx(0.5)
    assert len(set(result.table.column(0).to_pylist())) == 2


def test_values_that_repeat_on_several_levels_of_a_hierarchy_do_not_stop_the_way_down() -> None:
    """``a`` is the only value of its groups, so that three levels are alike for it."""
    lines = [{"a": ("a", "A", "AA", "*"), "b": ("b", "B", "BB", "*"), "c": ("c", "B", "BB", "*")}]
    rows = [("a",)] * 5 + [("b",)] * 5 + [("c",)] * 2
    problem = brute.Problem(rows, ["x"] * 12, lines, 0, [("k", 5)])
    result, _ = solved(problem, [KAnonymity(5)])
    assert set(result.table.column(0).to_pylist()) == {"a", "B"}


def test_two_rows_are_no_class_of_their_own() -> None:
    """Under a label of two values they would be one of each; k of 2 is met by three."""
    problem = brute.Problem([("a",), ("b",), ("c",), ("c",), ("c",)], ["x"] * 5, [
        {"a": ("a", "ab", "*"), "b": ("b", "ab", "*"), "c": ("c", "cc", "*")}], 0.4, [("k", 2)])  # fmt: skip
    result, found = solved(problem, [KAnonymity(2)])
    assert min(Counter(result.table.column(0).to_pylist()).values()) >= 3
    assert found.refined == 0


def test_a_population_is_refused() -> None:
    table = pa.table({"q": ["a"] * 3})
    with pytest.raises(UsageError, match="--local"):
        generalise(table, {"q": of_rows("q", [("a", "*")], "q")}, [KAnonymity(1)], Aim(local=True), (), table)
