"""How the numbers are protected, in words."""

from __future__ import annotations

from pipeline.report.cubes import Release, clean
from pipeline.report.words import EXACT, Words


def protection(release: Release, words: Words) -> str:
    """Say what the protection did to the numbers; one that nobody knows is named by its id."""
    facts = release.facts
    key, record = f"protection.{facts['protection']}", facts.get("protection_record") or {}
    if not words.has(key):
        return clean(facts["protection"])
    budget = {"epsilon": words.number(record.get("epsilon", 0)), "delta": f"{record.get('delta', 0):.0e}"}
    return words(key, k=facts["k"], most=record.get("records", 0), **budget)


def exact(release: Release) -> bool:
    """Whether published numbers are the true ones."""
    return bool(release.facts["protection"] == EXACT)
