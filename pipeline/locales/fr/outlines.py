"""The drawing of metropolitan France by department, for maps."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ATTRIBUTION = "IGN Admin Express 2018, INSEE COG 2018 (france-geojson), Licence Ouverte"
"""To be shown wherever the outlines are."""


@dataclass(frozen=True)
class Outlines:
    """Simplified outlines in whole drawing units, y down.

    ``paths`` maps a department code to SVG path commands, ``labels`` to the point inside it where a label
    fits best.
    """

    width: int
    height: int
    paths: dict[str, str]
    labels: dict[str, tuple[int, int]]


@cache
def departments() -> Outlines:
    """Outline the 96 departments of metropolitan France.

    >>> departments().width, len(departments().paths)
    (1000, 96)
    """
    return _read("country")


@cache
def inset() -> Outlines:
    """Outline Paris and the three departments around it, larger: they hardly show on the map of the country.

    >>> sorted(inset().paths)
    ['75', '92', '93', '94']
    """
    return _read("inset")


def _read(part: str) -> Outlines:
    source = Path(__file__).with_name("data") / "outlines_departments.json"
    drawing = json.loads(source.read_text(encoding="utf-8"))[part]
    labels = {code: (x, y) for code, (x, y) in drawing["labels"].items()}
    return Outlines(drawing["width"], drawing["height"], drawing["paths"], labels)
