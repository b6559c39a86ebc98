"""The figures of an assessment as tables, one for each criterion of WP216."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

HEADS = {
    "fr": ["", "question", "valeur", "intervalle à 95 %", "limite", "verdict"],
    "en": ["", "question", "value", "95 % interval", "limit", "verdict"],
}
VERDICTS = {
    "fr": {True: "tenu", False: "dépassé", None: "sans objet"},
    "en": {True: "held", False: "exceeded", None: "nothing to attack"},
}
TOLD = {"fr": "dépassé, non promis à ce niveau", "en": "exceeded, not promised by this tier"}
METHODS = frozenset({"exact"})


def show(result: dict[str, Any], lang: str, table: Callable[[list[str], list[list[str]]], None]) -> None:
    """Print the figures under their criteria."""
    every = [*result["measures"], *result["attacks"]]
    for key, criterion in result["criteria"].items():
        print(f"{criterion['name'][lang]}. {criterion['question'][lang]}")
        table(HEADS[lang], [_row(one, lang) for one in every if one["criterion"] == key])
        print()


def _row(one: dict[str, Any], lang: str) -> list[str]:
    nothing = one["passed"] is None
    interval = one.get("interval")
    between = ""
    if interval and not nothing and interval["method"] not in METHODS:
        between = f"{interval['low']:.4g} – {interval['high']:.4g} ({interval['method']})"
    verdict = VERDICTS[lang][one["passed"]]
    if one["passed"] is False and not one["enforced"]:
        verdict = TOLD[lang]
    value, limit = ("", "") if nothing else (f"{one['value']:.4g}", f"{one['limit']:.4g}")
    return [f"{one['id']} ({one['threat']})", one["question"][lang], value, between, limit, verdict]
