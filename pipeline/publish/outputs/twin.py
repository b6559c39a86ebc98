"""``twin.parquet``: made-up rows in the shape of the leak, drawn from the cubes beside it and from nothing else."""

from __future__ import annotations

from filecmp import cmp
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.publish.made_up import twin
from pipeline.publish.output import Output
from pipeline.twin import plan
from pipeline.twin.draw import draw


class Twin(Output):
    """Rows to write, teach and test queries on; marked as synthetic in the file, in every field and in every row."""

    path = "twin.parquet"
    description = "the synthetic twin: made-up rows, drawn from the cubes alone"
    first = True
    tiers = frozenset({"public"})

    def due(self, facts: dict[str, Any]) -> bool:
        """Where enough is published, and the policy asks for one."""
        return facts.get("twin") is not None

    def decided(self, facts: dict[str, Any]) -> bool:
        """Where the software that it was drawn with is here."""
        return plan.here(facts)

    def write(self, folder: Path, facts: dict[str, Any]) -> None:
        """Draw it from ``folder/cubes``."""
        table = twin(facts)
        if table is not None:
            pq.write_table(_cast(draw(folder, facts), table.schema()), folder / self.path, compression="zstd")

    def same(self, one: Path, other: Path) -> bool:
        """Compare bytes, else rows and descriptions: another pyarrow packs the same rows otherwise."""
        if cmp(one, other, shallow=False):
            return True
        mine, theirs = pq.read_table(one), pq.read_table(other)
        return bool(mine.schema.equals(theirs.schema, check_metadata=True) and mine.equals(theirs))


def _cast(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    return rows.combine_chunks().cast(schema).replace_schema_metadata(schema.metadata)
