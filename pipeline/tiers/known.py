"""What a `newsroom` run has to know of the whole leak before a record is treated: persons, and names for texts.

This process lays it down on the disk, encrypted, in parts that fit into memory. An engine whose processes each read
ranges of the leak has no common order of the records: there it is held in memory, by the link keys themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import polars as pl

from pipeline.anonymise.parts import Room
from pipeline.core.cells import blank_to_null
from pipeline.core.profile import Profile
from pipeline.core.work import Vault
from pipeline.detect.text.finder import names
from pipeline.detect.text.gathered import PER_RECORD, Gathered
from pipeline.detect.text.gazetteer import Gazetteer
from pipeline.ingest.parts import Item
from pipeline.job import Job
from pipeline.transform.owners import Owners
from pipeline.transform.persons import People, Persons, Seen


@dataclass(frozen=True)
class Known:
    """What is known: the records that were seen, the files' own names, the number of persons, and whose records are.

    ``owners`` tells it in the order of the records, ``persons`` by link keys: one of them where persons are linked.
    """

    seen: Seen
    own: Gazetteer
    count: int | None = None
    owners: Owners | None = None
    persons: Persons | None = None


@contextmanager
def learnt(job: Job, profiles: Sequence[Profile], with_names: bool) -> Iterator[Known]:
    """Read the leak for it; what lies on the disk is removed at the end.

    It is encrypted under a key of its own that dies with this process: that of the work folder, which lies beside a run
    that can be gone on with, does not open it.
    """
    job.progress.begin("link", job.opened.bytes)
    linked = job.policy.persons == "linked"
    if job.engine.apart:
        yield _held(job, Held(tuple(profiles), linked, with_names))
        return
    vault, folder = Vault(), job.work.folder("transform")
    room = Room(vault, folder, job.request.memory)
    with ExitStack() as open_:
        owners = open_.enter_context(Owners(vault, folder, room)) if linked else None
        laid = Laid(profiles, owners, None)
        if with_names:
            parts = room.parts(job.work.read_summary("ingest")["accepted"] * PER_RECORD)
            laid.names = Gathered(open_.enter_context(room.new("link-names", parts)))
        job.engine.fold(job.blocks, laid)
        own = laid.names.gazetteer() if laid.names else Gazetteer.empty()
        yield Known(laid.seen, own, owners.link() if owners else None, owners)


def _held(job: Job, state: Held) -> Known:
    found = job.engine.fold(job.blocks, state)
    persons = found.people.link(job.engine.link) if found.linked else None
    return Known(found.seen, found.own.frequent(), None if persons is None else persons.count, persons=persons)


@dataclass
class Held:
    """The state in memory; it travels to workers and back."""

    profiles: tuple[Profile, ...]
    linked: bool
    with_names: bool
    seen: Seen = field(default_factory=Seen)
    people: People = field(default_factory=People)
    own: Gazetteer = field(default_factory=Gazetteer.empty)

    def fit(self, item: Item, /) -> None:
        """Take in one block."""
        profile, cells = self.profiles[item.table], _cells(item)
        if not item.block.batch.num_rows:
            return
        self.seen = self.seen.fit(cells)
        if self.linked:
            self.people = self.people.fit(profile, cells)
        if self.with_names:
            self.own = self.own.merge(names(profile, cells))

    def merge(self, other: object, /) -> None:
        """Take in what is known of the part that follows."""
        if not isinstance(other, Held):
            raise TypeError("what is known merges with its like")
        self.seen = self.seen.merge(other.seen)
        self.people = self.people.merge(other.people)
        self.own = self.own.merge(other.own)


@dataclass
class Laid:
    """The state on the disk of this machine: it sees the records in their order, and merges with nothing."""

    profiles: Sequence[Profile]
    owners: Owners | None
    names: Gathered | None
    seen: Seen = field(default_factory=Seen)

    def fit(self, item: Item, /) -> None:
        """Take in one block."""
        if not item.block.batch.num_rows:
            return
        profile, cells = self.profiles[item.table], _cells(item)
        self.seen = self.seen.fit(cells)
        if self.owners is not None:
            self.owners.add(profile, cells)
        if self.names is not None:
            self.names.add(names(profile, cells))

    def merge(self, other: object, /) -> None:
        """Refuse: records would lose their order."""
        del other
        raise TypeError("what lies on the disk is in the order of the records")


def _cells(item: Item) -> list[pl.Series]:
    """The columns of a block, trimmed and empty cells null."""
    return [blank_to_null(pl.Series(column)) for column in item.block.batch.columns]
