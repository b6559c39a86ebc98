"""Batches of a leak become batches of pseudonymised records: what a policy lets out, and whose each record is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from pipeline.core.errors import PolicyError
from pipeline.core.policy import Treatment
from pipeline.core.profile import Profile
from pipeline.transform.coded import Cells, Named
from pipeline.transform.persons import Whose
from pipeline.transform.plan import Planned
from pipeline.transform.remembered import Remembered
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
    linked: bool
    token: Callable[[pl.Series], pl.Series]

    def schema(self) -> dict[str, pa.DataType]:
        """Type of each column that comes out."""
        nothing = pl.Series("", [], dtype=pl.String)
        made = {p.name: function(nothing, Beside.nothing(0)).dtype for p, function in self.bound}
        types = {name: _TYPES.get(dtype.base_type(), pa.string()) for name, dtype in made.items()}
        return ({PERSON: pa.string(), STRICT: pa.string()} if self.linked else {}) | types

    def __call__(self, batch: pa.RecordBatch, schema: pa.Schema, whose: Callable[[Cells], Whose] | None = None) -> Made:
        """Transform one batch; row ``i`` from row ``i``, columns that the file has not are null.

        ``whose`` tells whose its records are; None where nothing links them.
        """
        cells = Cells(batch)
        beside, made = self._beside(cells, whose)
        unchanged = {}
        for planned, function in self.bound:
            made[planned.name], same = _treat(planned, function, cells, beside, schema.field(planned.name).type)
            if _is_checked(planned):
                unchanged[planned.name] = same
        arrays = [made[part.name] if part.name in made else pa.nulls(batch.num_rows, part.type) for part in schema]
        return Made(pa.record_batch(arrays, schema=schema), unchanged)

    def _beside(self, cells: Cells, whose: Callable[[Cells], Whose] | None) -> tuple[Beside, dict[str, pa.Array]]:
        own = Named(cells, {c.entity: i for i, c in reversed(list(enumerate(self.profile.columns))) if c.entity})
        if whose is None:
            return Beside(Beside.nothing(cells.rows).person, own), {}
        loose, strict = whose(cells)
        tokens = {PERSON: self.token(loose), STRICT: self.token(strict)}
        return Beside(loose, own), {name: values.to_arrow().cast(pa.string()) for name, values in tokens.items()}


def _treat(
    planned: Planned, function: RecordFunction, cells: Cells, beside: Beside, dtype: pa.DataType
) -> tuple[pa.Array, int]:
    """What a column becomes, and how many of its cells are what they were."""
    of_value = planned.transform.of_value()
    coded = cells.coded(planned.place, always=planned.transform.costly) if of_value else None
    values = cells[planned.place] if coded is None else coded.values
    made = function(values, beside if coded is None else Beside.nothing(len(values)))
    arrow = made.to_arrow().cast(dtype)
    if not _is_checked(planned):
        return (arrow if coded is None else coded.rows(arrow)), 0
    same = (made.cast(pl.String) == values).fill_null(False)
    return (arrow, int(same.sum())) if coded is None else (coded.rows(arrow), coded.count(same))


def _is_checked(planned: Planned) -> bool:
    """Whether no value may come out as it was."""
    return planned.transform.treatment in _REPLACED and planned.transform.name not in _BEYOND


def bind(profile: Profile, planned: Sequence[Planned], context: Context, linked: bool) -> Columns:
    """Bind the plan of one file to the keys of the release; ``linked`` records say whose they are."""
    bound = tuple((p, _bound(p, context)) for p in planned)
    return Columns(profile, bound, linked, Token().bind(PERSON_PURPOSE, context))


def _bound(planned: Planned, context: Context) -> RecordFunction:
    function = planned.transform.bind_beside(planned.purpose, context)
    return Remembered(function) if planned.transform.costly and planned.transform.of_value() else function


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
