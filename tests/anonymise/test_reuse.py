"""How many have a password: by accounts and by persons, the smaller number, whatever the order and the cut."""

from __future__ import annotations

import random
from collections import defaultdict

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.anonymise import reuse, stage
from pipeline.anonymise.persons import LOOSE
from pipeline.anonymise.reuse import ENOUGH, FEW, MANY, OWN, Owners
from pipeline.core.policy_file import load
from pipeline.publish.outputs.database import VIEWS
from pipeline.report.sections.credentials import BANDS as SHOWN
from pipeline.twin.passwords import LEAST

Row = tuple[int | None, int | None, int | None]
"""Numbers of the password, of the login and of the person."""

rows = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 4)),
        st.one_of(st.none(), st.integers(100, 120)),
        st.one_of(st.none(), st.integers(0, 20)),
    ),
    max_size=150,
)


def frame(given_: list[Row]) -> pl.DataFrame:
    schema = {reuse.PASSWORD: pl.UInt64, reuse.LOGIN: pl.UInt64, LOOSE: pl.Int64}
    return pl.DataFrame(given_, schema, orient="row").with_columns(pl.lit("x").alias("other"))


def told(given_: list[Row]) -> list[str | None]:
    return reuse.told(frame(given_), Owners.of(frame(given_)).words())[reuse.REUSE].to_list()


def plainly(given_: list[Row]) -> list[str | None]:
    """The same as one would say it."""
    accounts, persons = defaultdict(set), defaultdict(set)
    for password, login, person in given_:
        if login is not None or person is not None:
            accounts[password].add(("person", person) if login is None else ("login", login))
            persons[password].add(("login", login) if person is None else ("person", person))
    had = {password: min(len(accounts[password]), len(persons[password])) for password, _, _ in given_}
    words = {password: OWN if n < 2 else FEW if n < ENOUGH else MANY for password, n in had.items()}
    return [None if password is None else words[password] for password, _, _ in given_]


CASES: dict[str, tuple[list[Row], str]] = {
    "one record": ([(1, 100, 0)], OWN),
    "many records of one person": ([(1, 100, 0)] * 40, OWN),
    "one person with two accounts": ([(1, 100, 0), (1, 101, 0)], OWN),
    "a nursing home's account for forty persons": ([(1, 100, person) for person in range(40)], OWN),
    "two persons with an account each": ([(1, 100, 0), (1, 101, 1)], FEW),
    "a person without a login in some records": ([(1, 100, 0), (1, None, 0)], OWN),
    "two persons without logins": ([(1, None, 0), (1, None, 1)], FEW),
    "two logins of nobody that is known": ([(1, 100, None), (1, 101, None)], FEW),
    "nothing known of either": ([(1, None, None)] * 20, OWN),
    "eleven": ([(1, 100 + n, n) for n in range(11)], FEW),
    "twelve": ([(1, 100 + n, n) for n in range(12)], MANY),
    "thousands": ([(1, 10_000 + n, n) for n in range(3_000)], MANY),
}


@pytest.mark.parametrize("case", CASES)
def test_a_password_that_others_have(case: str) -> None:
    given_, word = CASES[case]
    assert set(told(given_)) == {word}
    assert told([*given_, (2, 999, 999), (None, 5, 5)])[-2:] == [OWN, None]


@settings(max_examples=60, deadline=None)
@given(rows)
def test_each_record_has_the_word_of_its_password(given_: list[Row]) -> None:
    assert told(given_) == plainly(given_)


@settings(max_examples=40, deadline=None)
@given(rows, st.integers(1, 5), st.randoms(use_true_random=False))
def test_merged_parts_are_the_whole_in_any_order(given_: list[Row], number: int, rng: random.Random) -> None:
    whole = Owners.of(frame(given_))
    mixed = rng.sample(given_, len(given_))
    parts = [Owners.of(frame(mixed[place::number])) for place in range(number)]
    rng.shuffle(parts)
    merged = parts[0]
    for part in parts[1:]:
        merged = part.merge(merged) if rng.random() < 0.5 else merged.merge(part)
    assert merged.pairs.equals(whole.pairs)
    cut = [part.filter(pl.col(reuse.PASSWORD) % 2 == odd) for odd in (0, 1) for part in [whole.pairs]]
    assert reuse.words(cut).equals(whole.words())


@pytest.mark.parametrize("size", [1, 7, 50])
def test_a_few_records_at_a_time_give_the_same_words(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(size)
    passwords = [rng.getrandbits(64) for _ in range(60)]
    given_ = [(rng.choice(passwords[: rng.randint(1, 60)]), rng.randrange(200), rng.randrange(90)) for _ in range(400)]
    whole = Owners.of(frame(given_)).words()
    assert set(whole[MANY]) == {False, True}
    assert whole[reuse.PASSWORD].is_sorted()
    monkeypatch.setattr(reuse, "_AT_A_TIME", size)
    parts = [pl.concat(reuse.pairs(frame(given_)))]
    assert reuse.words(parts).equals(whole)


@settings(max_examples=30, deadline=None)
@given(rows, st.integers(1, 2**62))
def test_the_words_do_not_depend_on_the_key_of_the_numbers(given_: list[Row], key: int) -> None:
    def other(number: int | None) -> int | None:
        return None if number is None else (number * 0x9E3779B97F4A7C15 ^ key) % 2**64

    assert told([(other(password), other(login), person) for password, login, person in given_]) == told(given_)


@settings(max_examples=20, deadline=None)
@given(rows)
def test_a_password_that_everybody_has_takes_no_more_room_than_one_of_twelve(given_: list[Row]) -> None:
    pairs = Owners.of(frame(given_)).pairs
    sizes = pairs.group_by(reuse.PASSWORD, "by_person").len()["len"]
    assert all(size <= ENOUGH for size in sizes)


def test_the_numbers_are_gone_once_it_is_told() -> None:
    given_ = frame([(1, 100, 0), (1, 101, 1), (None, None, 2)])
    after = reuse.told(given_, Owners.of(given_).words())
    assert set(after.columns) == {LOOSE, "other", reuse.REUSE}
    assert after["other"].to_list() == ["x"] * 3


def test_everybody_says_it_in_the_same_words() -> None:
    assert set(reuse.BANDS) == set(LEAST) == set(SHOWN["reuse"])
    assert f"'{OWN}'" in VIEWS["reused_passwords"][2]


def test_differential_privacy_counts_nothing_by_it() -> None:
    """Whoever leaves takes the word of eleven others away."""
    twelve = [(1, 100 + n, n) for n in range(12)]
    assert (set(told(twelve)), set(told(twelve[1:]))) == ({MANY}, {FEW})
    for protection, counted in (("suppression", True), ("dp", False)):
        policy = load().model_copy(update={"protection": protection})
        cubes = stage._countable(policy, frozenset({"storage", "strength", reuse.REUSE}))
        assert ("reuse" in {cube.name for cube in cubes}) is counted
        assert "strength" in {cube.name for cube in cubes}
