"""Nested JSON values as one flat record: keys joined with dots, everything text as it was written."""

from __future__ import annotations

import json
from typing import Any

ITEMS = 32
"""Elements of a list that get columns of their own; a longer list stays JSON text in one column."""

DEPTH_CAP = 64


def decoder() -> json.JSONDecoder:
    """Reads JSON with every number as it was written (``1e5``, ``007`` is no number) and every key kept."""
    return json.JSONDecoder(
        parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_every_key, strict=False
    )


def _every_key(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a key that comes again gets a number, so that its value is kept."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    found = {}
    for key, value in pairs:
        found[_free(key, found)] = value
    return found


def _free(key: str, taken: dict[str, Any]) -> str:
    if key not in taken:
        return key
    number = 2
    while f"{key}#{number}" in taken:
        number += 1
    return f"{key}#{number}"


def flatten(record: Any) -> dict[str, str | None]:
    """The cells of one JSON object (or list) by their path.

    >>> flatten({"patient": {"nom": "X", "tel": ["01", "02"]}, "ok": True, "note": None})
    {'patient.nom': 'X', 'patient.tel.0': '01', 'patient.tel.1': '02', 'ok': 'true', 'note': None}

    Raises
    ------
    RecursionError
        When it is nested more than `DEPTH_CAP` deep.
    """
    found: dict[str, str | None] = {}
    _into(found, "", record, 0)
    return found


def _into(found: dict[str, str | None], path: str, value: Any, depth: int) -> None:
    if depth > DEPTH_CAP:
        raise RecursionError
    if isinstance(value, dict):
        for key, inner in value.items():
            place = f"{path}.{key}" if path else key
            if inner is None or type(inner) is str:
                found[_free(place, found) if place in found else place] = inner
            else:
                _into(found, place, inner, depth + 1)
    elif isinstance(value, list) and len(value) <= ITEMS:
        for number, inner in enumerate(value):
            _into(found, f"{path}.{number}" if path else str(number), inner, depth + 1)
    else:
        found[_free(path, found)] = _text(value)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
