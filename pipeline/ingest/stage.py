"""The first stage: read everything, count everything, write where the unreadable stands and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import pyarrow as pa

from pipeline.core.errors import InputError
from pipeline.core.progress import Progress, Silent
from pipeline.core.store import Location, Store
from pipeline.core.work import Work
from pipeline.engines.engine import Engine
from pipeline.engines.local import Local
from pipeline.ingest.block import Block
from pipeline.ingest.container import containers
from pipeline.ingest.custody import Custody, recipient
from pipeline.ingest.open import Depot, Input, Opened, open_inputs
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.parts import Item, Part, split
from pipeline.ingest.quarantine import QuarantineWriter, Reject
from pipeline.ingest.reader import Table, readers
from pipeline.ingest.reading import Place, Reading

Observer = Callable[[int, pa.RecordBatch], None]


@runtime_checkable
class Mergeable(Protocol):
    """An observer that can look on at several places at once."""

    def merge(self, other: object, /) -> None:
        """Take in what another one saw."""


@dataclass
class FileCount:
    """What became of one file's records: ``accepted + quarantined == records``."""

    name: str
    format: str
    encoding: str
    delimiter: str | None
    records: int = 0
    accepted: int = 0
    quarantined: int = 0
    mended: int = 0
    repeated_headers: int = 0
    footers: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)

    def add(self, block: Block) -> None:
        """Count one block more."""
        self.records += block.records
        self.accepted += block.batch.num_rows
        self.quarantined += len(block.rejects)
        self.mended += block.mended
        self.repeated_headers += block.headers
        self.footers += block.footers
        reasons = Counter(self.reasons) + Counter(reject.reason for reject in block.rejects)
        self.reasons = dict(sorted(reasons.items()))
        self.notes = dict(sorted((Counter(self.notes) + block.notes.counts).items()))

    def merge(self, other: FileCount) -> None:
        """Add the counts of another part of the same file."""
        for name in ("records", "accepted", "quarantined", "mended", "repeated_headers", "footers"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reasons = dict(sorted((Counter(self.reasons) + Counter(other.reasons)).items()))
        self.notes = dict(sorted((Counter(self.notes) + Counter(other.notes)).items()))


@dataclass
class Taken:
    """What the first reading has taken in: counts of each file, what the observer saw, rejects not yet written."""

    counts: list[FileCount]
    observe: Observer | None = None
    rejects: list[tuple[int, list[Reject]]] = field(default_factory=list)

    def fit(self, item: Item, /) -> None:
        """Take in one block."""
        number, table, block = item
        if block.rejects:
            self.rejects.append((number, block.rejects))
        self.counts[number].add(block)
        if self.observe and block.batch.num_rows:
            self.observe(table, block.batch)

    def merge(self, other: object, /) -> None:
        """Take in what was taken in of the part that follows."""
        if not isinstance(other, Taken):
            raise TypeError("readings merge with readings")
        for mine, theirs in zip(self.counts, other.counts, strict=True):
            mine.merge(theirs)
        self.rejects += other.rejects
        if self.observe is not None:
            if not isinstance(self.observe, Mergeable):
                raise TypeError("this observer can look on at one place only")
            self.observe.merge(other.observe)

    def drain(self) -> list[tuple[int, list[Reject]]]:
        """The rejects that came since the last time."""
        found, self.rejects = self.rejects, []
        return found


def sources(
    paths: Sequence[Location],
    overrides: Overrides | None = None,
    work: Work | None = None,
    store: Callable[[], Store] | None = None,
    progress: Progress | None = None,
) -> Opened:
    """Find the form of every input, before anything but what can be read once only, encrypted, is in ``work``."""
    folder = None if work is None else lambda: work.folder("ingest")
    return open_inputs(paths, overrides, Depot(folder, store, progress or Silent()))


def tables(opened: Opened) -> tuple[Table, ...]:
    """Every table of every input, in the order of the numbers that `run` and `batches` give them."""
    return tuple(table for item in opened.inputs for table in item.tables)


def _blocks(opened: Opened, progress: Progress) -> Iterator[tuple[int, int, Block]]:
    """Read every input once: number of the input, number of the table among all tables, block."""
    first = 0
    for number, item in enumerate(opened.inputs):
        done = 0
        for table, block in item.reader.read(item.source, item.tables):
            progress.advance(block.done - done, block.records, len(block.rejects))
            done = block.done
            yield number, first + table, block
        progress.advance(max(item.bytes - done, 0))
        first += len(item.tables)


class Blocks:
    """One reading of all inputs for an engine: blocks with the numbers of their input and of their table."""

    def __init__(self, opened: Opened, progress: Progress) -> None:
        self._opened, self._progress = opened, progress
        self._parts: tuple[Part, ...] = ()

    def __iter__(self) -> Iterator[Item]:
        """Block after block, on this machine."""
        for number, table, block in _blocks(self._opened, self._progress):
            yield Item(number, table, block)

    def parts(self, wanted: int) -> tuple[Part, ...]:
        """About ``wanted`` ranges of bytes that are read independently; see `pipeline.ingest.parts.split`."""
        self._parts = split(self._opened, wanted)
        return self._parts

    def passed(self, part: int) -> None:
        """Tell the progress that a range is done."""
        self._progress.advance(self._parts[part].bytes)


def batches(opened: Opened, progress: Progress, start: Mapping[str, int] | None = None) -> Reading:
    """The accepted records of every input, each batch with the number of its table, for the second reading.

    ``start`` is what `Reading.after` told of an earlier one.
    """
    return Reading(opened, progress, Place(**start or {}))


def run(
    opened: Opened,
    work: Work,
    progress: Progress,
    observe: Observer | None = None,
    custodian: Path | None = None,
    engine: Engine | None = None,
) -> dict[str, Any]:
    """Read all inputs; returns and writes the summary (docs/reference/command-line.md).

    ``observe`` is shown every accepted batch with the number of its table, so that one reading serves this
    stage and the next. With the public key in the file ``custodian``, the bytes of quarantined records are kept,
    encrypted to it. ``engine`` reads (None: this machine).
    """
    taken = Taken([count_of(item) for item in opened.inputs], observe)
    folder = work.folder("ingest")
    custody = Custody(folder / "quarantine", recipient(custodian)) if custodian else None
    progress.begin("ingest", opened.bytes)
    with closing(QuarantineWriter(folder / "quarantine.parquet")) as quarantine:

        def write() -> None:
            for number, rejects in taken.drain():
                quarantine.write(number, rejects)
                if custody:
                    custody.keep(opened.inputs[number].source, rejects)

        counts = (engine or Local(lambda: folder)).fold(Blocks(opened, progress), taken, write).counts
    if custody:
        custody.close()
    totals = {key: sum(getattr(c, key) for c in counts) for key in ("records", "accepted", "quarantined")}
    if totals["accepted"] + totals["quarantined"] != totals["records"]:
        raise AssertionError("accepted + quarantined != records")
    summary: dict[str, Any] = {"files": [asdict(count) for count in counts], **totals}
    if opened.unread:
        summary["unread"] = [{"name": name, "why": why} for name, why in opened.unread]
    work.write_summary("ingest", summary)
    return summary


def count_of(item: Input) -> FileCount:
    """The counts of an input before it is read."""
    first = item.tables[0]
    return FileCount(item.name, item.reader.NAME, first.encoding, first.delimiter)


def require_records(summary: dict[str, Any]) -> None:
    """Refuse an input without a single readable record."""
    if summary["accepted"] == 0:
        names = ", ".join(file["name"] for file in summary["files"])
        raise InputError(f"{names}: no readable record ({summary['quarantined']} in the quarantine)")


def formats() -> list[tuple[str, str]]:
    """Every format that can be read, then every container, each with what it is."""
    texts = [(reader.NAME, reader.DESCRIPTION) for reader in readers()]
    return [*texts, *((container.NAME, container.DESCRIPTION) for container in containers())]
