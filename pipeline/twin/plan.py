"""How large a twin is and from which seed it is drawn: all of it follows from the manifest."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

PROVENANCE, PERSON = "provenance", "personne_synthetique"
"""Columns of the twin beside the leak's: that the row is made up, and whose row it is."""

DRAWING = "2"
"""Number of the way of drawing: counted up whenever the same cubes give other rows."""


def plan(facts: dict[str, Any]) -> dict[str, Any] | None:
    """Size, seed and columns of the twin; None where the release publishes too little to draw one from.

    ``stands_for`` is how many persons of the release one person of the twin stands for: 1 unless the release counts
    more persons than the policy lets the twin have. ``drawn_with`` names the software on which the values depend.
    """
    most = facts["policy"].get("twin", {}).get("persons", 0)
    counts = facts["counts"]
    told = [cube for cube in facts["cubes"] if cube["cells"]]
    columns = columns_of(facts)
    taken = any(cube["name"] == "twin" for cube in facts["cubes"])
    if taken or not most or not told or not columns or not counts["persons"]:
        return None
    persons = min(most, counts["persons"])
    scale = persons / counts["persons"]
    return {
        "persons": persons,
        "rows": max(persons, round(counts["accepted"] * scale)),
        "stands_for": round(1 / scale, 6),
        "seed": facts["release_id"],
        "provenance": f"synthetic, estompe {facts['release_id']}",
        "columns": columns,
        "drawn_with": _software(),
    }


def columns_of(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """The leak's columns, each name once (of any case), as the manifest has them; the twin's own behind them."""
    found: dict[str, dict[str, Any]] = {}
    for column in facts.get("columns", ()):
        if column["name"].casefold() not in (PERSON, PROVENANCE):
            found.setdefault(column["name"].casefold(), {key: column[key] for key in ("name", "entity", "category")})
    if not found:
        return []
    own = [{"name": name, "entity": None, "category": None} for name in (PERSON, PROVENANCE)]
    return [*found.values(), *own]


def agrees(facts: dict[str, Any]) -> bool:
    """Whether what a manifest tells of its twin follows from the rest of it; of the software, that it is named."""
    told, follows = facts.get("twin"), plan(facts)
    if not told or not follows:
        return told == follows
    return {**told, "drawn_with": None} == {**follows, "drawn_with": None}


def here(facts: dict[str, Any]) -> bool:
    """Whether the twin was drawn with the software that is installed here, so that it can be drawn again."""
    return bool(facts["twin"]["drawn_with"] == _software())


def _software() -> dict[str, str]:
    return {"drawing": DRAWING, **{name: version(name) for name in ("faker", "numpy", "polars")}}
