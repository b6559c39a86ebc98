"""What a tier is: the steps of the flow after detection, and what can be said of a release that has been made."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import polars as pl

from pipeline.core.errors import PolicyError
from pipeline.core.policy import Policy
from pipeline.core.profile import Profile
from pipeline.core.registry import subclasses
from pipeline.job import Job, Request


class Tier(ABC):
    """One tier; every step reads what the one before left in the work folder of the job, and leaves its own there."""

    name: ClassVar[str]

    @abstractmethod
    def problems(self, policy: Policy) -> Iterator[PolicyError]:
        """Everything that a policy asks for and this tier cannot give."""

    def check(self, request: Request) -> None:
        """Refuse a request that cannot be followed, before anything is read.

        Raises
        ------
        PolicyError, UsageError, InputError
            The first reason.
        """
        for problem in self.problems(request.policy):
            raise problem

    @abstractmethod
    def change(self, job: Job) -> None:
        """Transform: the second reading; what it leaves behind is encrypted."""

    @abstractmethod
    def count(self, job: Job) -> None:
        """Anonymise."""

    @abstractmethod
    def judge(self, job: Job) -> None:
        """Assess: the gate's verdict; raises `GateError` where it refuses."""

    @abstractmethod
    def release(self, job: Job, folder: Path) -> None:
        """Publish: the data files of the release, into ``folder``."""

    @abstractmethod
    def describe(self, job: Job, folder: Path) -> None:
        """Report, and the manifest last, into ``folder``."""

    def note(self, job: Job) -> None:  # noqa: B027 (nothing to do is right for most)
        """What is remembered of a release that is about to stand; most tiers remember nothing."""

    @abstractmethod
    def facts(self, job: Job) -> dict[str, Any]:
        """What the manifest tells of a release, from what the stages left behind."""

    @abstractmethod
    def claims(self, release: Path, facts: dict[str, Any], key: Path | None) -> list[str]:
        """What is wrong with the files of a release, one line each; ``key`` opens what is encrypted."""

    @abstractmethod
    def page(self, release: Path, facts: dict[str, Any], lang: str) -> str:
        """The report of a release, as HTML."""

    @abstractmethod
    def kept(self, policy: Policy, profile: Profile, rows: pl.DataFrame) -> list[tuple[str, ...]]:
        """Say for each cell of some records (trimmed text, null where empty) what comes out of it; for a preview."""


@cache
def tiers() -> dict[str, Tier]:
    """Every tier that there is, by its name."""
    found = subclasses("pipeline.tiers", Tier)  # type: ignore[type-abstract]
    return {kind.name: kind() for kind in found if hasattr(kind, "name")}
