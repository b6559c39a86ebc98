"""Connected tokens come out the same in one part and in many, and as a graph library says."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipeline.core.spill import Spill
from pipeline.engines.stars import PAIRS, connect

CHAIN = [(i, i + 1) for i in range(60)]
WHEEL = [(7, i) for i in range(100, 140)]
CASES = {
    "nothing": [],
    "itself": [(4, 4)],
    "pair": [(9, 2)],
    "chain": CHAIN,
    "backwards": [(b, a) for a, b in reversed(CHAIN)],
    "wheel": WHEEL,
    "apart": [(1, 2), (3, 4), (2**64 - 1, 5)],
    "meet late": [*CHAIN, (60, 1000), (1001, 1000)],
}


def roots(pairs: list[tuple[int, int]], parts: int, folder) -> dict[int, int]:
    frames = [pl.DataFrame(pairs[i : i + 7], schema=PAIRS, orient="row") for i in range(0, len(pairs), 7)]
    made = connect(iter(frames), lambda name: Spill(folder / name, parts))
    found = [pair for frame in made.read() for pair in frame.unique().rows()]
    assert len(dict(found)) == len(found)
    made.close()
    assert list(folder.iterdir()) == []
    return dict(found)


def expected(pairs: list[tuple[int, int]]) -> dict[int, int]:
    tokens = sorted({token for pair in pairs for token in pair})
    place = {token: i for i, token in enumerate(tokens)}
    ends = np.array([[place[a], place[b]] for a, b in pairs], dtype=np.int64).reshape(-1, 2).T
    graph = coo_array((np.ones(len(pairs)), (ends[0], ends[1])), shape=(len(tokens), len(tokens)))
    labels = connected_components(graph, directed=False)[1] if tokens else []
    smallest: dict[int, int] = {}
    for token, label in zip(tokens, labels, strict=True):
        smallest.setdefault(int(label), token)
    of = {token: smallest[int(label)] for token, label in zip(tokens, labels, strict=True)}
    return {token: root for token, root in of.items() if token != root}


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("name", CASES)
def test_known_graphs(name: str, parts: int, tmp_path) -> None:
    assert roots(CASES[name], parts, tmp_path) == expected(CASES[name])


@settings(max_examples=40, deadline=None)
@given(pairs=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=60))
def test_any_graph_in_any_number_of_parts(pairs: list[tuple[int, int]], tmp_path_factory) -> None:
    want = expected(pairs)
    for parts in (1, 4):
        assert roots(pairs, parts, tmp_path_factory.mktemp("spill")) == want
