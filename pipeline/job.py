"""A request, and the same under way: what every stage is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pipeline.core import keyfile
from pipeline.core.keys import RunKey
from pipeline.core.memory import usual
from pipeline.core.policy import Policy
from pipeline.core.progress import Progress
from pipeline.core.store import Location
from pipeline.core.work import Work
from pipeline.engines.engine import Engine, engine
from pipeline.ingest import stage as ingest
from pipeline.ingest.custody import recipient
from pipeline.ingest.open import Opened
from pipeline.ingest.overrides import Overrides


@dataclass(frozen=True)
class Request:
    """What a run is asked for.

    ``custodian`` is the file of a public key, for what the quarantine keeps; ``key`` the file of the project key;
    ``link_to`` the id of an earlier release whose pseudonyms are to be used again; ``strict`` refuses columns that
    nobody listed; ``ledger`` the folder that remembers the releases of the project; ``memory``
    the bytes that the run may take; ``attack`` has what was written attacked, with the leak in hand, before it appears;
    ``engine`` is the name of what does the work.
    """

    paths: Sequence[Location]
    policy: Policy
    overrides: Overrides | None = None
    custodian: Path | None = None
    key: Path | None = None
    link_to: str = ""
    strict: bool = False
    ledger: Path | None = None
    memory: int = field(default_factory=usual)
    attack: bool = False
    engine: str = "local"


@dataclass(frozen=True)
class Job:
    """A request under way: where its stages leave their results, and who is told how far they are."""

    request: Request
    work: Work
    progress: Progress

    @property
    def policy(self) -> Policy:
        """What is to happen."""
        return self.request.policy

    @cached_property
    def engine(self) -> Engine:
        """What does the work; whoever runs the job closes it."""
        return engine(self.request.engine, lambda: self.work.folder("engine"))

    @property
    def blocks(self) -> ingest.Blocks:
        """One reading of the files for the engine."""
        return ingest.Blocks(self.opened, self.progress)

    @cached_property
    def opened(self) -> Opened:
        """The files of the request, what is in them and in which form.

        A custodian's file that holds no public key is refused first.
        """
        if self.request.custodian is not None:
            recipient(self.request.custodian)
        asked = self.request
        return ingest.sources(asked.paths, asked.overrides, self.work, self.engine.store, self.progress)

    def run_key(self) -> RunKey:
        """The project's key; where none was given, one that no released value depends on and that ends with the run."""
        if self.request.key:
            return keyfile.load(self.request.key).run
        return self.passing_key()

    def passing_key(self) -> RunKey:
        """A key that ends with the run, whatever key the project has."""
        return RunKey(self.work.secret("key of the run") if self.work.mark else None)
