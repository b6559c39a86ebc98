"""The policy: what a person writes to say which release is made, and what happens to each kind of value."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_serializer,
    model_validator,
)

from pipeline.core.errors import PolicyError
from pipeline.core.notices import NOTICES

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


class Rule(_Part):
    """A treatment, by which transform where it is not the usual one, and with which parameters.

    Written short, ``phone: pseudonymise``, or long: ``{treatment: generalise, to: number_band, with: {width: 5}}``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, populate_by_name=True)

    treatment: Treatment
    to: str | None = None
    parameters: dict[str, Any] = Field(default_factory=dict, alias="with")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        return {"treatment": given} if isinstance(given, str) else given

    @model_serializer
    def _shortest(self) -> Any:
        long = {"treatment": self.treatment.value, "to": self.to, "with": self.parameters or None}
        said = {key: value for key, value in long.items() if value is not None}
        return said if len(said) > 1 else self.treatment.value


class ColumnRule(_Part):
    """What a person knows better about one column of the leak, named by its header."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, populate_by_name=True)

    entity: str | None = None
    treatment: Treatment | None = None
    to: str | None = None
    parameters: dict[str, Any] = Field(default_factory=dict, alias="with")

    @model_validator(mode="after")
    def _needs_a_treatment(self) -> ColumnRule:
        if (self.to or self.parameters) and self.treatment is None:
            raise ValueError("to and with need a treatment")
        return self

    @property
    def rule(self) -> Rule | None:
        """The treatment that it asks for; None where it only names the entity."""
        if self.treatment is None:
            return None
        return Rule.model_validate({"treatment": self.treatment, "to": self.to, "with": self.parameters})


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
    which nothing identifies persons; ``records`` takes each record of such a file for one person. ``project`` keeps
    the keys of projects apart, ``recipients`` (age public keys) may open a `newsroom` release, ``acknowledge`` says
    for ids of warnings why they are right here.
    """

    tier: Literal["public", "research", "newsroom"] = "public"
    project: str = Field(default="", max_length=80)
    recipients: tuple[str, ...] = ()
    acknowledge: dict[str, str] = Field(default_factory=dict)
    persons: Literal["linked", "records"] = "linked"
    thresholds: Thresholds = Thresholds()
    laboratories: Laboratories = Laboratories()
    treatments: dict[str, Rule] = Field(default_factory=dict)
    columns: dict[str, ColumnRule] = Field(default_factory=dict)
    cubes: tuple[Cube, ...] = ()

    @field_validator("recipients")
    @classmethod
    def _age_keys(cls, recipients: tuple[str, ...]) -> tuple[str, ...]:
        if not all(re.fullmatch(r"age1[0-9a-z]{20,}", recipient) for recipient in recipients):
            raise ValueError("a recipient is an age public key, age1...")
        return recipients

    @field_validator("acknowledge")
    @classmethod
    def _known_with_a_reason(cls, given: dict[str, str]) -> dict[str, str]:
        for key, reason in given.items():
            if key not in NOTICES:
                close = difflib.get_close_matches(key, NOTICES, n=1)
                hint = f"did you mean {close[0]}?" if close else f"one of {', '.join(NOTICES)}"
                raise ValueError(f"{key} is no warning; {hint}")
            if not reason.strip():
                raise ValueError(f"{key} needs a reason")
        return given

    @field_validator("cubes")
    @classmethod
    def _distinct_names(cls, cubes: tuple[Cube, ...]) -> tuple[Cube, ...]:
        if len({cube.name for cube in cubes}) < len(cubes):
            raise ValueError("two cubes have the same name")
        return cubes

    def treatment(self, entity: str | None) -> str:
        """The treatment of an entity; what nobody listed is suppressed."""
        rule = self.treatments.get(entity or "")
        return (rule.treatment if rule else Treatment.SUPPRESS).value

    def digest(self) -> str:
        """A digest of the policy's content (SHA-256, first 16 hexadecimal digits)."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


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
    given = {} if path is None else _read(path)
    tier = given.get("tier", "public")
    known = isinstance(tier, str) and tier in ("public", "research", "newsroom")
    data = _over(_read(configs() / f"{tier if known else 'public'}.yaml"), given)
    name = "public.yaml" if path is None else path.name
    try:
        policy = Policy.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        first = next((one for one in found if one["type"] == "extra_forbidden"), found[0])
        raise PolicyError(f"{name}: {_where(first)}: {_said(first)}", _suggestion(first)) from None
    if policy.tier == "public" and not policy.cubes:
        raise PolicyError(f"{name}: cubes: names no table, so nothing would come out", "leave the key out")
    return policy


def _over(default: Any, given: Any) -> Any:
    """``given`` laid over ``default``, key by key; lists and single values as a whole."""
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


def _read(path: Path) -> Any:
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


def _said(error: Any) -> str:
    """Say in our words what pydantic found."""
    known = {"extra_forbidden": "there is no such key", "missing": "is missing"}
    return known.get(error["type"], str(error["msg"]).removeprefix("Value error, "))


def _where(error: Any) -> str:
    return ".".join(str(part) for part in error["loc"]) or "policy"


def _suggestion(error: Any) -> str:
    """Say which key a misspelt one may mean."""
    known = {name for part in (Policy, Thresholds, Laboratories, Rule, ColumnRule, Cube) for name in part.model_fields}
    close = difflib.get_close_matches(str(error["loc"][-1]) if error["loc"] else "", known, n=1)
    return f"did you mean {close[0]}?" if close and error["type"] == "extra_forbidden" else ""
