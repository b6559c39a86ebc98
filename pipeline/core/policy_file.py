"""Reading a policy file: what it says, laid over its tier's own, and what is wrong with it in words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from pipeline.core.errors import PolicyError
from pipeline.core.nearest import suggestion
from pipeline.core.policy import TIERS, ColumnRule, Cube, Generalisation, Laboratories, Policy, Rule, Thresholds


def configs() -> Path:
    """The folder of the policies that come with estompe."""
    inside = Path(__file__).parents[1] / "configs"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "configs"


def load(path: Path | None = None) -> Policy:
    """Read a policy file; what it does not say is as in its tier's own, such as ``configs/public.yaml``.

    Raises
    ------
    PolicyError
        With the key path, and the nearest known key where one was misspelt.
    """
    data = laid({} if path is None else read(path))
    name = "public.yaml" if path is None else path.name
    try:
        policy = Policy.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        first = next((one for one in found if one["type"] == "extra_forbidden"), found[0])
        raise explained(name, first, data) from None
    if empty(policy):
        raise PolicyError(f"{name}: cubes: names no table, so nothing would come out", "leave the key out")
    return policy


def empty(policy: Policy) -> bool:
    """Whether nothing would come out."""
    return policy.tier == "public" and not policy.cubes


def laid(given: Any) -> Any:
    """What a policy file says, laid over the policy of its tier (`public` where it names none that there is)."""
    tier = given.get("tier", "public")
    known = isinstance(tier, str) and tier in TIERS
    return _over(read(configs() / f"{tier if known else 'public'}.yaml"), given)


def _over(default: Any, given: Any) -> Any:
    """``given`` laid over ``default``, key by key; lists, single values and rules as a whole."""
    if isinstance(default, dict) and isinstance(given, dict) and "treatment" not in given:
        return {**default, **{key: _over(default.get(key), value) for key, value in given.items()}}
    return given


class _TwiceError(Exception):
    """A key that stands twice in one mapping: which of the two would count, nobody can see."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _Once(yaml.SafeLoader):
    """A safe loader that takes no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a repeated key; YAML says that keys are unique, and PyYAML takes the last."""
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise _TwiceError(key.start_mark.line + 1)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read(path: Path) -> Any:
    """Read a YAML file that holds keys; raises `PolicyError` where it does not."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Once)  # noqa: S506 (a safe loader)
    except OSError as error:
        raise PolicyError(f"{path.name}: the policy cannot be read ({error.strerror})") from None
    except _TwiceError as error:
        raise PolicyError(f"{path.name}: line {error.line}: a key stands twice", "one treatment a column") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise PolicyError(f"{path.name}: is no YAML", "compare it with configs/public.yaml") from None
    if not isinstance(data, dict):
        raise PolicyError(f"{path.name}: is no policy", "compare it with configs/public.yaml") from None
    return data


def explained(name: str, error: Any, data: Any) -> PolicyError:
    """Put one of pydantic's errors about ``data`` into our words; ``name`` is that of the file."""
    return PolicyError(f"{name}: {_where(error, data)}: {_said(error)}", _suggestion(error, data))


def _said(error: Any) -> str:
    """Say in our words what pydantic found."""
    known = {"extra_forbidden": "there is no such key", "missing": "is missing"}
    return known.get(error["type"], str(error["msg"]).removeprefix("Value error, "))


def _where(error: Any, data: Any) -> str:
    """The key path as it stands in the file: a rule in one word has no keys of its own."""
    place = []
    for key in error["loc"]:
        if not isinstance(data, dict | list):
            break
        place.append(str(key))
        data = data.get(key, {}) if isinstance(data, dict) else data[key]
    return ".".join(place) or "policy"


def _suggestion(error: Any, data: Any) -> str:
    """Say which key a misspelt one may mean, or which of the words that a key takes."""
    if error["type"] in ("enum", "literal_error"):
        for key in error["loc"]:
            data = data[key] if isinstance(data, dict | list) else data
        return suggestion(str(data), re.findall(r"'([a-z_]+)'", error["ctx"]["expected"]))
    parts = (Policy, Thresholds, Laboratories, Generalisation, Rule, ColumnRule, Cube)
    known = [field.alias or name for part in parts for name, field in part.model_fields.items()]
    return suggestion(str(error["loc"][-1]), known) if error["loc"] and error["type"] == "extra_forbidden" else ""
