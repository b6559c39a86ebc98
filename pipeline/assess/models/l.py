"""How diverse the sensitive values of a class are (Machanavajjhala et al. 2007)."""

from __future__ import annotations

import numpy as np

from pipeline.assess.judged import Judged, Pairs, TableMeasure


class DistinctL(TableMeasure):
    """Different sensitive values in the poorest class; the least over all sensitive columns."""

    ID = "l"

    def evaluate(self, table: Judged) -> float | None:
        """The minimum; None without records or sensitive column."""
        found = [fewest(table.pairs(name)) for name in table.sensitive if len(table.sizes)]
        return min(found) if found else None


class EntropyL(TableMeasure):
    """The least exponential of the entropy of a class, as a real number."""

    ID = "entropy_l"

    def evaluate(self, table: Judged) -> float | None:
        """The minimum; None without records or sensitive column."""
        found = [lowest_entropy(table.pairs(name)) for name in table.sensitive if len(table.sizes)]
        return min(found) if found else None


class Dominance(TableMeasure):
    """The largest share that one sensitive value has in a class (threat T11)."""

    ID = "dominance"

    def evaluate(self, table: Judged) -> float | None:
        """The maximum; None without records or sensitive column."""
        found = [table.pairs(name).shares.max() for name in table.sensitive if len(table.sizes)]
        return float(max(found)) if found else None


def fewest(pairs: Pairs) -> int:
    """Different values of the class that has fewest."""
    return int(np.bincount(pairs.classes).min())


def lowest_entropy(pairs: Pairs) -> float:
    """The exponential of the entropy (in nats) of the class where it is lowest."""
    return float(np.exp(np.bincount(pairs.classes, weights=-pairs.shares * np.log(pairs.shares)).min()))


def recursive_c(pairs: Pairs, l: int) -> float:  # noqa: E741
    """The least ``c`` above which every class is recursive (c, l)-diverse; infinite where one has fewer than l values.

    The count of the most frequent value divided by all counts from the l-th on, at its largest.
    """
    worst = 0.0
    order = np.lexsort((-pairs.counts, pairs.classes))
    ends = np.flatnonzero(np.diff(pairs.classes[order])) + 1
    for counts in np.split(pairs.counts[order], ends):
        tail = counts[l - 1 :].sum()
        worst = max(worst, float(counts[0] / tail) if tail else float("inf"))
    return worst
