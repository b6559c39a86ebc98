"""How much more frequent a sensitive value is in a class than in the table (Cao and Karras 2012)."""

from __future__ import annotations

import numpy as np

from pipeline.assess.judged import Judged, Pairs, TableMeasure


class BasicBeta(TableMeasure):
    """The largest relative gain ``(p - q) / q`` of a sensitive value's share in a class over its share in the table."""

    ID = "beta"

    def evaluate(self, table: Judged) -> float | None:
        """The maximum over classes, values and sensitive columns; None without records or sensitive column."""
        found = [float(_gains(table.pairs(name)).max()) for name in table.sensitive if len(table.sizes)]
        return max(found) if found else None


class EnhancedBeta(TableMeasure):
    """The same, of each value no more than ``-ln q``: what a rare value may gain at all is bounded."""

    ID = "enhanced_beta"

    def evaluate(self, table: Judged) -> float | None:
        """The maximum over values and sensitive columns; None without records or sensitive column."""
        found = []
        for name in table.sensitive if len(table.sizes) else ():
            pairs = table.pairs(name)
            found.append(float(np.minimum(_gains(pairs), -np.log(pairs.whole[pairs.values])).max()))
        return max(found) if found else None


def _gains(pairs: Pairs) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    whole = pairs.whole[pairs.values]
    return np.asarray((pairs.shares - whole) / whole, dtype=np.float64)
