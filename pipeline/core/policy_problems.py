"""Everything that is wrong in a policy file, not only what is met first."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.core.errors import PolicyError
from pipeline.core.policy import Policy
from pipeline.core.policy_file import empty, explained, laid, read


def examine(path: Path) -> tuple[Policy, list[PolicyError]]:
    """Read a policy file; what of it can be used, and an error for each key that cannot.

    Raises
    ------
    PolicyError
        When the file cannot be read, or is no policy at all.
    """
    data = laid(read(path))
    problems: list[PolicyError] = []
    told: set[tuple[Any, ...]] = set()
    while True:
        try:
            policy = Policy.model_validate(data)
            break
        except ValidationError as error:
            found = error.errors(include_input=False, include_url=False)
            problems += [explained(path.name, one, data) for one in found if one["loc"] not in told]
            told |= {one["loc"] for one in found}
            data = _without(data, [one["loc"] for one in found])
    if empty(policy):
        problems.append(PolicyError(f"{path.name}: cubes: names no table, so nothing would come out"))
    return policy, problems


def _without(data: Any, places: list[tuple[Any, ...]]) -> Any:
    """``data`` without what stands at ``places``; of a faulty item of a list or rule in one word nothing is left.

    Something is always taken away, so that whoever repeats this comes to an end.
    """
    left = copy.deepcopy(data)
    for place in sorted({_whole(data, place) for place in places}, key=str, reverse=True):
        if not place:
            return {}
        inner: Any = left
        for key in place[:-1]:
            inner = inner[key]
        del inner[place[-1]]
    return left


def _whole(data: Any, place: tuple[Any, ...]) -> tuple[Any, ...]:
    """The place up to the first item of a list, or to the last key that is there."""
    for depth, key in enumerate(place):
        if isinstance(data, list):
            return place[: depth + 1]
        if not isinstance(data, dict) or key not in data:
            return place[:depth]
        data = data[key]
    return place
