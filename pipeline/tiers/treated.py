"""What a `newsroom` run does to a block of records: it travels to workers where an engine has some."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from pipeline.core.keys import RunKey
from pipeline.core.policy import Policy
from pipeline.core.profile import Profile
from pipeline.detect.text.finder import TextFinder
from pipeline.detect.text.gazetteer import Gazetteer
from pipeline.ingest.parts import Item
from pipeline.transform import plan, table
from pipeline.transform.owners import Told
from pipeline.transform.persons import Persons
from pipeline.transform.transform import Context


@dataclass(frozen=True)
class Treated:
    """What is done to the records of every file, bound to the keys of the release at the first use."""

    profiles: Sequence[Profile]
    policy: Policy
    key: RunKey
    own: Gazetteer
    persons: Persons | None
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

    def bind(self) -> Callable[[Item], table.Made]:
        """The function from a block to its treated records, where persons are known by their link keys."""
        files, schema, persons = self.files, self.schema, self.persons

        def treat(item: Item) -> table.Made:
            file = files[item.table]
            whose = (lambda cells: persons.of(file.profile, cells)) if persons else None
            return file(item.block.batch, schema, whose)

        return treat

    def __sealed__(self) -> tuple[object, ...]:
        return Treated, (self.profiles, self.policy, self.key, self.own, self.persons, self.metadata)
