"""Which cells are parts of which: between every cube and every coarser one, and the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from pipeline.anonymise.cubes import Key, Table
from pipeline.anonymise.dimensions import DIMENSIONS, closure, project


@dataclass(frozen=True)
class Relation:
    """The cells of ``fine`` are parts of the cells of ``coarse``; ``exact`` when persons add up as records do.

    ``sums`` is false where parts may overlap within a record: then only "no larger than the whole" holds.
    """

    fine: Table
    coarse: Table
    sums: bool
    exact: bool

    def parent(self, key: Key) -> Key:
        """The coarse cell that the fine cell ``key`` is a part of."""
        return project(self.fine.coordinates(key), self.coarse.dimensions)

    def groups(self) -> dict[Key, list[Key]]:
        """The parts of every published coarse cell."""
        groups: dict[Key, list[Key]] = defaultdict(list)
        for key in self.fine.cells:
            parent = self.parent(key)
            if parent in self.coarse.published:
                groups[parent].append(key)
        return groups


def relations(tables: list[Table]) -> Iterator[Relation]:
    """Every pair of a cube and a coarser one; where both have the same cells, each is the other's whole."""
    for fine, coarse in product(tables, tables):
        fine_all, coarse_all = closure(fine.dimensions), closure(coarse.dimensions)
        if fine is coarse or not coarse_all <= fine_all or (coarse.where and coarse.where != fine.where):
            continue
        removed = fine_all - coarse_all
        kinds = {DIMENSIONS[name].kind for name in removed}
        same_records = fine.where == coarse.where
        sums = same_records and "multiple" not in kinds and not _partial(removed)
        relation = Relation(fine, coarse, sums, exact=False)
        yield replace(relation, exact=sums and (kinds <= {"canonical"} or _disjoint(relation)))


def _partial(removed: frozenset[str]) -> bool:
    """Whether what is summed away is told of a part of the records only: strengths of those in clear, not of all."""
    return any(DIMENSIONS[name].within and DIMENSIONS[name].implies in removed for name in removed)


def _disjoint(relation: Relation) -> bool:
    """Whether nobody stands in two parts of one cell: a reader sees it from the totals, and then persons add up."""
    parents = {relation.parent(key) for key in relation.fine.cells}
    parts = sum(cell.persons for cell in relation.fine.cells.values())
    return parts == sum(relation.coarse.cells[parent].persons for parent in parents)
