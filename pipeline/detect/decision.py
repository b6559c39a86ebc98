"""From evidence to a profile: what each column holds, what happens to it, how sure that is, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from pipeline.core.profile import ColumnProfile, Profile
from pipeline.core.registry import exported
from pipeline.detect.catalogue import recognisers as known_recognisers
from pipeline.detect.contest import NAMED, assign, points
from pipeline.detect.evidence import Evidence, gather
from pipeline.detect.mixture import Mixture, mixture
from pipeline.detect.recogniser import Recogniser
from pipeline.detect.table import Hint, Table
from pipeline.detect.titles import safe_name

if TYPE_CHECKING:
    from pipeline.detect.columns import ColumnState

BY_TITLE = 0.2
"""Confidence of what the title alone says of an empty column."""

PROTECTIVE = ("suppress", "generalise", "synthesise", "pseudonymise", "keep")
"""Treatments, the most protective first."""


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
        Entity id (or None) -> treatment; a column of unknown kind, or without any value, is suppressed whatever
        it says, and one of two kinds in comparable shares gets the more protective of both treatments.

    Returns
    -------
    One `ColumnProfile` a column, in file order. ``why`` never contains a value.
    """
    asked = tuple(known_recognisers() if recognisers is None else recognisers)
    by_entity = {recogniser.ENTITY: recogniser for recogniser in asked}
    table = Table(gather(state, asked), state.rows.rows, state.records)
    hints = [hint for role in _roles() for hint in role(table)]
    chosen = assign(table, points(table, by_entity, hints), by_entity)
    columns = []
    for evidence, name in zip(table.evidence, state.names, strict=True):
        shown = safe_name(name if state.has_header else "", evidence.position)
        entity, score = chosen.get(evidence.position, (None, 0.0))
        if evidence.filled == 0:
            columns.append(_empty(evidence, shown, by_entity))
            continue
        mixed = mixture(evidence, by_entity[entity], asked) if entity else None
        columns.append(
            ColumnProfile(
                name=shown,
                entity=entity,
                category=by_entity[entity].CATEGORY if entity else None,
                treatment=_treatment(entity, mixed, policy_treatment),
                confidence=round(min(0.99, score), 2),
                why=_why(evidence, entity, hints, mixed),
                distinct=evidence.distinct,
                null_share=round(evidence.null_share, 4),
            )
        )
    return Profile(tuple(columns), state.records)


@cache
def _roles() -> tuple[Callable[[Table], list[Hint]], ...]:
    """Every module of `pipeline.detect.roles`."""
    return exported("pipeline.detect.roles", "hints")  # type: ignore[return-value]


def _empty(evidence: Evidence, shown: str, by_entity: dict[str, Recogniser]) -> ColumnProfile:
    """Profile a column without any value: nothing of it can come out, so that its title may name its kind."""
    best = max(sorted(evidence.header), key=lambda entity: evidence.header[entity], default=None)
    entity = best if best is not None and evidence.header[best] >= NAMED else None
    return ColumnProfile(
        name=shown,
        entity=entity,
        category=by_entity[entity].CATEGORY if entity else None,
        treatment="suppress",
        confidence=BY_TITLE if entity else 0.0,
        why="no value in this column; the header alone says so" if entity else "no value in this column",
        distinct=0,
        null_share=1.0,
    )


def _treatment(entity: str | None, mixed: Mixture | None, policy_treatment: Callable[[str | None], str]) -> str:
    """The treatment of a column, the more protective one where it holds two kinds."""
    if entity is None:
        return "suppress"
    both = [policy_treatment(entity), *([policy_treatment(mixed.entity)] if mixed and mixed.comparable else [])]
    return min(both, key=PROTECTIVE.index)


def _why(evidence: Evidence, entity: str | None, hints: Sequence[Hint], mixed: Mixture | None) -> str:
    """Say in a short sentence, without any value, why a column got its entity."""
    if entity is None:
        return "none of the recognisers fits enough of the values"
    parts = [_share(evidence.shares[entity], f"fit {entity}")]
    mine = [hint for hint in hints if (hint.position, hint.entity) == (evidence.position, entity)]
    parts += dict.fromkeys(hint.why for hint in mine if hint.why and hint.points > 0)
    if evidence.header.get(entity, 0.0) >= 0.5:
        parts.append("header says so")
    elif evidence.header and max(evidence.header.values()) >= 0.7:
        parts.append("header says otherwise")
    if mixed:
        rule = ": the more protective treatment of both" if mixed.comparable else ""
        parts.append(_share(mixed.share, f"are of another kind, {mixed.entity}{rule}"))
    return "; ".join(parts)


def _share(share: float, said: str) -> str:
    return f"{100 * share:.0f} % of the values {said}"
