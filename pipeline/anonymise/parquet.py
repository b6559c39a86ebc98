"""How a cube is written: plain strings, sorted rows, nothing of the process that made it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def write_cube(path: Path, dimensions: Sequence[str], rows: Sequence[tuple[str | int, ...]]) -> None:
    """Write one cube: its dimensions as text, then ``persons`` and ``records`` (int64), sorted by dimensions.

    Plain strings, no dictionary that could keep unused values, and the same bytes for the same rows.
    """
    schema = pa.schema(
        [*((name, pa.string()) for name in dimensions), ("persons", pa.int64()), ("records", pa.int64())]
    )
    columns = [pa.array([row[i] for row in rows], field.type) for i, field in enumerate(schema)]
    table = pa.table(columns, schema=schema)
    pq.write_table(table, path, compression="zstd", store_schema=False, version="2.6")
