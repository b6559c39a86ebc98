"""What can be said of a release with nothing but the release: the flow read backwards."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from pipeline import newsroom
from pipeline.assess import gate
from pipeline.assess import stage as assess
from pipeline.core.errors import InputError
from pipeline.core.policy import Policy
from pipeline.publish import integrity, manifest
from pipeline.report import newsroom as page
from pipeline.report import stage as report


def verify(release: Path, key: Path | None = None) -> list[str]:
    """Check a release: digests, agreement of its files, every claim of the gate; ``key`` opens its records.

    Returns the problems, one line each; empty when there are none.

    Raises
    ------
    InputError
        When the folder holds no release, or a manifest that cannot be understood.
    """
    facts = manifest.read(release)
    try:
        if facts.get("tier") == "newsroom":
            return integrity.changed(release, facts) or newsroom.problems(release, facts, key)
        found = integrity.problems(release, facts)
        if found:
            return found
        policy = Policy.model_validate(facts["policy"])
        checks = gate.judge(assess.written(release, facts), policy.thresholds)
    except (ValidationError, KeyError, TypeError, AttributeError, ValueError):
        raise InputError(f"{manifest.NAME}: says something that no manifest of estompe says") from None
    failed = (check for check in checks if not check.passed)
    return [f"{check.id} ({check.threat}): {check.value:g}, limit {check.limit:g}" for check in failed]


def render(release: Path, lang: str) -> str:
    """The report of a release once more, as HTML."""
    facts = manifest.read(release)
    if facts.get("tier") == "newsroom":
        return page.html(facts, lang)
    return report.html(release, facts, lang)
