"""From evidence to a profile: every column gets the entity with the most points, or none.

Points are the share of fitting values times the recogniser's specificity, plus what the header says, plus
the hints of the roles. A header never decides alone: an entity whose values do not fit is no candidate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from pipeline.core.profile import ColumnProfile, Profile
from pipeline.core.registry import exported
from pipeline.detect.catalogue import recognisers as known_recognisers
from pipeline.detect.evidence import Evidence, gather
from pipeline.detect.recogniser import Recogniser
from pipeline.detect.table import Hint, Table
from pipeline.detect.titles import safe_name

if TYPE_CHECKING:
    from pipeline.detect.columns import ColumnState

FITTING = 0.4
"""Share of values that an entity must fit to be a candidate."""
HEADER_POINTS = 0.4
"""Points of a header that says it all; one that says half gives a quarter."""
ENOUGH = 0.5
"""Points under which a column stays unknown."""
REPEATED = 0.3
"""Points that a second column of an entity loses where a file has usually one."""


def _suppress(entity: str | None) -> str:
    """Suppress everything: the treatment without a policy."""
    del entity
    return "suppress"


def detect(
    state: ColumnState,
    recognisers: Sequence[Recogniser] | None = None,
    policy_treatment: Callable[[str | None], str] = _suppress,
) -> Profile:
    """Decide what each column of a leak holds.

    Parameters
    ----------
    state:
        The merged state of the first reading.
    recognisers:
        Those to ask; all by default.
    policy_treatment:
        Entity id (or None) -> treatment; a column of unknown kind is suppressed whatever it says.

    Returns
    -------
    One `ColumnProfile` a column, in file order. ``why`` never contains a value.
    """
    asked = tuple(known_recognisers() if recognisers is None else recognisers)
    table = Table(gather(state, asked), state.rows.rows, state.records)
    hints = [hint for role in _roles() for hint in role(table)]
    by_entity = {recogniser.ENTITY: recogniser for recogniser in asked}
    points = _points(table, by_entity, hints)
    chosen = _assign(points, by_entity)
    columns = []
    for evidence, name in zip(table.evidence, state.names, strict=True):
        entity, score = chosen.get(evidence.position, (None, 0.0))
        shown = safe_name(name if state.has_header else "", evidence.position)
        columns.append(
            ColumnProfile(
                name=shown,
                entity=entity,
                category=by_entity[entity].CATEGORY if entity else None,
                treatment=policy_treatment(entity) if entity else "suppress",
                confidence=round(min(0.99, score), 2),
                why=_why(
                    evidence,
                    entity,
                    [h for h in hints if h.position == evidence.position and h.entity == entity],
                ),
                distinct=evidence.distinct,
                null_share=round(evidence.null_share, 4),
            )
        )
    return Profile(tuple(columns), state.records)


@cache
def _roles() -> tuple[Callable[[Table], list[Hint]], ...]:
    """Every module of `pipeline.detect.roles`."""
    return exported("pipeline.detect.roles", "hints")  # type: ignore[return-value]


def _points(table: Table, by_entity: dict[str, Recogniser], hints: Sequence[Hint]) -> dict[tuple[int, str], float]:
    """Add up the points of every candidate, ``(position, entity) -> points``."""
    points: dict[tuple[int, str], float] = {}
    for evidence in table.evidence:
        for entity, share in evidence.shares.items():
            if share >= FITTING:
                said = evidence.header.get(entity, 0.0) ** 2 * HEADER_POINTS
                points[evidence.position, entity] = share * by_entity[entity].SPECIFICITY + said
    for hint in hints:
        if (hint.position, hint.entity) in points:
            points[hint.position, hint.entity] += hint.points
    return points


def _rank(item: tuple[tuple[int, str], float]) -> tuple[float, int, str]:
    """Order candidates by points, then by position, so that a draw is always decided alike."""
    (position, entity), points = item
    return round(points, 9), -position, entity


def _assign(points: dict[tuple[int, str], float], by_entity: dict[str, Recogniser]) -> dict[int, tuple[str, float]]:
    """Give each column its entity, the surest first; an entity given already costs points where one a file is usual."""
    left = dict(points)
    chosen: dict[int, tuple[str, float]] = {}
    while left:
        (position, entity), score = max(left.items(), key=_rank)
        if score < ENOUGH:
            break
        chosen[position] = (entity, score)
        left = {key: value for key, value in left.items() if key[0] != position}
        if by_entity[entity].SINGLE:
            left = {key: value - REPEATED * (key[1] == entity) for key, value in left.items()}
    return chosen


def _why(evidence: Evidence, entity: str | None, hints: Sequence[Hint]) -> str:
    """Say in a short sentence, without any value, why a column got its entity."""
    if evidence.filled == 0:
        return "no value in this column"
    if entity is None:
        return "none of the recognisers fits enough of the values"
    parts = [f"{evidence.shares[entity]:.0%} of the values fit {entity}".replace("%", " %")]
    parts += [hint.why for hint in hints if hint.why and hint.points > 0]
    if evidence.header.get(entity, 0.0) >= 0.5:
        parts.append("header says so")
    elif evidence.header and max(evidence.header.values()) >= 0.7:
        parts.append("header says otherwise")
    return "; ".join(parts)
