"""The smallest class."""

from __future__ import annotations

from pipeline.assess.judged import Judged, TableMeasure


class K(TableMeasure):
    """Records of the smallest class: every record looks like k - 1 others (Samarati and Sweeney 1998)."""

    ID = "k"

    def evaluate(self, table: Judged) -> float | None:
        """The minimum; None without records."""
        return int(table.sizes.min()) if len(table.sizes) else None
