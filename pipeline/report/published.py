"""The published cells as the page carries them for its filters: what is absent in the cubes is absent here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from pipeline.report.cubes import Cube, Release
from pipeline.report.words import Words

CROSSED = (
    "region",
    "region_department",
    "category",
    "region_category",
    "department_category",
    "laboratory",
    "laboratory_category",
    "laboratory_year",
    "year",
)
"""The cubes that the filters act on, the most aggregated first."""
_SAID = "explore.say."
MOST_CELLS = 30_000
"""Cells after which a cube is left to the files, so that the page stays light."""


def embedded(release: Release, languages: Sequence[Words]) -> Markup:
    """Write the cells, the names of their values and the words of the filters as JSON that is safe inside HTML.

    A cube is ``{"dimensions", "values": [[value, ...] of each dimension], "cells": [[place, ..., persons, records]]}``,
    a place being that of the value in the list of its dimension.
    """
    cubes = {name: cube for name in CROSSED if (cube := release.cube(name)) and len(cube.cells) <= MOST_CELLS}
    seen = sorted({(dim, cell.values[i]) for cube in cubes.values() for cell in cube for i, dim in named(cube)})
    data = {
        "k": release.facts["k"],
        "persons": release.facts["counts"]["persons"],
        "records": release.facts["counts"]["records"],
        "cubes": {name: packed(cube) for name, cube in cubes.items()},
        "names": {words.lang: names(seen, words) for words in languages},
        "words": {words.lang: said(words) for words in languages},
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 (no character of HTML is left in it)


def named(cube: Cube) -> Iterable[tuple[int, str]]:
    """Dimensions of a cube with their places."""
    return enumerate(cube.dimensions)


def packed(cube: Cube) -> dict[str, Any]:
    """One cube with every value written once."""
    values = [sorted({cell.values[i] for cell in cube}) for i, _ in named(cube)]
    places = [{value: place for place, value in enumerate(column)} for column in values]
    return {
        "dimensions": list(cube.dimensions),
        "values": values,
        "cells": [
            [*(place[value] for place, value in zip(places, cell.values, strict=True)), cell.persons, cell.records]
            for cell in cube
        ],
    }


def names(seen: Iterable[tuple[str, str]], words: Words) -> dict[str, dict[str, str]]:
    """Names of the values that differ from the values themselves, by dimension."""
    shown: dict[str, dict[str, str]] = {}
    for dimension, value in seen:
        if (name := words.value(dimension, value)) != value:
            shown.setdefault(dimension, {})[value] = name
    return shown


def said(words: Words) -> dict[str, str]:
    """The sentences of the filters, with their fields still in braces."""
    own = {key.removeprefix(_SAID): text for key, text in words.texts.items() if key.startswith(_SAID)}
    return {**own, **{key: words.texts[f"chart.{key}"] for key in ("said", "between", "from")}}
