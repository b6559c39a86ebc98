"""The verdict: every measure over the written files; a release that fails one is not published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.assess.measure import Check, Measure
from pipeline.assess.written import Written
from pipeline.core.errors import GateError
from pipeline.core.policy import Thresholds
from pipeline.core.registry import subclasses

FIGURES = ("id", "threat", "value", "limit", "passed", "detail", "key")


def measures() -> tuple[Measure, ...]:
    """Every measure, in alphabetical order of its file."""
    found = subclasses("pipeline.assess.measures", Measure)  # type: ignore[type-abstract]
    return tuple(measure() for measure in found)


def judge(written: Written, thresholds: Thresholds) -> tuple[Check, ...]:
    """Ask every measure."""
    return tuple(measure.evaluate(written, thresholds) for measure in measures())


def assessment(checks: tuple[Check, ...]) -> dict[str, Any]:
    """The verdict and every figure, as plain data."""
    figures = [{name: getattr(check, name) for name in FIGURES} for check in checks]
    return {"passed": all(check.passed for check in checks), "checks": figures}


def enforce(checks: tuple[Check, ...]) -> None:
    """Refuse a release that fails a measure.

    Raises
    ------
    GateError
        Which measure failed, by how much, and which policy key would change it.
    """
    failed = [check for check in checks if not check.passed]
    if failed:
        raise over([(c.id, c.threat, c.value, c.limit, c.key) for c in failed])


def over(failed: Sequence[tuple[str, str, float, float, str]]) -> GateError:
    """The refusal in words: by how much each figure (id, threat, value, limit, policy key) fails, and the keys."""
    said = "; ".join(
        f"{name} ({threat}) is {value:.4g}, the limit is {limit:.4g} ({abs(value - limit):.4g} too "
        f"{'much' if value > limit else 'little'})"
        for name, threat, value, limit, _ in failed
    )
    keys = sorted({key for *_, key in failed if key})
    hint = f"the policy keys that decide: {', '.join(keys)}" if keys else ""
    return GateError(f"the gate refuses this release: {said}", hint)


def complaints(checks: tuple[Check, ...]) -> list[str]:
    """What failed, one line each."""
    return [f"{c.id} ({c.threat}): {c.value:g}, limit {c.limit:g}" for c in checks if not c.passed]
