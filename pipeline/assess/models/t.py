"""How far the sensitive values of a class are from those of the table (Li et al. 2007)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.assess.judged import Judged, Pairs, TableMeasure

CELLS = 1 << 22


class EqualT(TableMeasure):
    """The largest distance of a class from the table when all values are as far from each other."""

    ID = "t"

    def evaluate(self, table: Judged) -> float | None:
        """The maximum over classes and sensitive columns; None without records or sensitive column."""
        found = [equal(table.pairs(name)).max() for name in table.sensitive if len(table.sizes)]
        return float(max(found)) if found else None


class OrderedT(TableMeasure):
    """The same when values lie on a line: numbers by size, other texts by alphabet, empty cells last."""

    ID = "ordered_t"

    def evaluate(self, table: Judged) -> float | None:
        """The maximum over classes and sensitive columns; None without records or sensitive column."""
        found = [ordered(table.pairs(name)) for name in table.sensitive if len(table.sizes)]
        return max(found) if found else None


def equal(pairs: Pairs) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Half the sum of absolute differences of shares, for each class; values that a class lacks count in full."""
    whole = pairs.whole[pairs.values]
    here = np.bincount(pairs.classes, weights=np.abs(pairs.shares - whole))
    return (here + 1 - np.bincount(pairs.classes, weights=whole)) / 2


def ordered(pairs: Pairs) -> float:
    """The largest mean absolute difference of cumulated shares."""
    rank = np.empty(len(pairs.names), dtype=np.int64)
    rank[sorted(range(len(pairs.names)), key=lambda i: _place(pairs.names, i))] = np.arange(len(pairs.names))
    whole = np.zeros(len(rank))
    whole[rank] = pairs.whole
    worst, classes = 0.0, len(pairs.sizes)
    step = max(1, CELLS // len(rank))
    for begin in range(0, classes, step):
        first, last = np.searchsorted(pairs.classes, [begin, begin + step])
        cells = np.zeros((min(step, classes - begin), len(rank)))
        cells[pairs.classes[first:last] - begin, rank[pairs.values[first:last]]] = pairs.shares[first:last]
        away = np.abs(np.cumsum(cells - whole, axis=1)).sum(axis=1)
        worst = max(worst, float(away.max()) / max(len(rank) - 1, 1))
    return worst


def hierarchical(pairs: Pairs, lines: Mapping[str | None, Sequence[str | None]]) -> float:
    """The largest distance when two values are as far as their lowest common label is high; ``lines`` are the labels.

    Each label settles what its parts have too much or too little among themselves, at the cost of its height.
    """
    paths = [lines[name] for name in pairs.names]
    height = len(paths[0]) - 1
    if len({path[-1] for path in paths}) > 1:
        paths, height = [(*path, None) for path in paths], height + 1
    worst = 0.0
    for mine in range(len(pairs.sizes)):
        first, last = np.searchsorted(pairs.classes, [mine, mine + 1])
        extra: dict[object, float] = {name: -share for name, share in zip(pairs.names, pairs.whole, strict=True)}
        for value, share in zip(pairs.values[first:last], pairs.shares[first:last], strict=True):
            extra[pairs.names[value]] += float(share)
        worst = max(worst, _settled(extra, paths, height))
    return worst


def _settled(extra: Mapping[object, float], paths: Sequence[Sequence[str | None]], height: int) -> float:
    cost, below = 0.0, dict(extra)
    for level in range(1, height + 1):
        over = dict.fromkeys((path[level] for path in paths), 0.0)
        under = dict(over)
        for child, parent in {(path[level - 1], path[level]) for path in paths}:
            over[parent] += max(below[child], 0.0)
            under[parent] += max(-below[child], 0.0)
        cost += sum(min(over[label], under[label]) for label in over) * level / height
        below = {label: over[label] - under[label] for label in over}
    return cost


def _place(names: tuple[str | None, ...], place: int) -> tuple[bool, float, str]:
    """What values are ordered by: as numbers where all are, else as texts."""
    name = names[place]
    if all(other is None or _is_number(other) for other in names):
        return (name is None, float(name.replace(",", ".")) if name else 0.0, "")
    return (name is None, 0.0, name or "")


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
