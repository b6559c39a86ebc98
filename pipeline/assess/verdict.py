"""The verdict as it is told: every figure, sorted under the three criteria of WP216, and what decides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.assess.attack import Attack, Finding, Surface
from pipeline.assess.criteria import CRITERIA, OF_RECORDS
from pipeline.assess.gate import measures, over
from pipeline.assess.measure import Check
from pipeline.core.errors import GateError
from pipeline.core.registry import subclasses

NAME = "assessment.json"
OPEN_IN_NEWSROOM = frozenset({"T1", "T2", "T3", "T4", "T7", "T11", "T28", "T30"})
"""What the `newsroom` tier does not promise to withstand: its figures are told, and refuse nothing."""
OPEN_FIGURES = frozenset({"collisions.anybody"})
"""Figures that no release of records can hold at their limit: names from large pools recur."""


def attacks() -> tuple[Attack, ...]:
    """Every attack, in alphabetical order of its file."""
    found = subclasses("pipeline.assess.attacks", Attack)  # type: ignore[type-abstract]
    return tuple(attack() for attack in found)


def attacked(surface: Surface, tier: str) -> tuple[Finding, ...]:
    """Run every attack; what the tier does not promise to withstand is marked as told only."""
    found = [finding for attack in attacks() for finding in attack.run(surface)]
    return tuple(f.told() if f.id in OPEN_FIGURES or _open(f.threat, tier) else f for f in found)


def _open(threat: str, tier: str) -> bool:
    return tier == "newsroom" and threat in OPEN_IN_NEWSROOM


def assessment(checks: Iterable[Check], findings: Iterable[Finding] = ()) -> dict[str, Any]:
    """Verdict and figures as plain data (docs/reference/assessment.md)."""
    measured, tried = [_measured(check) for check in checks], [_tried(finding) for finding in findings]
    every = [*measured, *tried]
    return {
        "passed": not any(one["passed"] is False and one["enforced"] for one in every),
        "criteria": {
            key: {
                "name": dict(zip(("fr", "en"), criterion.name, strict=True)),
                "question": dict(zip(("fr", "en"), criterion.question, strict=True)),
                "passed": not any(o["passed"] is False for o in every if o["criterion"] == key),
                "figures": [o["id"] for o in every if o["criterion"] == key],
            }
            for key, criterion in CRITERIA.items()
        },
        "measures": measured,
        "attacks": tried,
    }


def _measured(check: Check) -> dict[str, Any]:
    criterion, asks = _words()[check.id]
    return {
        "id": check.id,
        "threat": check.threat,
        "criterion": criterion,
        "question": dict(zip(("fr", "en"), asks, strict=True)),
        "value": check.value,
        "limit": check.limit,
        "passed": check.passed,
        "enforced": True,
        "detail": check.detail,
        "key": check.key,
    }


def _tried(finding: Finding) -> dict[str, Any]:
    criterion, asks = _words()[finding.id.partition(".")[0]]
    value, low, high, method = finding.interval
    return {
        "id": finding.id,
        "threat": finding.threat,
        "criterion": criterion,
        "question": dict(zip(("fr", "en"), asks, strict=True)),
        "applies": finding.passed is not None,
        "value": value,
        "interval": {"low": low, "high": high, "method": method, "confidence": 0.95},
        "judged": finding.judged,
        "limit": finding.limit,
        "attempts": finding.attempts,
        "passed": finding.passed,
        "enforced": finding.enforced,
        "detail": finding.detail,
        "key": finding.key,
    }


def _words() -> dict[str, tuple[str, tuple[str, str]]]:
    asked: Sequence[Any] = (*measures(), *attacks())
    return {**{one.id: (one.criterion, one.asks) for one in asked}, **OF_RECORDS}


def refusal(result: dict[str, Any]) -> GateError | None:
    """Why the release is refused: which figure, by how much, which policy key would change it; None if not."""
    failed = [o for o in (*result["measures"], *result["attacks"]) if o["passed"] is False and o["enforced"]]
    if not failed:
        return None
    return over([(o["id"], o["threat"], _judged(o), o["limit"], o["key"]) for o in failed])


def short(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The figures of the attacks as a manifest tells them: to three digits, without what was met on the way."""
    kept = ("id", "threat", "criterion", "question", "limit", "passed", "enforced")
    return [{**{name: one[name] for name in kept}, "value": float(f"{_judged(one):.3g}")} for one in result["attacks"]]


def _judged(figure: dict[str, Any]) -> float:
    return float(figure["interval"]["high"] if figure.get("judged") == "high" else figure["value"])
