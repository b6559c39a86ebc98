"""A generalisation hierarchy: every value of a column, and what it becomes level by level."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipeline.core.errors import InputError

Value = str | None
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
TOP = "*"


def summed(groups: Ints, amounts: Ints | Floats, number: int) -> Floats:
    """Sums of ``amounts`` by group, groups being numbered from 0 to ``number`` - 1."""
    return np.asarray(np.bincount(groups, weights=amounts, minlength=number), dtype=np.float64)


@dataclass(frozen=True)
class Hierarchy:
    """The values of a column (leaves) and their labels on each level, level 0 being the values themselves.

    ``codes[l][v]`` is the number of the label of leaf ``v`` on level ``l``, ``labels[l]`` the labels by number.
    None stands for an empty cell. Groups of a level are unions of groups of the level below.
    """

    name: str
    leaves: tuple[Value, ...] = field(repr=False)
    codes: tuple[Ints, ...] = field(repr=False)
    labels: tuple[tuple[Value, ...], ...] = field(repr=False)

    @property
    def levels(self) -> int:
        """Number of levels, the values themselves included."""
        return len(self.codes)

    def sizes(self, level: int) -> Floats:
        """For each leaf the number of leaves under its label on ``level``."""
        codes = self.codes[level]
        counts: Floats = np.bincount(codes).astype(np.float64)[codes]
        return counts

    def loss(self, level: int) -> Floats:
        """For each leaf the share of the domain that its label on ``level`` covers: 0 for itself, 1 for everything.

        ``(size - 1) / (leaves - 1)``, which is how ARX 3.9 normalises the Loss of Iyengar (KDD 2002).
        """
        shares: Floats = (self.sizes(level) - 1) / max(len(self.leaves) - 1, 1)
        return shares

    def lines(self) -> dict[Value, tuple[Value, ...]]:
        """Each value's labels from itself to the coarsest, the empty value's included."""
        whole = self.with_empty()
        columns = [[label[code] for code in codes] for codes, label in zip(whole.codes, whole.labels, strict=True)]
        return dict(zip(whole.leaves, zip(*columns, strict=True), strict=True))

    def with_empty(self) -> Hierarchy:
        """The same with an empty cell as one more value, of its own on every level but one that makes all alike."""
        if None in self.leaves:
            return self
        codes: list[Ints] = []
        labels: list[tuple[Value, ...]] = []
        joined = False
        for level, (code, label) in enumerate(zip(self.codes, self.labels, strict=True)):
            joined = joined or (level > 0 and len(label) == 1 and label[0] not in self.leaves)
            codes.append(np.append(code, 0 if joined else len(label)))
            labels.append(label if joined else (*label, None))
        return Hierarchy(self.name, (*self.leaves, None), tuple(codes), tuple(labels))


def of_rows(name: str, rows: Iterable[Sequence[str]], source: str) -> Hierarchy:
    """A hierarchy from its lines, each a value and its labels from the finest level to the coarsest.

    Parameters
    ----------
    name:
        The column.
    rows:
        Cells of each line; an empty first cell stands for the empty value.
    source:
        What messages call the place where the lines come from.

    Raises
    ------
    InputError
        For lines of different lengths, a value with two different lines, a label that is above itself, and groups
        that a coarser level tears apart.
    """
    table: dict[str, tuple[str, ...]] = {}
    width = 0
    for number, row in enumerate(rows, start=1):
        if not row:
            continue
        cells = tuple(unicodedata.normalize("NFC", cell) for cell in row)
        width = width or len(cells)
        if len(cells) != width:
            said = f"{source}: line {number} has {len(cells)} levels, the lines before it have {width}"
            raise InputError(said, "give every value as many levels; a level may repeat a label")
        if table.setdefault(cells[0], cells) != cells:
            raise InputError(f"{source}: line {number} has a value of an earlier line with other labels")
    if not table:
        raise InputError(f"{source}: holds no line", "one line a value, levels from left to right, ; between them")
    columns = list(zip(*table.values(), strict=True))
    _refuse_cycles(columns, source)
    codes, labels = zip(*map(_numbered, columns), strict=True)
    _refuse_torn_groups(codes, source)
    leaves = tuple(value or None for value in labels[0])
    return Hierarchy(name, leaves, codes, (leaves, *labels[1:]))


def _numbered(column: Sequence[str]) -> tuple[Ints, tuple[Value, ...]]:
    """Numbers of the labels in order of first appearance, and the labels."""
    numbers: dict[str, int] = {}
    codes = np.array([numbers.setdefault(cell, len(numbers)) for cell in column], dtype=np.int64)
    return codes, tuple(numbers)


def _refuse_torn_groups(codes: Sequence[Ints], source: str) -> None:
    for level, (below, above) in enumerate(pairwise(codes), start=1):
        pairs = len(np.unique(np.stack([below, above]), axis=1).T)
        if pairs > int(below.max()) + 1:
            said = f"{source}: values that share a label on level {level - 1} have different ones on level {level}"
            raise InputError(said, "a coarser level may join groups, never part them")


def _refuse_cycles(columns: Sequence[Sequence[str]], source: str) -> None:
    """Refuse a label that is, over one or several lines, above itself; a label that repeats is none."""
    above: dict[str, set[str]] = {}
    for below, coarser in pairwise(columns):
        for child, parent in set(zip(below, coarser, strict=True)):
            if child != parent:
                above.setdefault(child, set()).add(parent)
    if _cyclic(above):
        raise InputError(f"{source}: a label is above itself (a cycle)", "give the coarser level a name of its own")


def _cyclic(edges: Mapping[str, set[str]]) -> bool:
    """Whether a directed graph has a cycle: take away, again and again, what nothing points to."""
    degree: dict[str, int] = {}
    for ends in edges.values():
        for end in ends:
            degree[end] = degree.get(end, 0) + 1
    free = [start for start in edges if start not in degree]
    while free:
        for end in edges.get(free.pop(), ()):
            degree[end] -= 1
            if not degree[end]:
                free.append(end)
    return any(degree.values())
