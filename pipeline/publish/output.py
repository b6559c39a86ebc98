"""What an output is: a writer of one format of the release, from published files only."""

from __future__ import annotations

from abc import ABC, abstractmethod
from filecmp import cmp
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

    first: ClassVar[bool] = False
    """Whether other formats describe or hold this one, so that it is written before them."""

    def due(self, facts: dict[str, Any]) -> bool:
        """Whether the release has this format; most have it always."""
        del facts
        return True

    def decided(self, facts: dict[str, Any]) -> bool:
        """Whether this machine, too, would write the same: `recomputable`, and made with what is installed here."""
        del facts
        return self.recomputable

    @abstractmethod
    def write(self, folder: Path, facts: dict[str, Any]) -> None:
        """Write the format into ``folder``, which holds the tables; ``facts`` are the manifest's."""

    def same(self, one: Path, other: Path) -> bool:
        """Whether two files of this format say the same; formats with bytes of their own look inside."""
        return cmp(one, other, shallow=False)


@cache
def every() -> tuple[Output, ...]:
    """Every output format, in the order in which they are written: alphabetical by module, some before all others."""
    found = subclasses("pipeline.publish.outputs", Output)  # type: ignore[type-abstract]
    return tuple(output() for output in sorted(found, key=lambda kind: not kind.first))


def outputs(tier: str = "public") -> tuple[Output, ...]:
    """The formats of a release of a tier."""
    return tuple(output for output in every() if tier in output.tiers)


def outputs_of(facts: dict[str, Any]) -> tuple[Output, ...]:
    """The formats that the release of which the manifest says ``facts`` has."""
    return tuple(output for output in outputs(facts.get("tier", "public")) if output.due(facts))
