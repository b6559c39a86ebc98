"""The policy: what a person writes to say which release is made, and what happens to each kind of value."""

from __future__ import annotations

import hashlib
import json
import re
from enum import StrEnum
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_serializer,
    model_validator,
)

from pipeline.core.nearest import suggestion
from pipeline.core.notices import NOTICES

LABEL = re.compile(r"[^\W_][\w &'’.,°()/+-]{1,79}")
"""A label that is fit to be printed: no control, direction or markup character, no formula (threat T23)."""


Tier = Literal["public", "research", "newsroom"]
TIERS = get_args(Tier)
Protection = Literal["suppression", "rounding", "cell_key", "dp"]
PROTECTIONS = get_args(Protection)


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
    """Below these numbers a cell is not published (threat T8); what attacks on the written release may reach.

    ``diversity`` is the least number of sensitive values in a class of rows (T11), ``mean_risk`` the chance of a right
    link over all rows (T2), ``membership`` and ``inference`` what a person's presence may add to a guess (T28, T11).
    """

    persons: int = Field(default=12, ge=2)
    prescribers: int = Field(default=3, ge=0)
    sensitive_share: float = Field(default=0.8, gt=0, le=1)
    width: int = Field(default=10, ge=1)
    diversity: int = Field(default=3, ge=1)
    mean_risk: float = Field(default=0.05, gt=0, le=1)
    membership: float = Field(default=0.02, gt=0, le=1)
    inference: float = Field(default=0.05, gt=0, le=1)


class Budget(_Part):
    """What differential privacy may spend on each person (Dwork, McSherry, Nissim and Smith, 2006).

    ``records`` is how many records of a person count at most; the others are left out.
    """

    epsilon: float = Field(default=1.0, gt=0, le=20)
    delta: float = Field(default=1e-7, gt=0, le=1e-4)
    records: int = Field(default=5, ge=1, le=1000)


class Twin(_Part):
    """The synthetic twin of a `public` release: of how many persons at most; none with 0."""

    persons: int = Field(default=250_000, ge=0, le=5_000_000)


class Laboratories(_Part):
    """Institutions that may be named whatever their size; others need the thresholds."""

    named: tuple[str, ...] = ()

    @field_validator("named")
    @classmethod
    def _printable(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if not all(LABEL.fullmatch(name) for name in names):
            raise ValueError("a name has 2 to 80 letters, digits and the signs & ' . , ° ( ) / + -")
        return names


class Generalisation(_Part):
    """How the rows of a `research` release are made coarse.

    At most ``suppression_limit`` (share of the persons) are left out; ``utility`` (`estompe anonymise --utility`) is as
    small as it can be then, attributes counting by ``weights`` (1 where not named).
    """

    suppression_limit: float = Field(default=0.05, ge=0, le=1)
    utility: Literal["loss", "entropy", "discernibility", "class-size", "ambiguity"] = "loss"
    weights: dict[str, Annotated[float, Field(gt=0, le=1000)]] = Field(default_factory=dict)


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
    nothing of it pass. ``project`` keeps the keys of projects apart, ``recipients`` (age public keys) may open a
    `newsroom` release, ``acknowledge`` says for ids of warnings why they are right here. ``protection`` is how the
    numbers of a `public` release are kept from betraying anybody, ``dp`` what the protection of that name may spend.
    ``twin`` says how large the synthetic twin of a `public` release is.
    """

    tier: Tier = "public"
    project: str = Field(default="", max_length=80)
    recipients: tuple[str, ...] = ()
    acknowledge: dict[str, str] = Field(default_factory=dict)
    persons: Literal["linked", "records"] = "linked"
    thresholds: Thresholds = Thresholds()
    protection: Protection = "suppression"
    dp: Budget = Budget()
    laboratories: Laboratories = Laboratories()
    twin: Twin = Twin()
    generalisation: Generalisation = Generalisation()
    unlisted: Literal["detect", "suppress"] = "detect"
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
                hint = suggestion(key, NOTICES, f"one of {', '.join(NOTICES)}")
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
