"""Primary and complementary suppression over all cubes of a release together.

A cell goes when it is small (primary), when a coarser cell of which it is a part is absent, or when an absent
neighbour could be worked out from it. Sums give neighbours away, so for every published sum the absent parts
visible to a reader must be none, or at least two that share at least the threshold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from pipeline.anonymise.cubes import Cell, Key, Table
from pipeline.anonymise.dimensions import DIMENSIONS, closure, implied, project
from pipeline.core.categories import BY_ID
from pipeline.core.policy import Thresholds


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


def suppress(tables: list[Table], whole: Cell, thresholds: Thresholds, prescribers_known: bool) -> None:
    """Fill ``published`` of every table with the cells that may come out; ``whole`` counts the leak."""
    top = Table("", (), None, {(): whole}, {()})
    by_name = {table.name: table for table in tables}
    for table in tables:
        minimum = thresholds.prescribers if prescribers_known and "laboratory" in table.dimensions else 0
        table.published = {
            key
            for key, cell in table.cells.items()
            if cell.persons >= thresholds.persons and cell.prescribers >= minimum
        }
    for table in tables:
        _drop_revealing(table, by_name, whole, thresholds)
    relations = list(_relations([top, *tables]))
    while _follow_parents(relations) or _protect(relations, tables, thresholds):
        pass


def _drop_revealing(table: Table, tables: dict[str, Table], whole: Cell, thresholds: Thresholds) -> None:
    """A health category that covers nearly everybody in a cell says it of each of them (THREATS T11)."""
    if "category" not in table.dimensions:
        return
    place = table.dimensions.index("category")
    others = tuple(name for name in table.dimensions if name != "category")
    margin = next((t for t in tables.values() if closure(t.dimensions) == closure(others) and not t.where), None)
    for key in sorted(table.published):
        if not BY_ID[key[place]].sensitive:
            continue
        coordinates = {n: v for n, v in table.coordinates(key).items() if n != "category"}
        around = margin.cells[project(coordinates, margin.dimensions)] if margin and others else whole
        share, complement = (
            table.cells[key].persons / around.persons,
            around.persons - table.cells[key].persons,
        )
        if share > thresholds.sensitive_share or complement < thresholds.persons:
            table.published.discard(key)


def _relations(tables: list[Table]) -> Iterator[Relation]:
    for fine, coarse in product(tables, tables):
        fine_all, coarse_all = closure(fine.dimensions), closure(coarse.dimensions)
        if fine is coarse or not coarse_all <= fine_all or (coarse.where and coarse.where != fine.where):
            continue
        removed = fine_all - coarse_all
        kinds = {DIMENSIONS[name].kind for name in removed}
        same_records = fine.where == coarse.where
        sums = same_records and "multiple" not in kinds
        yield Relation(fine, coarse, sums, sums and kinds == {"canonical"})


def _follow_parents(relations: list[Relation]) -> bool:
    """Drop the parts of absent cells: a part is a lower bound of the whole."""
    changed = False
    for relation in relations:
        orphans = {key for key in relation.fine.published if relation.parent(key) not in relation.coarse.published}
        relation.fine.published -= orphans
        changed |= bool(orphans)
    return changed


def _protect(relations: list[Relation], tables: list[Table], thresholds: Thresholds) -> bool:
    """Make one sweep over all published sums; true when a cell had to go."""
    changed = False
    for relation in relations:
        if relation.sums:
            wholes = [other for other in relations if other.fine is relation.fine]
            sweep = _Sweep(relation, wholes, _visible(tables), thresholds)
            for parent, parts in sorted(_groups(relation).items()):
                changed |= sweep.protect(parent, parts)
    return changed


def _groups(relation: Relation) -> dict[Key, list[Key]]:
    groups: dict[Key, list[Key]] = defaultdict(list)
    for key in relation.fine.cells:
        parent = relation.parent(key)
        if parent in relation.coarse.published:
            groups[parent].append(key)
    return groups


def _visible(tables: list[Table]) -> dict[str, set[str]]:
    """The values of each dimension that a reader of the release can see."""
    seen: dict[str, set[str]] = defaultdict(set)
    for table in tables:
        for key in table.published:
            for name, value in table.coordinates(key).items():
                seen[name].add(value)
    return seen


@dataclass(frozen=True)
class _Sweep:
    """One relation under protection: ``wholes`` are all relations of its fine table, for upper bounds."""

    relation: Relation
    wholes: list[Relation]
    visible: dict[str, set[str]]
    thresholds: Thresholds

    def protect(self, parent: Key, parts: list[Key]) -> bool:
        """Drop the smallest published parts of one sum until what is absent cannot be told apart."""
        fine, coarse = self.relation.fine, self.relation.coarse
        given = sorted((key for key in parts if key in fine.published), key=lambda k: (fine.cells[k].persons, k))
        possible = self._possible(parent)
        hidden = not set(parts) <= set(possible)
        changed = False
        while not self._safe(coarse.cells[parent], given, possible, hidden):
            if given:
                fine.published.discard(given.pop(0))
            elif coarse.dimensions:
                coarse.published.discard(parent)
                return True
            else:
                return changed
            changed = True
        return changed

    def _safe(self, whole: Cell, given: list[Key], possible: list[Key], hidden: bool) -> bool:
        cells = [self.relation.fine.cells[key] for key in given]
        records = whole.records - sum(cell.records for cell in cells)
        persons = whole.persons - sum(cell.persons for cell in cells)
        rest = [records, persons] if self.relation.exact else [records]
        minimum = self.thresholds.persons
        absent = set(possible).difference(given)
        if not absent:
            return all(amount == 0 or amount >= minimum for amount in rest)
        if len(absent) < 2 or any(amount < minimum for amount in rest):
            return False
        bounds = [self._at_most(key) for key in absent]
        most = persons if self.relation.exact else records
        return self._wide([min(p, most) for p, _ in bounds], 0 if hidden else persons) and self._wide(
            [min(r, records) for _, r in bounds], 0 if hidden else records
        )

    def _wide(self, highs: list[int], amount: int) -> bool:
        """Whether parts that are at most ``highs`` and share ``amount`` stay uncertain by the width."""
        together = sum(highs)
        return all(high - max(0, amount - (together - high)) >= self.thresholds.width for high in highs)

    def _at_most(self, key: Key) -> tuple[int, int]:
        """The smallest published whole of a cell, in persons and in records: the cell cannot be larger."""
        around = [
            other.coarse.cells[whole] for other in self.wholes if (whole := other.parent(key)) in other.coarse.published
        ]
        return min(cell.persons for cell in around), min(cell.records for cell in around)

    def _possible(self, parent: Key) -> list[Key]:
        """The parts of a cell that a reader would think of, from the values that stand elsewhere in the release."""
        fine = self.relation.fine
        fixed = dict(zip(self.relation.coarse.dimensions, parent, strict=True))
        fixed = {**fixed, **{n: v for n, v in _following(fixed).items() if n not in fixed}}
        keys: list[dict[str, str]] = [{}]
        for name in sorted(fine.dimensions, key=lambda n: DIMENSIONS[n].implies is None):
            values = {fixed[name]} if name in fixed else self.visible[name]
            keys = [
                {**key, **extended}
                for key in keys
                for v in sorted(values)
                if (extended := _extend(key, name, v, fixed))
            ]
        return [tuple(key[name] for name in fine.dimensions) for key in keys]


def _following(values: dict[str, str]) -> dict[str, str]:
    return {i: implied(name, value) for name, value in values.items() if (i := DIMENSIONS[name].implies)}


def _extend(key: dict[str, str], name: str, value: str, fixed: dict[str, str]) -> dict[str, str] | None:
    """``name=value`` with what follows from it, unless that contradicts ``key`` or ``fixed``."""
    more = {name: value, **_following({name: value})}
    if any(key.get(n, v) != v or fixed.get(n, v) != v for n, v in more.items()):
        return None
    return more
