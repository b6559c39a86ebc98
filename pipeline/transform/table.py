"""Batches of a leak become batches of pseudonymised records: what a policy lets out, and whose each record is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from pipeline.core.cells import blank_to_null
from pipeline.core.errors import PolicyError
from pipeline.core.policy import Treatment
from pipeline.core.profile import Profile
from pipeline.transform.persons import Persons
from pipeline.transform.plan import Planned
from pipeline.transform.transform import Beside, Context, RecordFunction
from pipeline.transform.transforms.token import Token

PERSON, STRICT = "person", "person_strict"
"""Whose a record is, by the loose link and by the strict one, as keyed tokens."""

PERSON_PURPOSE = "person|person_key"
_TYPES = {
    pl.String: pa.string(),
    pl.Date: pa.date32(),
    pl.Boolean: pa.bool_(),
    pl.Int16: pa.int16(),
    pl.Int64: pa.int64(),
}
_BEYOND = ("redacted", "token", "person_key")
"""A text keeps its harmless words; a value that is its own hash does not exist. What they give is checked besides."""

_REPLACED = (Treatment.PSEUDONYMISE, Treatment.SYNTHESISE)


@dataclass(frozen=True)
class Made:
    """One transformed batch, and how many cells of each replaced column are what they were."""

    batch: pa.RecordBatch
    unchanged: dict[str, int]


@dataclass(frozen=True)
class Columns:
    """What comes out of one file, bound to the keys of the release."""

    profile: Profile
    bound: tuple[tuple[Planned, RecordFunction], ...]
    persons: Persons | None
    token: Callable[[pl.Series], pl.Series]

    def schema(self) -> dict[str, pa.DataType]:
        """Type of each column that comes out."""
        nothing = pl.Series("", [], dtype=pl.String)
        made = {p.name: function(nothing, Beside.nothing(0)).dtype for p, function in self.bound}
        types = {name: _TYPES.get(dtype.base_type(), pa.string()) for name, dtype in made.items()}
        return ({} if self.persons is None else {PERSON: pa.string(), STRICT: pa.string()}) | types

    def __call__(self, batch: pa.RecordBatch, schema: pa.Schema) -> Made:
        """Transform one batch; row ``i`` from row ``i``, columns that the file has not are null."""
        cells = [blank_to_null(pl.Series(column)) for column in batch.columns]
        beside, made = self._beside(cells)
        unchanged = {}
        for planned, function in self.bound:
            cell = cells[planned.place]
            made[planned.name] = function(cell, beside)
            if planned.transform.treatment in _REPLACED and planned.transform.name not in _BEYOND:
                same = made[planned.name].cast(pl.String) == cell
                unchanged[planned.name] = int(same.fill_null(False).sum())
        arrays = [
            made[part.name].to_arrow().cast(part.type) if part.name in made else pa.nulls(batch.num_rows, part.type)
            for part in schema
        ]
        return Made(pa.record_batch(arrays, schema=schema), unchanged)

    def _beside(self, cells: list[pl.Series]) -> tuple[Beside, dict[str, pl.Series]]:
        own = {c.entity: cells[i] for i, c in reversed(list(enumerate(self.profile.columns))) if c.entity}
        if self.persons is None:
            return Beside(Beside.nothing(len(cells[0])).person, own), {}
        loose, strict = self.persons.of(self.profile, cells)
        return Beside(loose, own), {PERSON: self.token(loose), STRICT: self.token(strict)}


def bind(profile: Profile, planned: Sequence[Planned], context: Context, persons: Persons | None) -> Columns:
    """Bind the plan of one file to the keys of the release."""
    bound = tuple((p, p.transform.bind_beside(p.purpose, context)) for p in planned)
    return Columns(profile, bound, persons, Token().bind(PERSON_PURPOSE, context))


def schema(files: Sequence[Columns], metadata: dict[str, str]) -> pa.Schema:
    """The columns of all files: those of persons first, then each in the order in which it is met.

    Raises
    ------
    PolicyError
        When two files give one column different types.
    """
    types: dict[str, pa.DataType] = {}
    for columns in files:
        for name, dtype in columns.schema().items():
            if types.setdefault(name, dtype) != dtype:
                raise PolicyError(f"columns: {name} is treated in two ways that do not go together", "give both one")
    return pa.schema(list(types.items()), metadata=metadata)
