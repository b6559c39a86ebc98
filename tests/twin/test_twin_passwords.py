"""Passwords of the twin: shaped as storage and strength say, shared as reuse says."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.locales.passwords import storage_kinds
from pipeline.transform.transforms.password_strength import strength
from pipeline.twin.passwords import LEAST, column

WORDS = ("own", "few", "many", None)


def told(person: list[int], storage: list[str | None], band: list[str | None], word: list[str | None]) -> pl.DataFrame:
    words = [pl.Series(values, dtype=pl.String) for values in (storage, band, word)]
    made = column(np.array(person, dtype=np.int64), *words)
    frame = pl.DataFrame({"person": person, "storage": words[0], "band": words[1], "word": words[2], "made": made})
    return frame.with_columns(pl.col("person").n_unique().over("made").alias("had"))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 400), st.integers(0, 3))
def test_as_many_have_a_password_as_is_said(seed: int, size: int, absent: int) -> None:
    rng = np.random.default_rng(seed)
    known = [word for word in WORDS if word != WORDS[absent]]
    person = rng.integers(0, size, 2 * size).tolist()
    band = [("weak", "medium", "strong", None)[i] for i in rng.integers(0, 4, 2 * size)]
    word = [known[i] for i in rng.integers(0, len(known), 2 * size)]
    frame = told(person, ["clear"] * 2 * size, band, word)
    assert frame["made"].null_count() == 0
    for name, most in (("own", 1), ("few", 5), ("many", size)):
        rows = frame.filter(pl.col("word") == name)
        if rows["person"].n_unique() >= LEAST[name]:
            assert rows["had"].min() >= LEAST[name]  # type: ignore[operator]
            assert rows["had"].max() <= most  # type: ignore[operator]
    unsaid = frame.filter(pl.col("word").is_null())
    missing = [name for name in LEAST if name not in word]
    assert set(unsaid["had"].to_list()) <= {1} if not missing or missing[0] == "own" else True


@pytest.mark.parametrize("kind", ["clear", "md5", "bcrypt", "no_password", None])
def test_a_kind_of_storage_is_told_by_its_shape_and_nothing_else_is_made(kind: str | None) -> None:
    frame = told([3, 4], [kind] * 2, [None] * 2, ["own"] * 2)
    found = storage_kinds(frame["made"]).to_list()
    assert found == [None if kind == "no_password" else kind] * 2


def test_strengths_are_those_that_are_said() -> None:
    people = 30_000
    bands = ["weak", "medium", "strong"] * (people // 3)
    frame = told(list(range(people)), ["clear"] * people, bands, ["own"] * people)
    assert frame["made"].n_unique() == people
    wrong = (strength(frame["made"]) != frame["band"]).sum()
    assert wrong <= people / 1000  # digits that happen to be a common password
