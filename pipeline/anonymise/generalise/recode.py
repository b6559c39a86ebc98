"""The released table: labels for values, suppressed records gone, the order of the rows telling nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.anonymise.generalise.coded import Coded, combine, numbered
from pipeline.anonymise.generalise.hierarchy import Hierarchy, Ints, Value
from pipeline.anonymise.generalise.model import Mask

Places = npt.NDArray[np.int32]


Level = int | npt.NDArray[np.int8]


def recode(table: pa.Table, coded: Coded, levels: Sequence[Level], kept: Mask, others: Sequence[str]) -> pa.Table:
    """Columns of labels at ``levels``, then ``others`` as they are, of the records in ``kept`` tuples, sorted.

    An attribute has one level, or one for each tuple.

    Rows are in the order of their contents, columns from left to right, empty cells last: rows that are equal are
    alike, so that their order carries nothing (threat T1).
    """
    rows = np.flatnonzero(kept[coded.tuple_of])
    columns = []
    for attribute, (hierarchy, level) in enumerate(zip(coded.hierarchies, levels, strict=True)):
        labels, codes = _labels(hierarchy, coded.leaves[attribute], level)
        columns.append(_ranked(labels, codes[coded.tuple_of[rows]]))
    for name in others:
        values, codes = numbered(table.column(name))
        columns.append(_ranked(values, codes[rows]))
    order = np.argsort(combine([codes for _, codes in columns], [len(values) for values, _ in columns]))
    names = [*(hierarchy.name for hierarchy in coded.hierarchies), *others]
    return pa.table({name: _text(values, codes[order]) for name, (values, codes) in zip(names, columns, strict=True)})


def _labels(hierarchy: Hierarchy, leaves: Ints, level: Level) -> tuple[Sequence[Value], Ints]:
    """Labels, and which of them each tuple has."""
    if isinstance(level, int):
        return hierarchy.labels[level], hierarchy.codes[level][leaves]
    starts = np.cumsum([0, *map(len, hierarchy.labels)])
    codes = np.zeros(len(leaves), dtype=np.int64)
    for one in np.unique(level).tolist():
        here = np.flatnonzero(level == one)
        codes[here] = starts[one] + hierarchy.codes[one][leaves[here]]
    return [label for labels in hierarchy.labels for label in labels], codes


def _ranked(values: Sequence[Value], codes: Ints) -> tuple[list[Value], Places]:
    """The values in order of text, and the place of each cell's among them; equal values become one."""
    distinct = sorted(set(values), key=lambda value: (value is None, value or ""))
    place = {value: rank for rank, value in enumerate(distinct)}
    return distinct, np.array([place[value] for value in values], dtype=np.int32)[codes]


def _text(values: Sequence[Value], codes: Places) -> pa.Array:
    """Plain text: a dictionary would keep the values of suppressed records (threat T16)."""
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(values, pa.string())).cast(pa.string())


def labelled(table: pa.Table, hierarchies: Mapping[str, Hierarchy], node: Mapping[str, int]) -> pa.Table:
    """The quasi-identifiers of another table over the same values, at the levels of ``node``, row by row."""
    found = {}
    for name, given in hierarchies.items():
        values, codes = numbered(table.column(name))
        hierarchy = given.with_empty()
        place = {value: leaf for leaf, value in enumerate(hierarchy.leaves)}
        labels, level = hierarchy.labels[node[name]], hierarchy.codes[node[name]]
        shown = [labels[level[place[value]]] if value in place else None for value in values]
        found[name] = _text(shown, codes.astype(np.int32))
    return pa.table(found)
