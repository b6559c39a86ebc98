"""The figures of an assessment as tables, one for each criterion of WP216."""

from __future__ import annotations

from typing import Any

from pipeline.terminal.language import Spoken, number, said
from pipeline.terminal.voice import print_table

HEADS = ["", "question", "value", "95 % interval", "limit", "verdict"]
VERDICTS = {True: "held", False: "exceeded", None: "nothing to attack"}
TOLD = "exceeded, not promised by this tier"
METHODS = frozenset({"exact"})


def show(result: dict[str, Any]) -> None:
    """Print the figures under their criteria."""
    lang = Spoken.lang
    every = [*result["measures"], *result["attacks"]]
    for key, criterion in result["criteria"].items():
        print(f"{criterion['name'][lang]}. {criterion['question'][lang]}")
        print_table(HEADS, [_row(one, lang) for one in every if one["criterion"] == key])
        print()


def _row(one: dict[str, Any], lang: str) -> list[str]:
    nothing = one["passed"] is None
    interval = one.get("interval")
    between = ""
    if interval and not nothing and interval["method"] not in METHODS:
        between = f"{number(interval['low'], '.4g')} – {number(interval['high'], '.4g')} ({interval['method']})"
    verdict = VERDICTS[one["passed"]]
    if one["passed"] is False and not one["enforced"]:
        verdict = TOLD
    value, limit = ("", "") if nothing else (number(one["value"], ".4g"), number(one["limit"], ".4g"))
    return [f"{one['id']} ({one['threat']})", one["question"][lang], value, between, limit, said(verdict)]
