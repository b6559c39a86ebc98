"""Which entity each column gets: the one with the most points, where it has enough and nobody comes too close.

Points are the share of fitting values times the recogniser's specificity, plus what the header says, plus the hints
of the roles. A header never decides alone: an entity whose values do not fit is no candidate. A release tells
something of some roles (whose postcode, which date), so that a contested role goes to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.detect.recogniser import Recogniser
from pipeline.detect.table import Hint, Table

FITTING = 0.4
"""Share of values that an entity must fit to be a candidate."""
FITTING_NAMED = 0.25
"""The same where the header names the entity and nothing else."""
NAMED = 0.9
"""Strength from which a header names an entity."""
HEADER_POINTS = 0.4
"""Points of a header that says it all; one that says half gives a quarter."""
ENOUGH = 0.5
"""Points under which a column stays unknown."""
REPEATED = 0.3
"""Points that a second column of an entity loses where a file has usually one."""
CLEAR = 0.12
"""Points by which one role of a shape must lead before the others."""

ROLES: tuple[tuple[frozenset[str], str | None], ...] = (
    (frozenset({"address.postcode", "prescriber.postcode"}), None),
    (frozenset({"person.birth_date", "date.sample"}), "date"),
)
"""Roles of one shape, of which a release tells something, and what is left of the shape when nobody can tell."""

ONE = frozenset({"address.postcode", "prescriber.postcode", "person.birth_date", "person.sex", "laboratory"})
"""Entities of which a release tells something and of which a file has one column, unless a header names another."""

Points = dict[tuple[int, str], float]


def points(table: Table, by_entity: dict[str, Recogniser], hints: Sequence[Hint]) -> Points:
    """Add up the points of every candidate, ``(position, entity) -> points``."""
    total: Points = {}
    for evidence in table.evidence:
        for entity, share in evidence.shares.items():
            said = evidence.header.get(entity, 0.0)
            if share >= (FITTING_NAMED if said >= NAMED else FITTING):
                total[evidence.position, entity] = share * by_entity[entity].SPECIFICITY + said**2 * HEADER_POINTS
    for hint in hints:
        if (hint.position, hint.entity) in total:
            total[hint.position, hint.entity] += hint.points
    return total


def assign(table: Table, total: Points, by_entity: dict[str, Recogniser]) -> dict[int, tuple[str, float]]:
    """Give each column its entity, the surest first, ``position -> (entity, points)``; unknown columns are absent."""
    left = dict(total)
    chosen: dict[int, tuple[str, float]] = {}
    while left:
        (position, entity), score = max(left.items(), key=_rank)
        if score < ENOUGH:
            break
        told = _uncontested(position, entity, left)
        left = {key: value for key, value in left.items() if key[0] != position}
        if told is None:
            continue
        chosen[position] = (told, score)
        if by_entity[told].SINGLE:
            left = {key: value for key, value in _repeated(table, told, left).items() if value > 0}
    return chosen


def _rank(item: tuple[tuple[int, str], float]) -> tuple[float, int, str]:
    """Order candidates by points, then by position, so that a draw is always decided alike."""
    (position, entity), score = item
    return round(score, 9), -position, entity


def _uncontested(position: int, entity: str, left: Points) -> str | None:
    """Give the entity, or what is left of its shape where another role of it comes too close."""
    for roles, plain in ROLES:
        rivals = (left.get((position, rival), 0.0) for rival in roles - {entity})
        if entity in roles and max(rivals) > left[position, entity] - CLEAR:
            return plain
    return entity


def _repeated(table: Table, entity: str, left: Points) -> Points:
    """Take points from the columns that would repeat an entity; all of them where a release tells something of it."""
    named = {column.position for column in table.evidence if column.header.get(entity, 0.0) >= NAMED}
    loss = {position: REPEATED if entity not in ONE or position in named else ENOUGH + 9 for position, _ in left}
    return {key: value - loss[key[0]] * (key[1] == entity) for key, value in left.items()}
