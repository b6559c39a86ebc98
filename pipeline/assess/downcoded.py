"""The attack on local recoding: what labels of different widths tell about the rows under the wide ones (T30)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

Value = str | None
Lines = Mapping[Value, Sequence[Value]]
Numbers = npt.NDArray[np.int64]
AT_A_TIME = 1 << 16
"""Kinds of persons that are compared with all classes at a time."""


@dataclass(frozen=True)
class Betrayed:
    """What the attack found.

    ``refined`` are the tuples of fewer than k persons that are told from their class; ``choices`` those of whatever
    number that fit several classes; ``kinds`` different tuples of the table, ``classes`` of the release.
    """

    refined: int
    choices: int
    kinds: int
    classes: int


@dataclass(frozen=True)
class _Column:
    """One quasi-identifier: numbers of the labels of each value level by level, and the levels a label may be of."""

    levels: tuple[Numbers, ...] = field(repr=False)
    numbers: Mapping[Value, int] = field(repr=False)

    @classmethod
    def of(cls, lines: Lines, values: Sequence[Value]) -> _Column:
        """From the lines of its hierarchy and the different values of its column."""
        numbers: dict[Value, int] = {}
        paths = list(zip(*(lines[value or None] for value in values), strict=True))
        levels = [np.array([numbers.setdefault(label, len(numbers)) for label in path]) for path in paths]
        return cls(tuple(levels), numbers)

    def readings(self, label: Value) -> list[int]:
        """The levels whose values a label may mean, those left out that another one holds all of."""
        number = self.numbers.get(label, -1)
        found: dict[int, set[int]] = {}
        for level in reversed(range(len(self.levels))):
            held = set(np.flatnonzero(self.levels[level] == number).tolist())
            if held and not any(held <= other for other in found.values()):
                found[level] = held
        return list(found)


def attack(released: pa.Table, raw: pa.Table, lines: Mapping[str, Lines], k: int) -> Betrayed:
    """Refine a release by what its other classes say, for somebody who holds the table and knows the algorithm.

    A recoding is a function of the quasi-identifiers: whoever knows it knows the class of each tuple of values. Labels
    that overlap hide this only from those who do not, so each tuple of fewer than ``k`` persons that fits several
    classes counts as refined: whatever bounds from totals (combinatorial refinement) or minimality (downcoding; Cohen
    2022) would find is among these. And without the table: two rows under a label that has two labels below it are one
    of each, since two of a kind would have been released under the finer one.

    ``lines`` are, for each quasi-identifier, the labels of each value (None: empty) from itself to the coarsest.
    """
    names = list(lines)
    kinds = _frame(raw, names).group_by(names).len("persons")
    classes = _frame(released, names).group_by(names).len("rows")
    columns, codes = [], []
    for name in names:
        values = kinds[name].unique().to_list()
        place = {value: number for number, value in enumerate(values)}
        columns.append(_Column.of(lines[name], values))
        codes.append(np.array([place[value] for value in kinds[name].to_list()], dtype=np.int64))
    fits = _fits(columns, codes, [classes[name].to_list() for name in names], classes.height)
    several = fits > 1
    small = several & (kinds["persons"].to_numpy() < k)
    halved = _halves(classes, lines) if k > 1 else 0
    return Betrayed(int(small.sum()) + halved, int(several.sum()), kinds.height, classes.height)


def _frame(table: pa.Table, names: Sequence[str]) -> pl.DataFrame:
    """Columns of text, an empty cell being null."""
    frame = pl.DataFrame(pl.from_arrow(table.select(list(names))))
    texts = [pl.col(name).cast(pl.String) for name in names]
    return frame.select(pl.when(text != "").then(text).alias(name) for text, name in zip(texts, names, strict=True))


def _fits(
    columns: Sequence[_Column], codes: Sequence[Numbers], labels: Sequence[Sequence[Value]], classes: int
) -> Numbers:
    """How many classes each kind fits: labels are gone through column by column, classes alike so far together."""
    group = np.zeros(classes, dtype=np.int64)
    meant = np.arange(classes)
    steps = []
    for column, mine in zip(columns, labels, strict=True):
        readings = {label: column.readings(label) for label in set(mine)}
        spread = np.array([len(readings[mine[c]]) for c in meant.tolist()], dtype=np.int64)
        level = np.array([one for c in meant.tolist() for one in readings[mine[c]]], dtype=np.int64)
        group, meant = np.repeat(group, spread), np.repeat(meant, spread)
        number = np.array([column.numbers[mine[c]] for c in meant.tolist()], dtype=np.int64)
        card = len(column.numbers)
        key = (group * len(column.levels) + level) * card + number
        table, group = np.unique(key, return_inverse=True)
        steps.append((column, card, table))
    last = np.unique(np.stack([group, meant]), axis=1)
    found = np.zeros(len(codes[0]), dtype=np.int64)
    for begin in range(0, len(found) if last.size else 0, AT_A_TIME):
        chunk = [code[begin : begin + AT_A_TIME] for code in codes]
        found[begin : begin + AT_A_TIME] = _fitted(steps, chunk, last)
    return found


def _fitted(steps: Sequence[tuple[_Column, int, Numbers]], codes: Sequence[Numbers], last: Numbers) -> Numbers:
    """The same for some kinds: pairs of a kind and a group of classes, column by column."""
    kind = np.arange(len(codes[0]))
    group = np.zeros(len(kind), dtype=np.int64)
    for (column, card, table), code in zip(steps, codes, strict=True):
        kinds, groups = [], []
        for level, labels in enumerate(column.levels):
            key = (group * len(column.levels) + level) * card + labels[code[kind]]
            at = np.minimum(np.searchsorted(table, key), len(table) - 1)
            there = table[at] == key
            kinds.append(kind[there])
            groups.append(at[there])
        kind, group = np.concatenate(kinds), np.concatenate(groups)
    first = np.searchsorted(last[0], group, "left")
    spread = np.searchsorted(last[0], group, "right") - first
    at = np.repeat(first - np.cumsum(spread) + spread, spread) + np.arange(int(spread.sum()))
    pairs = np.unique(np.repeat(kind, spread) * (int(last[1].max(initial=0)) + 1) + last[1][at])
    return np.bincount(pairs // (int(last[1].max(initial=0)) + 1), minlength=len(codes[0]))


def _halves(classes: pl.DataFrame, lines: Mapping[str, Lines]) -> int:
    """Classes of two rows with a label that has exactly two labels below it."""
    twos = classes.filter(pl.col("rows") == 2)
    halved = np.zeros(twos.height, dtype=bool)
    for name, mine in lines.items():
        below: dict[Value, set[Value]] = {}
        for path in mine.values():
            trail = [label for label, _ in groupby(path)]
            for child, parent in pairwise(trail):
                below.setdefault(parent, set()).add(child)
        halved |= np.array([len(below.get(label, ())) == 2 for label in twos[name].to_list()], dtype=bool)
    return int(halved.sum())
