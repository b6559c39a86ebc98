"""The policy: what a person writes to say which release is made, and what happens to each kind of value."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipeline.core.errors import PolicyError

LABEL = re.compile(r"[^\W_][\w &'’.,°()/+-]{1,79}")
"""A label that is fit to be printed: no control, direction or markup character, no formula (threat T23)."""


class Treatment(StrEnum):
    """What happens to a column."""

    KEEP = "keep"
    PSEUDONYMISE = "pseudonymise"
    SYNTHESISE = "synthesise"
    GENERALISE = "generalise"
    SUPPRESS = "suppress"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class ColumnRule(_Part):
    """What a person knows better about one column of the leak, named by its header."""

    entity: str | None = None
    treatment: Treatment | None = None


class Thresholds(_Part):
    """Below these numbers a cell is not published (threat T8)."""

    persons: int = Field(default=12, ge=2)
    prescribers: int = Field(default=3, ge=0)
    sensitive_share: float = Field(default=0.8, gt=0, le=1)
    width: int = Field(default=10, ge=1)


class Laboratories(_Part):
    """Institutions that may be named whatever their size; others need the thresholds."""

    named: tuple[str, ...] = ()

    @field_validator("named")
    @classmethod
    def _printable(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if not all(LABEL.fullmatch(name) for name in names):
            raise ValueError("a name has 2 to 80 letters, digits and the signs & ' . , ° ( ) / + -")
        return names


class Cube(_Part):
    """Person counts over some dimensions; ``where`` keeps the records in which a flag stands."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")
    dimensions: tuple[str, ...] = Field(min_length=1)
    where: Literal["institution"] | None = None

    @field_validator("dimensions")
    @classmethod
    def _each_once(cls, dimensions: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(dimensions)) < len(dimensions):
            raise ValueError("a dimension stands twice")
        return dimensions


class Policy(_Part):
    """A whole policy file.

    ``persons`` says how persons are counted: ``linked`` joins the records of one person and refuses a file in
    which nothing identifies persons; ``records`` takes each record of such a file for one person. ``unlisted`` says
    what happens to a column that ``columns`` does not name: ``detect`` treats it by what it holds, ``suppress`` lets
    nothing of it pass.
    """

    tier: Literal["public"] = "public"
    persons: Literal["linked", "records"] = "linked"
    thresholds: Thresholds = Thresholds()
    laboratories: Laboratories = Laboratories()
    unlisted: Literal["detect", "suppress"] = "detect"
    treatments: dict[str, Treatment] = Field(default_factory=dict)
    columns: dict[str, ColumnRule] = Field(default_factory=dict)
    cubes: tuple[Cube, ...] = ()

    @field_validator("cubes")
    @classmethod
    def _distinct_names(cls, cubes: tuple[Cube, ...]) -> tuple[Cube, ...]:
        if len({cube.name for cube in cubes}) < len(cubes):
            raise ValueError("two cubes have the same name")
        return cubes

    def treatment(self, entity: str | None) -> str:
        """The treatment of an entity; what nobody listed is suppressed."""
        return self.treatments.get(entity or "", Treatment.SUPPRESS).value

    def digest(self) -> str:
        """A digest of the policy's content (SHA-256, first 16 hexadecimal digits)."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def configs() -> Path:
    """The folder of the policies that come with estompe."""
    inside = Path(__file__).parents[1] / "configs"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "configs"


def load(path: Path | None = None) -> Policy:
    """Read a policy file; what it does not say is as in the default one, ``configs/public.yaml``.

    Raises
    ------
    PolicyError
        With the key path, and the nearest known key where one was misspelt.
    """
    default = read(configs() / "public.yaml")
    data = default if path is None else over(default, read(path))
    name = "public.yaml" if path is None else path.name
    try:
        policy = Policy.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise explained(name, first, data) from None
    if not policy.cubes:
        raise PolicyError(f"{name}: cubes: names no table, so nothing would come out", "leave the key out")
    return policy


def explained(name: str, error: Any, data: Any) -> PolicyError:
    """Put one of pydantic's errors about ``data`` into our words; ``name`` is that of the file."""
    return PolicyError(f"{name}: {_where(error)}: {_said(error)}", _suggestion(error, data))


def over(default: Any, given: Any) -> Any:
    """``given`` laid over ``default``, key by key; lists and single values as a whole."""
    if isinstance(default, dict) and isinstance(given, dict):
        return {**default, **{key: over(default.get(key), value) for key, value in given.items()}}
    return given


def read(path: Path) -> Any:
    """Read a YAML file that holds keys; raises `PolicyError` where it does not."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PolicyError(f"{path.name}: the policy cannot be read ({error.strerror})") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise PolicyError(f"{path.name}: is no YAML", "compare it with configs/public.yaml") from None
    if not isinstance(data, dict):
        raise PolicyError(f"{path.name}: is no policy", "compare it with configs/public.yaml") from None
    return data


def _said(error: Any) -> str:
    """Say in our words what pydantic found."""
    known = {"extra_forbidden": "there is no such key", "missing": "is missing"}
    return known.get(error["type"], str(error["msg"]).removeprefix("Value error, "))


def _where(error: Any) -> str:
    return ".".join(str(part) for part in error["loc"]) or "policy"


def _suggestion(error: Any, data: Any) -> str:
    """Say which key a misspelt one may mean, or which of the words that a key takes."""
    if error["type"] in ("enum", "literal_error"):
        for key in error["loc"]:
            data = data[key]
        return suggestion(str(data), re.findall(r"'([a-z_]+)'", error["ctx"]["expected"]))
    parts = (Policy, Thresholds, Laboratories, ColumnRule, Cube)
    known = [name for part in parts for name in part.model_fields]
    return suggestion(str(error["loc"][-1]), known) if error["loc"] and error["type"] == "extra_forbidden" else ""


def suggestion(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Say which of the known words a misspelt one may mean."""
    close = difflib.get_close_matches(word, sorted(known), n=1)
    return f"did you mean {close[0]}?" if close else otherwise
