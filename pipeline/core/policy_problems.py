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
    while True:
        try:
            policy = Policy.model_validate(data)
            break
        except ValidationError as error:
            found = error.errors(include_input=False, include_url=False)
            problems += [explained(path.name, one, data) for one in found]
            data = _without(data, [one["loc"] for one in found])
    if empty(policy):
        problems.append(PolicyError(f"{path.name}: cubes: names no table, so nothing would come out"))
    return policy, problems


def _without(data: Any, places: list[tuple[Any, ...]]) -> Any:
    """``data`` without what stands at ``places``; of a faulty item of a list nothing is left."""
    left = copy.deepcopy(data)
    if any(not place for place in places):
        return {}
    for place in sorted(set(map(_whole, places)), key=str, reverse=True):
        inner: Any = left
        for key in place[:-1]:
            inner = inner[key] if isinstance(inner, list) or key in inner else {}
        if isinstance(inner, list) or place[-1] in inner:
            del inner[place[-1]]
    return left


def _whole(place: tuple[Any, ...]) -> tuple[Any, ...]:
    """The place up to the first item of a list."""
    for depth, key in enumerate(place):
        if isinstance(key, int):
            return place[: depth + 1]
    return place
