"""What a `newsroom` run does to a block of records: it travels to workers where an engine has some."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pyarrow as pa

from pipeline.core.keys import RunKey
from pipeline.core.policy import Policy
from pipeline.core.profile import Profile
from pipeline.detect.text.finder import TextFinder
from pipeline.detect.text.gazetteer import Gazetteer
from pipeline.engines.engine import Part
from pipeline.ingest.parts import Item
from pipeline.ingest.stage import Blocks
from pipeline.transform import plan, table
from pipeline.transform.owners import Told, Written, changed
from pipeline.transform.transform import Context


@dataclass(frozen=True)
class Treated:
    """What is done to the records of every file, bound to the keys of the release at the first use."""

    profiles: Sequence[Profile]
    policy: Policy
    key: RunKey
    own: Gazetteer
    owners: Written | None
    metadata: dict[str, str]

    @cached_property
    def files(self) -> list[table.Columns]:
        """The columns of every file, bound."""
        context = Context(self.policy, self.key, TextFinder(self.own))
        plans = [plan.plan(known, self.policy) for known in self.profiles]
        linked = self.policy.persons == "linked"
        return [table.bind(known, p, context, linked) for known, p in zip(self.profiles, plans, strict=True)]

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns that come out."""
        return table.schema(self.files, self.metadata)

    def of(self, number: int, batch: pa.RecordBatch, told: Told | None) -> table.Made:
        """The treated records of a batch of table ``number``; ``told`` says whose they are, batch after batch."""
        rows = batch.num_rows
        return self.files[number](batch, self.schema, (lambda _: told.take(rows)) if told else None)

    def bind(self) -> Callable[[Placed], table.Made]:
        """The function from blocks to their treated records, wherever each of them begins."""
        told, due = None, -1

        def treat(placed: Placed) -> table.Made:
            nonlocal told, due
            if self.owners is not None and placed.at != due:
                told = self.owners.told(placed.at)
            due = placed.at + placed.item.block.batch.num_rows
            return self.of(placed.item.table, placed.item.block.batch, told)

        return treat

    def __sealed__(self) -> tuple[object, ...]:
        return Treated, (self.profiles, self.policy, self.key, self.own, self.owners, self.metadata)


class Placed(NamedTuple):
    """A block with records, and how many come before it."""

    at: int
    item: Item


@dataclass(frozen=True)
class PlacedPart:
    """A part of a leak before which ``begin`` records come."""

    part: Part[Item]
    begin: int

    def __iter__(self) -> Iterator[Placed]:
        """Block after block, those without records left out."""
        at = self.begin
        for item in self.part:
            if item.block.batch.num_rows:
                yield Placed(at, item)
                at += item.block.batch.num_rows


@dataclass(frozen=True)
class Placing:
    """A reading whose parts know how many records come before each: ``begins``, the last being all records."""

    blocks: Blocks
    begins: Sequence[int]

    def __iter__(self) -> Iterator[Placed]:
        """Block after block, on this machine."""
        return iter(PlacedPart(self.blocks, 0))

    def parts(self, wanted: int) -> Sequence[Part[Placed]]:
        """The parts of the blocks.

        Raises
        ------
        InputError
            Where they are not those that were read before.
        """
        found = self.blocks.parts(wanted)
        if len(found) + 1 != len(self.begins):
            raise changed()
        return [PlacedPart(part, begin) for part, begin in zip(found, self.begins, strict=False)]

    def passed(self, part: int) -> None:
        """Tell whoever looks on."""
        self.blocks.passed(part)
