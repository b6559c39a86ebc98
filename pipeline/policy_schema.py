"""The JSON Schema of a policy, for the editors that complete it: entities, transforms and their parameters included."""

from __future__ import annotations

from typing import Any

from pipeline.core.notices import NOTICES
from pipeline.core.policy import Policy
from pipeline.detect.catalogue import entities
from pipeline.transform.transform import Transform, kinds

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema of a whole policy file; what a policy leaves out is as in its tier's own."""
    found = Policy.model_json_schema(by_alias=True)
    rules = {"anyOf": [_short(), *(_long(kind) for _, kind in sorted(kinds().items())), _usual()]}
    found["$defs"]["Rule"] = rules
    column = found["$defs"]["ColumnRule"]["properties"]
    column["entity"] = {"enum": sorted(entities())}
    column["treatment"] = {"$ref": "#/$defs/Treatment"}
    column["to"] = {"enum": sorted(kinds())}
    found["properties"]["treatments"] = {
        "type": "object",
        "properties": {entity: {"$ref": "#/$defs/Rule"} for entity in sorted(entities())},
        "additionalProperties": False,
    }
    found["properties"]["acknowledge"] = {
        "type": "object",
        "properties": {name: {"type": "string", "description": said} for name, said in NOTICES.items()},
        "additionalProperties": False,
    }
    return {"$schema": DIALECT, **found, "title": "A policy of estompe", "required": []}


def _short() -> dict[str, Any]:
    return {"$ref": "#/$defs/Treatment"}


def _usual() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"treatment": {"$ref": "#/$defs/Treatment"}},
        "required": ["treatment"],
        "additionalProperties": False,
    }


def _long(kind: type[Transform]) -> dict[str, Any]:
    parameters = kind.model_json_schema()
    for noise in ("title", "description"):
        parameters.pop(noise, None)
    return {
        "type": "object",
        "description": (kind.__doc__ or "").strip().splitlines()[0],
        "properties": {"treatment": {"const": kind.treatment.value}, "to": {"const": kind.name}, "with": parameters},
        "required": ["treatment", "to", *(["with"] if parameters.get("required") else [])],
        "additionalProperties": False,
    }
