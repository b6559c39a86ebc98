"""What an output is: a writer of one format of the release, from published files only."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from pipeline.core.registry import subclasses


class Output(ABC):
    """One format. ``path`` is its file in the release."""

    path: ClassVar[str]
    description: ClassVar[str]
    tiers: ClassVar[frozenset[str]] = frozenset({"public", "research"})
    recomputable: ClassVar[bool] = True
    """Whether cubes and manifest decide what the file says; `verify` then writes it again and compares."""

    @abstractmethod
    def write(self, folder: Path, facts: dict[str, Any]) -> None:
        """Write the format into ``folder``, which holds the tables; ``facts`` are the manifest's."""

    def same(self, one: Path, other: Path) -> bool:
        """Whether two files of this format say the same; formats with bytes of their own look inside."""
        return one.read_bytes() == other.read_bytes()


@cache
def every() -> tuple[Output, ...]:
    """Every output format, in alphabetical order of its module."""
    found = subclasses("pipeline.publish.outputs", Output)  # type: ignore[type-abstract]
    return tuple(output() for output in found)


def outputs(tier: str = "public") -> tuple[Output, ...]:
    """The formats of a release of a tier."""
    return tuple(output for output in every() if tier in output.tiers)


def outputs_of(facts: dict[str, Any]) -> tuple[Output, ...]:
    """The formats of a release of the tier that ``facts`` name."""
    return outputs(facts.get("tier", "public"))
