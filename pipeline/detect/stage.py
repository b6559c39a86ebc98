"""The second stage: what each column holds, from what the first reading kept of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pyarrow as pa

from pipeline.core.errors import PolicyError
from pipeline.core.nearest import suggestion
from pipeline.core.policy import Policy
from pipeline.core.profile import ColumnProfile, Profile
from pipeline.core.work import Work
from pipeline.detect.catalogue import entities
from pipeline.detect.columns import ColumnState
from pipeline.detect.decision import detect


class Observation:
    """The states of all inputs while the first reading goes on."""

    def __init__(self, headers: list[tuple[tuple[str, ...], bool]]) -> None:
        self._states = [ColumnState.empty(list(header), has_header) for header, has_header in headers]

    def __call__(self, number: int, batch: pa.RecordBatch) -> None:
        """Take in one accepted batch of input ``number``."""
        self._states[number] = self._states[number].fit(batch)

    def merge(self, other: object) -> None:
        """Take in what was seen of other records of the same inputs."""
        if not isinstance(other, Observation):
            raise TypeError("an observation merges with observations")
        self._states = [mine.merge(theirs) for mine, theirs in zip(self._states, other._states, strict=True)]

    def states(self) -> tuple[ColumnState, ...]:
        """What was kept of each input."""
        return tuple(self._states)


def run(states: tuple[ColumnState, ...], policy: Policy, work: Work, checked: bool = True) -> tuple[Profile, ...]:
    """Decide on every column of every input; writes the value-free profiles.

    Raises
    ------
    PolicyError
        When the policy names a column that no input has or, if ``checked``, an entity that nobody recognises.
    """
    if checked:
        check_entities(policy)
    found = tuple(_overrule(detect(state, policy_treatment=policy.treatment), policy) for state in states)
    for problem in absent(found, policy):
        raise problem
    work.write_summary("detect", {"files": [profile.to_dict() for profile in found]})
    return found


def profiles(work: Work) -> tuple[Profile, ...]:
    """What `run` found in a work folder."""
    return tuple(Profile.from_dict(file) for file in work.read_summary("detect")["files"])


def check_entities(policy: Policy) -> None:
    """Refuse a policy that names an entity that nobody recognises, saying which one it may mean."""
    for problem in problems(policy):
        raise problem


def problems(policy: Policy) -> Iterator[PolicyError]:
    """Every entity of the policy that nobody recognises."""
    known = entities()
    named = {f"treatments.{name}": name for name in policy.treatments}
    named |= {f"columns.{column}.entity": rule.entity for column, rule in policy.columns.items() if rule.entity}
    for key, name in named.items():
        if name not in known:
            yield PolicyError(f"{key}: {name} is no entity", suggestion(name, known, "estompe list recognisers"))


def absent(profiles: Sequence[Profile], policy: Policy) -> list[PolicyError]:
    """Every column that a policy names and no input has, with the one that it may mean."""
    there = {column.name for profile in profiles for column in profile.columns}
    near = {name: suggestion(name, there, "estompe detect lists the columns") for name in policy.columns}
    missing = (name for name in policy.columns if name not in there)
    return [PolicyError(f"columns.{name}: no input has such a column", near[name]) for name in missing]


def strangers(profiles: Sequence[Profile], policy: Policy) -> list[PolicyError]:
    """Columns of the inputs that a policy names and that are not there, and those that it suppresses unnamed.

    ``profiles`` are those of the same inputs without what the policy says of columns.
    """
    there = {column.name: column for profile in profiles for column in profile.columns}
    found = absent(profiles, policy)
    for name, column in there.items():
        unknown = column.distinct and (column.entity is None or column.entity not in policy.treatments)
        if name not in policy.columns and (policy.unlisted == "suppress" or unknown):
            why = "holds nothing that estompe knows" if column.entity is None else f"looks like {column.entity}"
            found.append(PolicyError(f"columns: {name} is not listed, so it is suppressed; it {why}", "add it"))
    return found


def _overrule(profile: Profile, policy: Policy) -> Profile:
    return replace(profile, columns=tuple(_rule(column, policy) for column in profile.columns))


def _rule(column: ColumnProfile, policy: Policy) -> ColumnProfile:
    rule = policy.columns.get(column.name)
    if rule is None and policy.unlisted == "suppress":
        return replace(column, treatment="suppress", why=f"{column.why}; the policy does not list this column")
    if rule is None or (rule.entity is None and rule.treatment is None):
        return column
    entity = rule.entity or column.entity
    treatment = rule.treatment or policy.treatment(entity)
    category = entities().get(entity or "")
    return replace(column, entity=entity, category=category, treatment=str(treatment), why="the policy says so")
