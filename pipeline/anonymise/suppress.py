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
    own: tuple[str, ...]
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
    while _follow_parents(relations) or _protect(relations, tables, thresholds.persons):
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
        own = tuple(name for name in fine.dimensions if name not in coarse.dimensions)
        yield Relation(fine, coarse, own, sums, sums and kinds == {"canonical"})


def _follow_parents(relations: list[Relation]) -> bool:
    """Drop the parts of absent cells: a part is a lower bound of the whole."""
    changed = False
    for relation in relations:
        orphans = {key for key in relation.fine.published if relation.parent(key) not in relation.coarse.published}
        relation.fine.published -= orphans
        changed |= bool(orphans)
    return changed


def _protect(relations: list[Relation], tables: list[Table], minimum: int) -> bool:
    """Make one sweep over all published sums; true when a cell had to go."""
    changed = False
    for relation in relations:
        if relation.sums:
            visible = _visible(tables)
            for parent, parts in sorted(_groups(relation).items()):
                changed |= _protect_group(relation, parent, parts, visible, minimum)
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


def _protect_group(
    relation: Relation, parent: Key, parts: list[Key], visible: dict[str, set[str]], minimum: int
) -> bool:
    """Drop the smallest published parts of one sum until what is absent cannot be told apart."""
    fine, whole = relation.fine, relation.coarse.cells[parent]
    given = sorted((key for key in parts if key in fine.published), key=lambda k: (fine.cells[k].persons, k))
    possible = _possible(relation, parent, visible)
    changed = False
    while not _safe(relation, whole, given, possible, minimum):
        if given:
            fine.published.discard(given.pop(0))
        elif relation.coarse.dimensions:
            relation.coarse.published.discard(parent)
            return True
        else:
            return changed
        changed = True
    return changed


def _safe(relation: Relation, whole: Cell, given: list[Key], possible: int, minimum: int) -> bool:
    cells = [relation.fine.cells[key] for key in given]
    rest = [whole.records - sum(cell.records for cell in cells)]
    if relation.exact:
        rest.append(whole.persons - sum(cell.persons for cell in cells))
    absent = possible - len(given)
    if absent == 0:
        return all(amount == 0 or amount >= minimum for amount in rest)
    return absent >= 2 and all(amount >= minimum for amount in rest)


def _possible(relation: Relation, parent: Key, visible: dict[str, set[str]]) -> int:
    """How many parts of a cell a reader would think of, from the values that stand elsewhere in the release."""
    fixed = dict(zip(relation.coarse.dimensions, parent, strict=True))
    follows = {DIMENSIONS[name].implies for name in relation.fine.dimensions} | closure(relation.coarse.dimensions)
    count = 1
    for name in relation.own:
        implies = DIMENSIONS[name].implies
        if name not in follows:
            count *= sum(implies not in fixed or implied(name, v) == fixed[implies] for v in visible[name])
    return count
