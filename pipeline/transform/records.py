"""One pure function from a batch of the leak to a batch of records without raw values."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import polars as pl
import pyarrow as pa

from pipeline.core.cells import blank_to_null
from pipeline.core.profile import Profile
from pipeline.transform import attributes, link, reuse
from pipeline.transform.transform import Context
from pipeline.transform.transforms.health_facts import BITS

RECORDS = pa.schema(
    [
        ("department", pa.string()),
        ("sex", pa.string()),
        ("birth_year", pa.int16()),
        ("prescriber_department", pa.string()),
        ("laboratory", pa.string()),
        ("month", pa.string()),
        ("storage", pa.string()),
        ("strength", pa.string()),
        ("institution", pa.bool_()),
        ("provider", pa.string()),
        ("country", pa.string()),
        ("prescriber", pa.string()),
        *((name, pa.string()) for name in link.TOKENS),
        *((name, pa.uint64()) for name in reuse.COLUMNS),
        ("categories", pa.uint64()),
    ]
)
"""A transformed record: generalised attributes, keyed tokens, and the exposed categories as a set of bits."""

NO_PASSWORD, CLEAR = "no_password", "clear"
"""Storage kinds: of an account that stands in a record without a password, of one whose password can be read."""


def bind(profile: Profile, context: Context) -> Callable[[pa.RecordBatch], pa.RecordBatch]:
    """Bind policy and profile to the columns of one file.

    The result maps a batch of text columns, in file order, to a batch of `RECORDS`: same number of rows, row
    ``i`` made from row ``i`` alone.
    """
    bound = attributes.bind(profile, context)
    links = link.bind(profile, context)
    passwords = next(attribute.columns for attribute in bound if attribute.name == "storage")
    same = reuse.Same(profile, passwords, context)
    exposed = _exposure(profile)

    def records(batch: pa.RecordBatch) -> pa.RecordBatch:
        cells = [blank_to_null(pl.Series(column)) for column in batch.columns]
        values = {attribute.name: attribute.of(cells) for attribute in bound}
        tokens = links.of(cells, values["sex"])
        categories = exposed(cells) | values.pop("health").fill_null(0)
        alike = same.of(cells, values["storage"] == CLEAR)
        frame = pl.DataFrame([*values.values(), *tokens, *alike, categories.alias("categories")])
        frame = frame.with_columns(_storage(frame["categories"]), _strength())
        batches = frame.select(RECORDS.names).to_arrow().cast(RECORDS).combine_chunks().to_batches()
        return batches[0] if batches else pa.RecordBatch.from_pylist([], RECORDS)

    return records


def _exposure(profile: Profile) -> Callable[[list[pl.Series]], pl.Series]:
    """Which kinds of data stand in a record: a category is exposed where one of its cells is filled."""
    columns = [(i, column.category) for i, column in enumerate(profile.columns) if column.category]

    def exposed(cells: list[pl.Series]) -> pl.Series:
        none = pl.zeros(len(cells[0]), dtype=pl.UInt64, eager=True)
        bits = (cells[i].is_not_null().cast(pl.UInt64) * BITS[category] for i, category in columns)
        return reduce(lambda left, right: left | right, bits, none)

    return exposed


def _strength() -> pl.Expr:
    """The strength of the password whose storage is told: one in clear, and no other that stands beside it."""
    return pl.when(pl.col("storage") == CLEAR).then("strength").alias("strength")


def _storage(categories: pl.Series) -> pl.Expr:
    """Every account has a storage kind, so that kinds of one account add up to its category."""
    has_account = pl.lit((categories & BITS["credentials"]) != 0)
    return pl.when(has_account).then(pl.col("storage").fill_null(NO_PASSWORD)).otherwise(None).alias("storage")
