"""The engine of one machine, against the plainest way to do the same."""

from __future__ import annotations

import polars as pl
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.engines.local import count_by, link, map_batches

KEYS = st.none() | st.sampled_from("abcdefgh")


def plain_link(columns: list[list[str | None]]) -> list[int]:
    """Merge groups until nothing moves."""
    size = len(columns[0])
    group = list(range(size))
    moved = True
    while moved:
        moved = False
        for column in columns:
            for i in range(size):
                for j in range(i):
                    if column[i] is not None and column[i] == column[j] and group[i] != group[j]:
                        low, high = sorted((group[i], group[j]))
                        group = [low if g == high else g for g in group]
                        moved = True
    numbers: dict[int, int] = {}
    keyless = [all(column[i] is None for column in columns) for i in range(size)]
    return [-1 if keyless[i] else numbers.setdefault(group[i], len(numbers)) for i in range(size)]


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 3).flatmap(lambda n: st.lists(st.tuples(*[KEYS] * n), min_size=1, max_size=14)))
def test_link_is_the_transitive_closure_numbered_by_first_appearance(rows: list[tuple[str | None, ...]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    found = link([pl.Series(column, dtype=pl.String) for column in columns])
    assert found.tolist() == plain_link(columns)


def test_the_same_token_in_two_columns_is_two_different_things() -> None:
    found = link([pl.Series(["a", None], dtype=pl.String), pl.Series([None, "a"], dtype=pl.String)])
    assert found.tolist() == [0, 1]


def test_a_long_chain_is_one_person() -> None:
    size = 20_000
    left = [f"k{i // 2}" for i in range(size)]
    right = [f"k{(i + 1) // 2}" for i in range(size)]
    assert set(link([pl.Series(left), pl.Series(right)]).tolist()) == {0}


def test_no_records_are_no_persons() -> None:
    assert link([pl.Series([], dtype=pl.String)] * 2).tolist() == []


def test_counts_are_sorted_by_their_dimensions_whatever_the_order_of_rows() -> None:
    frame = pl.DataFrame({"a": ["y", "x", "y", "x"], "b": ["1", "2", "1", "1"], "n": [1, 2, 3, 4]})
    measure = [pl.col("n").sum().alias("n")]
    expected = [("x", "1", 4), ("x", "2", 2), ("y", "1", 4)]
    assert count_by(frame, ["a", "b"], measure).rows() == expected
    assert count_by(frame.reverse(), ["a", "b"], measure).rows() == expected


def test_batches_are_mapped_one_after_the_other_and_only_when_asked() -> None:
    seen: list[int] = []

    def note(batch: pa.RecordBatch) -> pa.RecordBatch:
        seen.append(batch.num_rows)
        return batch.slice(0, 1)

    found = map_batches((pa.record_batch({"a": list(range(n))}) for n in (3, 2, 5)), note)
    assert seen == []
    assert next(found).num_rows == 1
    assert seen == [3]
    assert [batch.num_rows for batch in found] == [1, 1]
