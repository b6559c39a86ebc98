"""Comments: texts that a few records have, longer than any label."""

from __future__ import annotations

from pipeline.detect.table import Hint, Table


def hints(table: Table) -> list[Hint]:
    """Give points for ``text.free`` where most records have nothing and the others several words."""
    return [
        Hint(column.position, "text.free", 0.15, "a text that few records have")
        for column in table.holding(0.5, "text.free")
        if column.null_share > 0.6 and column.mean_length >= 15 and column.share("insurer", "laboratory") < 0.6
    ]
