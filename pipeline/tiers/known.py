"""What a `newsroom` run has to know of the whole leak before a record is treated: persons, and names for texts.

An engine looks at the blocks, wherever they are read; what it sees comes back in the order of the records, and this
process lays it down on the disk, encrypted, in parts that fit into memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import polars as pl

from pipeline.anonymise.parts import Room
from pipeline.core.cells import blank_to_null
from pipeline.core.profile import Profile
from pipeline.core.work import Vault
from pipeline.detect.text.finder import names
from pipeline.detect.text.gathered import PER_RECORD, Gathered
from pipeline.detect.text.gazetteer import Gazetteer
from pipeline.engines.engine import Part
from pipeline.ingest.parts import Item
from pipeline.ingest.stage import Blocks
from pipeline.job import Job
from pipeline.transform.owners import Owners
from pipeline.transform.persons import Seen, tokens


@dataclass(frozen=True)
class Known:
    """What is known: the records that were seen, the files' own names, and whose records are, in their order.

    ``count`` is the number of persons; ``begins`` says, of each part that the engine read by itself, how many records
    come before it.
    """

    seen: Seen
    own: Gazetteer
    count: int | None
    owners: Owners | None
    begins: tuple[int, ...]


@contextmanager
def learnt(job: Job, profiles: Sequence[Profile], with_names: bool) -> Iterator[Known]:
    """Read the leak for it; what lies on the disk is removed at the end.

    It is encrypted under a key of its own that dies with this process: that of the work folder, which lies beside a run
    that can be gone on with, does not open it.
    """
    job.progress.begin("link", job.opened.bytes)
    linked = job.policy.persons == "linked"
    vault, folder = Vault(), job.work.folder("transform")
    room = Room(folder, job.request.memory)
    with ExitStack() as open_:
        owners = open_.enter_context(Owners(vault, folder, room)) if linked else None
        laid = Laid(owners, None)
        if with_names:
            parts = room.parts(job.work.read_summary("ingest")["accepted"] * PER_RECORD)
            laid.names = Gathered(open_.enter_context(room.new("link-names", parts)))
        reading = Counted(job.blocks, lambda: laid.seen.records)
        for looked in job.engine.map_batches(reading, partial(look, tuple(profiles), linked, with_names)):
            laid.take(looked)
        own = laid.names.gazetteer() if laid.names else Gazetteer.empty()
        yield Known(laid.seen, own, owners.link() if owners else None, owners, tuple(reading.begins))


class Looked(NamedTuple):
    """What one block tells: its records, their link keys, the names in it; None where nobody asked."""

    seen: Seen
    keys: pl.DataFrame | None
    names: Gazetteer | None


def look(profiles: Sequence[Profile], linked: bool, with_names: bool) -> Callable[[Item], Looked | None]:
    """The function from a block to what it tells; None where it has no record."""

    def looked(item: Item) -> Looked | None:
        if not item.block.batch.num_rows:
            return None
        profile = profiles[item.table]
        cells = [blank_to_null(pl.Series(column)) for column in item.block.batch.columns]
        keys = pl.DataFrame(tokens(profile, cells)) if linked else None
        return Looked(Seen().fit(cells), keys, names(profile, cells) if with_names else None)

    return looked


@dataclass
class Laid:
    """What is laid down, block after block, in the order of the records."""

    owners: Owners | None
    names: Gathered | None
    seen: Seen = field(default_factory=Seen)

    def take(self, looked: Looked | None) -> None:
        """Take in what a block tells."""
        if looked is None:
            return
        self.seen = self.seen.merge(looked.seen)
        if self.owners is not None and looked.keys is not None:
            self.owners.add(looked.keys)
        if self.names is not None and looked.names is not None:
            self.names.add(looked.names)


class Counted:
    """A reading that notes how many records come before each of its parts; ``taken`` tells how many there were."""

    def __init__(self, blocks: Blocks, taken: Callable[[], int]) -> None:
        self._blocks, self._taken = blocks, taken
        self.begins = [0]

    def __iter__(self) -> Iterator[Item]:
        """Block after block, on this machine."""
        return iter(self._blocks)

    def parts(self, wanted: int) -> Sequence[Part[Item]]:
        """The parts of the blocks."""
        return self._blocks.parts(wanted)

    def passed(self, part: int) -> None:
        """A part is done, and all that it told is taken in."""
        self.begins.append(self._taken())
        self._blocks.passed(part)
