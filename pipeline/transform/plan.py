"""Policy and profile become a plan: which column is treated by which transform, and what it is called then."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from pipeline.core.errors import PolicyError
from pipeline.core.nearest import suggestion
from pipeline.core.notices import BLOCKING, Notice
from pipeline.core.policy import Policy, Rule, Treatment
from pipeline.core.profile import ColumnProfile, Profile
from pipeline.transform.transform import Transform, kinds

HARMLESS = frozenset({"person.sex", "blood_group", "laboratory", "laboratory.code", "insurer", "fr.finess"})
"""Entities that name no natural person: what else is kept as it is identifies one, and needs a reason."""

NEVER = frozenset({"credential.password", "credential.login"})
"""Entities that are never hashed nor kept (threat T13)."""

SMALL_POOLS = frozenset({"standin_phone"})


@dataclass(frozen=True)
class Planned:
    """One column of a file that comes out: its place, its new name, its entity, its transform."""

    place: int
    name: str
    entity: str | None
    transform: Transform

    @property
    def purpose(self) -> str:
        """What the subkey is for: kind of value and transform, so that equal values meet whatever the column."""
        return f"{self.transform.scope(self.entity or self.name)}|{self.transform.name}"


def choose(rule: Rule, entity: str | None, key: str) -> Transform:
    """The transform of a rule, with its parameters.

    Raises
    ------
    PolicyError
        With ``key``, where there is no such transform or parameter, or none for such values.
    """
    if entity in NEVER and rule.treatment not in (Treatment.SUPPRESS, Treatment.GENERALISE):
        raise PolicyError(f"{key}: {rule.treatment} is never done to {entity}", "generalise or suppress it")
    kind = kinds().get(rule.to) if rule.to else _usual(rule.treatment, entity)
    if rule.to and kind is None:
        raise PolicyError(f"{key}.to: there is no {rule.to}", suggestion(rule.to, kinds(), "estompe list transforms"))
    if kind is None:
        raise PolicyError(f"{key}: {rule.treatment} has no usual way here", "say which with to, or suppress it")
    if kind.treatment != rule.treatment:
        raise PolicyError(f"{key}: {kind.name} does not {rule.treatment}", f"treatment: {kind.treatment}")
    try:
        return kind.model_validate(rule.parameters)
    except ValidationError as error:
        raise _wrong(error.errors(include_input=False, include_url=False)[0], kind, key) from None


def _usual(treatment: Treatment, entity: str | None) -> type[Transform] | None:
    of = [kind for kind in kinds().values() if kind.treatment == treatment]
    named = [kind for kind in of if entity in kind.entities]
    return next(iter([*named, *(kind for kind in of if "*" in kind.entities)]), None)


def _wrong(error: Any, kind: type[Transform], key: str) -> PolicyError:
    place = ".".join(str(part) for part in error["loc"])
    said = {"extra_forbidden": "there is no such parameter", "missing": "is missing"}.get(error["type"], error["msg"])
    known = f"{kind.name} takes {', '.join(kind.model_fields) or 'none'}"
    near = suggestion(str(error["loc"][0]) if error["loc"] else "", kind.model_fields, known)
    return PolicyError(f"{key}.with.{place}: {said}", near)


def check(policy: Policy) -> None:
    """Refuse treatments that cannot be followed, before anything is read."""
    for problem in problems(policy):
        raise problem


def problems(policy: Policy) -> Iterator[PolicyError]:
    """Every treatment of the policy that no transform gives."""
    ruled: list[tuple[str, str, Rule]] = [(f"treatments.{e}", e, rule) for e, rule in policy.treatments.items()]
    for name, column in policy.columns.items():
        if column.rule and column.rule.treatment != Treatment.SUPPRESS:
            ruled.append((f"columns.{name}", column.entity or "*", column.rule))
    for key, entity, rule in ruled:
        try:
            choose(rule, entity, key)
        except PolicyError as problem:
            yield problem


def rule_of(column: ColumnProfile, policy: Policy) -> tuple[Rule, str] | None:
    """What the policy says of a column, and under which key; None where it says nothing."""
    own = policy.columns.get(column.name)
    if own is not None and own.rule is not None:
        return own.rule, f"columns.{column.name}"
    if own is None and policy.unlisted == "suppress":
        return None
    if column.entity in policy.treatments:
        return policy.treatments[column.entity], f"treatments.{column.entity}"
    return None


def plan(profile: Profile, policy: Policy) -> tuple[Planned, ...]:
    """The columns of a file that come out, in file order.

    They are named by entity (``person_name``, ``phone``, ``phone_2``), so that the files of a leak agree whatever their
    headers; one without an entity keeps its header, as far as it reads like one.
    """
    count: Counter[str] = Counter()
    found = []
    for place, column in enumerate(profile.columns):
        said = rule_of(column, policy)
        if said is None or said[0].treatment == Treatment.SUPPRESS:
            continue
        base = _name(column, place)
        count[base] += 1
        name = base if count[base] == 1 else f"{base}_{count[base]}"
        found.append(Planned(place, name, column.entity, choose(said[0], column.entity, said[1])))
    return tuple(found)


def _name(column: ColumnProfile, place: int) -> str:
    if column.entity:
        return column.entity.replace(".", "_")
    words = re.sub(r"[^a-z0-9]+", "_", column.name.lower()).strip("_")
    return f"column_{words}" if words and not words.startswith("column_") else words or f"column_{place + 1}"


def unlisted(profiles: Iterable[Profile], policy: Policy) -> list[str]:
    """Columns that the policy says nothing of, by name."""
    missing = (c.name for known in profiles for c in known.columns if rule_of(c, policy) is None)
    return list(dict.fromkeys(missing))


def refuse_unlisted(profiles: Iterable[Profile], policy: Policy) -> None:
    """Refuse what ``--strict`` does not let pass.

    Raises
    ------
    PolicyError
        Naming the columns that nobody listed.
    """
    names = unlisted(profiles, policy)
    if names:
        raise PolicyError(f"--strict: nobody listed {', '.join(names)}", "list them under columns:, suppress at least")


def notices(profiles: Iterable[Profile], policy: Policy) -> list[Notice]:
    """What a person should know before they follow this policy on these files.

    Raises
    ------
    PolicyError
        For a warning that is not followed without a reason.
    """
    known = list(profiles)
    found = [Notice("unlisted-column", ", ".join(names))] if (names := unlisted(known, policy)) else []
    planned = {profile.columns[p.place].name: p for profile in known for p in plan(profile, policy)}
    kept = [name for name, p in planned.items() if p.transform.name == "keep" and p.entity not in HARMLESS and p.entity]
    found += [Notice("kept-identifier", ", ".join(kept))] if kept else []
    small = [name for name, p in planned.items() if p.transform.name in SMALL_POOLS]
    found += [Notice("small-pool", ", ".join(small))] if small else []
    for notice in found:
        if notice.id in BLOCKING and notice.id not in policy.acknowledge:
            hint = f'if that is meant, give a reason: acknowledge: {{{notice.id}: "..."}}'
            raise PolicyError(f"{notice.id}: {notice.where} would come out as it is", hint)
    return found
