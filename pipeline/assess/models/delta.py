"""delta-disclosure privacy (Brickell and Shmatikov 2008)."""

from __future__ import annotations

import numpy as np

from pipeline.assess.judged import Judged, TableMeasure


class DeltaDisclosure(TableMeasure):
    """The largest ``|ln(p / q)|`` of a value that stands in a class, p being its share there, q in the table."""

    ID = "delta"

    def evaluate(self, table: Judged) -> float | None:
        """The maximum over classes, values and sensitive columns; None without records or sensitive column."""
        found = []
        for name in table.sensitive if len(table.sizes) else ():
            pairs = table.pairs(name)
            found.append(float(np.abs(np.log(pairs.shares / pairs.whole[pairs.values])).max()))
        return max(found) if found else None
