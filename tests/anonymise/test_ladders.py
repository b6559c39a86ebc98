"""The labels of a `research` row: what stands on each rung, and that each rung only ever says less."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.anonymise.ladders import BY_ATTRIBUTE, LADDERS, climbed, in_words, problems
from pipeline.core.categories import CATEGORIES
from pipeline.core.policy import Policy, Treatment
from pipeline.core.policy_file import configs, load
from pipeline.locales.fr.geography import department_regions

YEAR = 2021
BIRTHS = st.integers(1880, YEAR).map(str)
MONTHS = st.builds(lambda year, month: f"{year}-{month:02}", st.integers(1990, 2030), st.integers(1, 12))
PLACES = st.sampled_from([*department_regions(), "975", "987"])
HEALTH = st.sampled_from([kind.id for kind in CATEGORIES if kind.sensitive] + ["none", "several"])
STORAGE = st.sampled_from(["no_account", "no_password", "clear", "md5", "sha1", "bcrypt", "other_hash"])
VALUES = {"home": PLACES, "prescriber": PLACES, "birth": BIRTHS, "sample": MONTHS, "health": HEALTH, "storage": STORAGE}
ALL = st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name], VALUES[name]))


@pytest.mark.parametrize(
    ("attribute", "value", "line"),
    [
        ("home", "56", ("56", "Bretagne", "*")),
        ("home", "27", ("27", "Normandie", "*")),
        ("home", "987", ("987", "Polynésie française", "*")),
        # a department that the table of regions does not know keeps its own name
        ("home", "979", ("979", "dép. 979", "*")),
        ("sex", "F", ("F", "*")),
        ("birth", "1987", ("1987", "1985-1989", "1980-1989", "1970-1989", "*")),
        # those who were ninety or older at the reference year are told together, on every rung
        ("birth", "1929", ("1850-1929",) * 4 + ("*",)),
        ("birth", "1901", ("1850-1929",) * 4 + ("*",)),
        ("birth", "1930", ("1930", "1930-1934", "1930-1939", "1930-1949", "*")),
        ("sample", "2019-05", ("2019-05", "2019-Q2", "2019-H1", "2019", "2015-2019", "*")),
        ("sample", "2020-12", ("2020-12", "2020-Q4", "2020-H2", "2020", "2020-2024", "*")),
        ("sample", "2020-07", ("2020-07", "2020-Q3", "2020-H2", "2020", "2020-2024", "*")),
        ("laboratory", "Laboratoire du Port", ("Laboratoire du Port", "*")),
        ("storage", "md5", ("md5", "hashed", "*")),
        ("storage", "clear", ("clear", "clear", "*")),
        ("storage", "no_password", ("no_password", "no_password", "*")),
        ("storage", "no_account", ("no_account", "no_account", "*")),
        ("health", "health.hiv", ("health.hiv", "infection", "*")),
        ("health", "health.pregnancy", ("health.pregnancy", "reproduction", "*")),
        ("health", "health.allergy", ("health.allergy", "care", "*")),
        ("health", "health.cancer", ("health.cancer", "illness", "*")),
        ("health", "none", ("none", "none", "*")),
        ("health", "several", ("several", "several", "*")),
        ("institution", "yes", ("yes", "*")),
    ],
)
def test_the_labels_of_a_value(attribute: str, value: str, line: tuple[str, ...]) -> None:
    assert BY_ATTRIBUTE[attribute].line(value, YEAR) == line


@given(ALL, st.integers(2000, 2040))
def test_values_that_are_alike_on_a_rung_are_alike_on_all_above(drawn: tuple[str, str, str], year: int) -> None:
    attribute, one, other = drawn
    pairs = list(zip(BY_ATTRIBUTE[attribute].line(one, year), BY_ATTRIBUTE[attribute].line(other, year), strict=True))
    alike = [mine == theirs for mine, theirs in pairs]
    assert alike == sorted(alike)
    assert alike[-1]


@given(ALL)
def test_a_line_has_a_label_for_every_level(drawn: tuple[str, str, str]) -> None:
    attribute, value, _ = drawn
    ladder = BY_ATTRIBUTE[attribute]
    assert len(ladder.line(value, YEAR)) == ladder.levels == len(ladder.columns) + 1


@given(BIRTHS)
def test_a_birth_is_within_its_own_labels(value: str) -> None:
    for label in BY_ATTRIBUTE["birth"].line(value, YEAR)[:-1]:
        low, _, high = label.partition("-")
        assert int(low) <= max(int(value), 1850) <= int(high or low)


@pytest.mark.parametrize(
    ("entity", "rule", "level"),
    [
        ("address.postcode", "generalise", 0),
        ("address.postcode", {"treatment": "generalise", "to": "region"}, 1),
        ("person.birth_date", {"treatment": "generalise", "to": "date_band", "parameters": {"width": "5 years"}}, 1),
        ("date.sample", {"treatment": "generalise", "to": "date_band"}, 1),
        ("date.sample", {"treatment": "generalise", "to": "year"}, 3),
        ("text.free", "generalise", 1),
        ("text.free", {"treatment": "generalise", "to": "health_words"}, 0),
    ],
)
def test_a_policy_says_where_the_climb_starts(entity: str, rule: object, level: int) -> None:
    policy = Policy.model_validate({"tier": "research", "treatments": {entity: rule}})
    (found,) = climbed(policy).values()
    assert found == level
    assert list(problems(policy)) == []


@pytest.mark.parametrize(
    ("treatments", "said"),
    [
        ({"person.name": "pseudonymise"}, "whoever holds the leak recognise each row"),
        ({"phone": "keep"}, "a row has no such column"),
        ({"person.birth_date": "keep"}, "is not what a research release does"),
        ({"date.sample": {"treatment": "generalise", "to": "week"}}, "there is no such level"),
        ({"text.free": "generalise", "credential.password": "generalise"}, "cannot both be told of a person"),
        ({"address.postcode": "generalise", "credential.login": "generalise"}, "by region at the finest"),
    ],
)
def test_what_a_row_cannot_tell_is_refused(treatments: dict[str, object], said: str) -> None:
    policy = Policy.model_validate({"tier": "research", "treatments": treatments})
    (problem,) = problems(policy)
    assert said in problem.message


def test_the_policy_that_comes_along_can_be_followed() -> None:
    policy = load(configs() / "research.yaml")
    assert list(problems(policy)) == []
    assert {"home", "sex", "birth"} <= climbed(policy).keys() <= {ladder.attribute for ladder in LADDERS}


@pytest.mark.parametrize(
    ("attribute", "value", "words"),
    [
        ("home", "56", "department 56, or coarser"),
        ("institution", True, "institution yes, or coarser"),
        ("institution", False, "institution no, or coarser"),
        ("birth", 1987, "birth_year 1987, or coarser"),
        ("health", 0, "health none, or coarser"),
        ("health", None, "health none, or coarser"),
    ],
)
def test_a_preview_says_the_finest_that_may_come_out(attribute: str, value: object, words: str) -> None:
    assert in_words(attribute, value, 0) == words


def test_one_fact_is_named_and_several_are_not() -> None:
    bits = [1 << place for place, kind in enumerate(CATEGORIES) if kind.sensitive]
    names = [kind.id for kind in CATEGORIES if kind.sensitive]
    assert in_words("health", bits[0], 0) == f"health {names[0]}, or coarser"
    assert in_words("health", bits[0] | bits[1], 0) == "health several, or coarser"


def test_every_treatment_of_a_ladder_is_one_that_it_can_start_from() -> None:
    for ladder in LADDERS:
        policy = Policy.model_validate({"tier": "research", "treatments": {ladder.entity: ladder.treatment}})
        assert ladder.treatment in (Treatment.KEEP, Treatment.GENERALISE)
        assert ladder.attribute in climbed(policy)
