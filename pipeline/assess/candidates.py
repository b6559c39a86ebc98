"""Whom single rows may be about, where labels overlap and classes cannot be compared as codes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from pipeline.assess.interval import SEED
from pipeline.assess.labels import Codes
from pipeline.assess.relation import Relation
from pipeline.assess.rows import Rows


@dataclass(frozen=True)
class Candidates:
    """Some rows, each with the lines of the leak that fit all its labels."""

    rows: Codes
    lines: tuple[Codes, ...]
    person: Codes

    def persons(self) -> Codes:
        """How many persons each of the rows may be about."""
        return np.array([len(np.unique(self.person[lines])) for lines in self.lines], dtype=np.int64)


def candidates(rows: Rows, sample: int) -> Candidates:
    """Draw rows (all where there are no more than ``sample``) and find the lines of the leak that fit them."""
    chosen = drawn(rows.table.height, sample)
    released, raw = rows.tuples(list(rows.codes))
    order = np.argsort(raw, kind="stable")
    known = raw[order]
    holds = [(relation, _holds(relation)) for relation in rows.overlapping.values()]
    found = []
    for row in chosen:
        start, end = np.searchsorted(known, [released[row], released[row] + 1])
        lines = order[start:end]
        for relation, matrix in holds:
            lines = lines[_fits(relation, matrix, int(row))[relation.raw[lines]]]
        found.append(lines.astype(np.int64))
    return Candidates(chosen, tuple(found), rows.beside.person)


def drawn(size: int, sample: int) -> Codes:
    """Up to ``sample`` numbers below ``size``, under a fixed seed."""
    if size <= sample:
        return np.arange(size, dtype=np.int64)
    generator = np.random.Generator(np.random.PCG64(SEED))
    return np.sort(generator.choice(size, sample, replace=False)).astype(np.int64)


def _holds(relation: Relation) -> csr_array:
    """Label by raw value: which values each label holds."""
    raw, labels = relation.pairs
    shape = relation.sizes[1], relation.sizes[0]
    return csr_array((np.ones(len(raw), np.int8), (labels, raw)), shape=shape)


def _fits(relation: Relation, matrix: csr_array, row: int) -> npt.NDArray[np.bool_]:
    inside = np.zeros(relation.sizes[0], dtype=bool)
    label = int(relation.rows[row])
    inside[matrix.indices[matrix.indptr[label] : matrix.indptr[label + 1]]] = True
    return inside
