"""The search finds the optimum: the same value as trying every node, whatever the models, the limit, the utility."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.anonymise.generalise.hierarchy import of_rows
from pipeline.anonymise.generalise.models.delta_presence import DeltaPresence
from pipeline.anonymise.generalise.models.k_anonymity import KAnonymity
from pipeline.anonymise.generalise.models.k_map import KMap
from pipeline.anonymise.generalise.models.l_diversity import DistinctDiversity, EntropyDiversity, RecursiveDiversity
from pipeline.anonymise.generalise.models.t_closeness import EqualCloseness, HierarchicalCloseness, OrderedCloseness
from pipeline.anonymise.generalise.result import Aim, generalise, utilities
from pipeline.core.errors import GateError

spec = importlib.util.spec_from_file_location("brute", Path(__file__).with_name("brute.py"))
assert spec is not None
assert spec.loader is not None
brute = importlib.util.module_from_spec(spec)
sys.modules["brute"] = brute
spec.loader.exec_module(brute)

SECRETS = {"s1": ("s1", "x", "*"), "s2": ("s2", "x", "*"), "s3": ("s3", "y", "*"), "s4": ("s4", "y", "*")}


@st.composite
def hierarchies(draw):
    """One to four columns of one to six values on one to four levels, each level joining groups of the one below."""
    found = []
    for a in range(draw(st.integers(1, 4))):
        values = [f"{a}.{v}" for v in range(draw(st.integers(1, 6)))]
        lines, group = {v: [v] for v in values}, {v: v for v in values}
        for level in range(1, draw(st.integers(1, 4))):
            join = {g: f"{a}.L{level}.{draw(st.integers(0, 2))}" for g in sorted(set(group.values()))}
            group = {v: join[g] for v, g in group.items()}
            for v in values:
                lines[v].append(group[v])
        found.append({v: tuple(line) for v, line in lines.items()})
    return found


CONDITIONS = st.one_of(
    st.tuples(st.just("distinct"), st.integers(1, 3)),
    st.tuples(st.just("entropy"), st.sampled_from([1.0, 1.5, 2.0, 3.0])),
    st.tuples(st.just("recursive"), st.sampled_from([0.5, 1.0, 2.0, 3.0]), st.integers(1, 3)),
    st.tuples(st.just("t"), st.sampled_from([0.05, 0.2, 0.4]), st.sampled_from(["equal", "ordered", "lines"])),
    st.tuples(st.just("k-map"), st.integers(1, 6)),
    st.tuples(st.just("presence"), st.sampled_from([0.0, 0.3]), st.sampled_from([0.5, 0.8, 1.0])),
)


@st.composite
def problems(draw):
    lines = draw(hierarchies())
    row = st.tuples(*(st.sampled_from(sorted(one)) for one in lines))
    rows = draw(st.lists(row, min_size=1, max_size=25))
    secrets = draw(st.lists(st.sampled_from(sorted(SECRETS)), min_size=len(rows), max_size=len(rows)))
    limit = draw(st.sampled_from([0, 0.04, 0.1, 0.3, 0.5, 1]))
    given_ = [("k", draw(st.integers(1, 5))), *draw(st.lists(CONDITIONS, max_size=2))]
    conditions = [(*c[:2], SECRETS) if c[0] == "t" and c[2] == "lines" else c for c in given_]
    population = [*rows, *draw(st.lists(row, max_size=15))]
    return brute.Problem(rows, secrets, lines, limit, conditions, population)


MODELS = {
    "k": KAnonymity,
    "k-map": KMap,
    "presence": DeltaPresence,
    "distinct": lambda least: DistinctDiversity("secret", least),
    "entropy": lambda least: EntropyDiversity("secret", least),
    "recursive": lambda c, least: RecursiveDiversity("secret", c, least),
}


def model(kind, *given_):
    if kind != "t":
        return MODELS[kind](*given_)
    t, ground = given_
    if isinstance(ground, dict):
        return HierarchicalCloseness("secret", t, of_rows("secret", ground.values(), "secret"))
    return EqualCloseness("secret", t) if ground == "equal" else OrderedCloseness("secret", t)


def solved(problem, utility, weights):
    names = [f"q{a}" for a in range(len(problem.hierarchies))]
    columns = dict(zip(names, map(list, zip(*problem.rows, strict=True)), strict=True))
    people = dict(zip(names, map(list, zip(*problem.population, strict=True)), strict=True))
    lines = zip(names, problem.hierarchies, strict=True)
    return generalise(
        pa.table({**columns, "secret": problem.secrets}),
        {name: of_rows(name, one.values(), name) for name, one in lines},
        [model(*condition) for condition in problem.conditions],
        Aim(problem.limit, utility, dict(zip(names, weights, strict=True))),
        ["secret"],
        pa.table(people),
    )


@pytest.mark.parametrize("utility", sorted(utilities()))
@settings(max_examples=60, deadline=None)
@given(problem=problems(), weights=st.lists(st.sampled_from([1.0, 1.0, 3.0]), min_size=4, max_size=4))
def test_the_result_is_as_good_as_the_best_of_all_nodes(utility, problem, weights) -> None:
    check(problem, utility, weights[: len(problem.hierarchies)])


@settings(max_examples=150, deadline=None)
@given(problem=problems(), condition=CONDITIONS.filter(lambda c: c[0] in ("entropy", "recursive", "t", "presence")))
def test_it_does_where_coarser_levels_break_what_finer_ones_meet(problem, condition) -> None:
    meant = (*condition[:2], SECRETS) if condition[-1] == "lines" else condition
    hard = replace(problem, limit=0.8, conditions=[("k", 1), meant])
    check(hard, "loss", [1.0] * len(hard.hierarchies))


@pytest.mark.parametrize(
    ("condition", "secrets"),
    [
        (("entropy", 2.0), ["s1", "s2", *["s1"] * 8]),
        (("recursive", 1.5, 2), ["s1", "s2", *["s1"] * 8]),
        (("t", 0.01, "equal"), ["s1", "s2", *["s1", "s1", "s2", "s2"] * 2]),
    ],
)
def test_a_projection_that_fails_says_nothing_of_its_parts(condition, secrets) -> None:
    """The first two rows meet the condition; without the second column all rows are one class, which does not."""
    rows = [("z", "a")] * 2 + [("z", "b")] * 8
    lines = [{"z": ("z",)}, {"a": ("a", "*"), "b": ("b", "*")}]
    problem = brute.Problem(rows, secrets, lines, 0.8, [("k", 2), condition], rows)
    found = solved(problem, "loss", [1.0, 1.0])
    assert found.value == pytest.approx(check(problem, "loss", [1.0, 1.0]))


def check(problem, utility, weights) -> float | None:
    possible = {node: left for node in brute.nodes(problem) if (left := brute.kept(problem, node)) is not None}
    values = {node: brute.value(problem, node, utility, left, weights) for node, left in possible.items()}
    try:
        found = solved(problem, utility, weights)
    except GateError:
        least = min(values.values(), default=0)
        assert not values or any(not possible[n] for n in values if values[n] <= least + 1e-9 * (1 + abs(least)))
        return None
    node = tuple(found.node.values())
    assert found.value == pytest.approx(min(values.values()), rel=1e-9, abs=1e-9)
    assert values[node] == pytest.approx(found.value, rel=1e-9, abs=1e-9)
    left = possible[node]
    assert found.suppressed == len(problem.rows) - len(left)
    even = [1.0] * len(weights)
    assert found.loss == pytest.approx(brute.value(problem, node, "loss", left, even), abs=1e-12)
    expected = sorted((*brute.label(problem, problem.rows[i], node), problem.secrets[i]) for i in left)
    assert [tuple(row.values()) for row in found.table.to_pylist()] == expected
    return found.value
