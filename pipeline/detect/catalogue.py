"""The recognisers that there are: every module of `pipeline.detect.recognisers`, found by the registry."""

from __future__ import annotations

from functools import cache

from pipeline.core.registry import subclasses
from pipeline.detect.recogniser import Recogniser


@cache
def recognisers() -> tuple[Recogniser, ...]:
    """One instance of every recogniser, in alphabetical order of module."""
    return tuple(found() for found in subclasses("pipeline.detect.recognisers", Recogniser))  # type: ignore[type-abstract]


@cache
def entities() -> dict[str, str]:
    """Entity id -> category id, of every recogniser."""
    return {recogniser.ENTITY: recogniser.CATEGORY for recogniser in recognisers()}
