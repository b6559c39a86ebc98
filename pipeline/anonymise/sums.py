"""One published sum after the other: absent parts must not be told apart, nor their sum be small."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.anonymise.cubes import Cell, Key
from pipeline.anonymise.dimensions import DIMENSIONS, following
from pipeline.anonymise.relations import Relation
from pipeline.core.policy import Thresholds


@dataclass(frozen=True)
class Sweep:
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
        fixed = following(fixed)
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


def _extend(key: dict[str, str], name: str, value: str, fixed: dict[str, str]) -> dict[str, str] | None:
    """``name=value`` with what follows from it, unless that contradicts ``key`` or ``fixed``."""
    more = following({name: value})
    if any(key.get(n, v) != v or fixed.get(n, v) != v for n, v in more.items()):
        return None
    return more
