"""What a `newsroom` run has to know of the whole leak, and what it does to a block: both travel to workers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa

from pipeline.core.keys import RunKey
from pipeline.core.policy import Policy
from pipeline.core.profile import Profile
from pipeline.detect.text.finder import TextFinder, names
from pipeline.detect.text.gazetteer import Gazetteer
from pipeline.ingest.parts import Item
from pipeline.transform import plan, table
from pipeline.transform.persons import People, Persons
from pipeline.transform.transform import Context


@dataclass
class Known:
    """What has to be known of the whole leak before a record is treated: link keys, and names for texts."""

    profiles: tuple[Profile, ...]
    with_names: bool
    people: People = field(default_factory=People)
    own: Gazetteer = field(default_factory=Gazetteer.empty)

    def fit(self, item: Item, /) -> None:
        """Take in one block."""
        batch, profile = item.block.batch, self.profiles[item.table]
        if batch.num_rows:
            self.people = self.people.fit(batch, profile)
            self.own = names(self.own, batch, profile) if self.with_names else self.own

    def merge(self, other: object, /) -> None:
        """Take in what is known of the part that follows."""
        if not isinstance(other, Known):
            raise TypeError("what is known merges with its like")
        self.people = self.people.merge(other.people)
        self.own = self.own.merge(other.own)


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
        return [table.bind(known, p, context, self.persons) for known, p in zip(self.profiles, plans, strict=True)]

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns that come out."""
        return table.schema(self.files, self.metadata)

    def bind(self) -> Callable[[Item], table.Made]:
        """The function from a block to its treated records."""
        files, schema = self.files, self.schema
        return lambda item: files[item.table](item.block.batch, schema)

    def __sealed__(self) -> tuple[object, ...]:
        return Treated, (self.profiles, self.policy, self.key, self.own, self.persons, self.metadata)
