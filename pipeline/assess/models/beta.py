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
    """The same, but no more than ``-ln q`` of the rarest value: what may be gained of rare values at all is bounded.

    As pycanon 1.3 reads the paper: one bound for the largest gain, not one for the gain of each value.
    """

    ID = "enhanced_beta"

    def evaluate(self, table: Judged) -> float | None:
        """The maximum over sensitive columns; None without records or sensitive column."""
        found = []
        for name in table.sensitive if len(table.sizes) else ():
            pairs = table.pairs(name)
            found.append(min(float(_gains(pairs).max()), float(-np.log(pairs.whole.min()))))
        return max(found) if found else None


def _gains(pairs: Pairs) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    whole = pairs.whole[pairs.values]
    return np.asarray((pairs.shares - whole) / whole, dtype=np.float64)
