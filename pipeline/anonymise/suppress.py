"""Primary and complementary suppression over all cubes of a release together.

A cell goes when it is small (primary), when a coarser cell of which it is a part is absent, or when an absent
neighbour could be worked out from it. Sums give neighbours away, so for every published sum the absent parts
visible to a reader must be none, or at least two that share at least the threshold and stay uncertain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pipeline.anonymise.cubes import Cell, Key, Table
from pipeline.anonymise.dimensions import closure, project
from pipeline.anonymise.relations import Relation, relations
from pipeline.anonymise.sums import Sweep
from pipeline.core.categories import BY_ID
from pipeline.core.policy import Thresholds


class Suppression:
    """The cells that may come out, in ``published`` of every table; ``whole`` counts the leak.

    Cells only ever go: `loosen` takes out more where a judge found an absent cell too narrowly bounded.
    """

    def __init__(self, tables: list[Table], whole: Cell, thresholds: Thresholds, prescribers_known: bool) -> None:
        self.tables = tables
        self.whole = whole
        self._thresholds = thresholds
        self._relations = list(relations([Table("", (), None, {(): whole}, {()}), *tables]))
        by_name = {table.name: table for table in tables}
        for table in tables:
            keep_large(table, thresholds, prescribers_known)
        for table in tables:
            drop_revealing(table, by_name, whole, thresholds)
        self.settle()

    def loosen(self, weak: Iterable[tuple[str, Key]]) -> bool:
        """Drop a neighbour of each absent cell ``(cube, key)``; false when none of them has one left."""
        dropped = False
        for name, key in sorted(weak):
            dropped |= drop_neighbour(self._relations, name, key)
        self.settle()
        return dropped

    def settle(self) -> None:
        """Take out the parts of absent cells, and complements, until nothing moves."""
        while follow_parents(self._relations) or self._protect():
            pass

    def _protect(self) -> bool:
        """Make one sweep over all published sums; true when a cell had to go."""
        changed = False
        for relation in self._relations:
            if relation.sums:
                wholes = [other for other in self._relations if other.fine is relation.fine]
                sweep = Sweep(relation, wholes, _visible(self.tables), self._thresholds)
                for parent, parts in sorted(relation.groups().items()):
                    changed |= sweep.protect(parent, parts)
        return changed


def keep_large(table: Table, thresholds: Thresholds, prescribers_known: bool) -> None:
    """Publish the cells that reach the thresholds, and no other (threat T8)."""
    minimum = thresholds.prescribers if prescribers_known and "laboratory" in table.dimensions else 0
    large = thresholds.persons
    table.published = {k for k, c in table.cells.items() if c.persons >= large and c.prescribers >= minimum}


def drop_revealing(table: Table, tables: dict[str, Table], whole: Cell, thresholds: Thresholds) -> None:
    """A health category that covers nearly everybody in a cell says it of each of them (threat T11)."""
    if "category" not in table.dimensions:
        return
    place = table.dimensions.index("category")
    others = tuple(name for name in table.dimensions if name != "category")
    margin = next((t for t in tables.values() if closure(t.dimensions) == closure(others) and not t.where), None)
    for key in sorted(table.published):
        if not BY_ID[key[place]].sensitive:
            continue
        coordinates = {n: v for n, v in table.coordinates(key).items() if n != "category"}
        around = margin.cells.get(project(coordinates, margin.dimensions)) if margin and others else whole
        if around is None or _reveals(table.cells[key].persons, around.persons, thresholds):
            table.published.discard(key)


def _reveals(persons: int, around: int, thresholds: Thresholds) -> bool:
    return persons > thresholds.sensitive_share * around or around - persons < thresholds.persons


def drop_neighbour(relations: list[Relation], name: str, key: Key) -> bool:
    """Drop the smallest published cell that shares a sum with an absent one, else the smallest whole of it."""
    parts: list[tuple[int, str, Key, Table]] = []
    wholes: list[tuple[int, str, Key, Table]] = []
    for relation in relations:
        if relation.fine.name != name or not relation.sums:
            continue
        parent = relation.parent(key)
        coarse = relation.coarse
        if parent in coarse.published and coarse.dimensions:
            wholes.append((coarse.cells[parent].persons, coarse.name, parent, coarse))
        for part in relation.groups().get(parent, ()):
            if part in relation.fine.published:
                parts.append((relation.fine.cells[part].persons, name, part, relation.fine))
    for _, _, victim, table in sorted(parts or wholes, key=lambda candidate: candidate[:3])[:1]:
        table.published.discard(victim)
        return True
    return False


def follow_parents(relations: list[Relation]) -> bool:
    """Drop the parts of absent cells: a part is a lower bound of the whole."""
    changed = False
    for relation in relations:
        orphans = {key for key in relation.fine.published if relation.parent(key) not in relation.coarse.published}
        relation.fine.published -= orphans
        changed |= bool(orphans)
    return changed


def _visible(tables: list[Table]) -> dict[str, set[str]]:
    """The values of each dimension that a reader of the release can see."""
    seen: dict[str, set[str]] = defaultdict(set)
    for table in tables:
        for key in table.published:
            for name, value in table.coordinates(key).items():
                seen[name].add(value)
    return seen
