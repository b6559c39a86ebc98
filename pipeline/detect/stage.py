"""The second stage: what each column holds, from what the first reading kept of it."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from pipeline.core.errors import PolicyError
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

    def states(self) -> tuple[ColumnState, ...]:
        """What was kept of each input."""
        return tuple(self._states)


def run(states: tuple[ColumnState, ...], policy: Policy, work: Work) -> tuple[Profile, ...]:
    """Decide on every column of every input; writes the value-free profiles.

    Raises
    ------
    PolicyError
        When the policy names a column that no input has, or an entity that nobody recognises.
    """
    check_entities(policy)
    found = tuple(_overrule(detect(state, policy_treatment=policy.treatment), policy) for state in states)
    names = {column.name for profile in found for column in profile.columns}
    missing = sorted(set(policy.columns) - names)
    if missing:
        raise PolicyError(f"columns.{missing[0]}: no input has such a column", "estompe detect lists the columns")
    work.write_summary("detect", {"files": [profile.to_dict() for profile in found]})
    return found


def profiles(work: Work) -> tuple[Profile, ...]:
    """What `run` found in a work folder."""
    return tuple(Profile.from_dict(file) for file in work.read_summary("detect")["files"])


def check_entities(policy: Policy) -> None:
    """Refuse a policy that names an entity that nobody recognises, saying which one it may mean."""
    import difflib

    known = entities()
    named = [*policy.treatments, *(rule.entity for rule in policy.columns.values() if rule.entity)]
    for name in named:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            raise PolicyError(
                f"{name}: is no entity", f"did you mean {close[0]}?" if close else "estompe list recognisers"
            )


def _overrule(profile: Profile, policy: Policy) -> Profile:
    return replace(profile, columns=tuple(_rule(column, policy) for column in profile.columns))


def _rule(column: ColumnProfile, policy: Policy) -> ColumnProfile:
    rule = policy.columns.get(column.name)
    if rule is None:
        return column
    entity = rule.entity or column.entity
    treatment = rule.treatment or policy.treatment(entity)
    category = entities().get(entity or "")
    return replace(column, entity=entity, category=category, treatment=str(treatment), why="the policy says so")
