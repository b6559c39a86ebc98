"""Cells whose numbers are moved a little: which of them come out, and what is dropped beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.anonymise.cubes import Cell, Key, Table
from pipeline.anonymise.protection import Protected, Totals, Truth, Weak
from pipeline.anonymise.relations import relations
from pipeline.anonymise.suppress import drop_neighbour, drop_revealing, follow_parents, keep_large

Shown = dict[str, dict[Key, tuple[int, int]]]


def perturbed(truth: Truth, shown: Shown, totals: Totals, least: int, record: Mapping[str, Any]) -> Protected:
    """Publish what is large enough in truth and as shown; `loosen` drops one neighbour of each cell told too narrowly.

    A cell that is published itself, and tells of what is published nowhere, goes. No complements are dropped at
    first: a number that was moved does not give its neighbours away. ``shown`` has the moved numbers of every cell of
    every cube.
    """
    thresholds = truth.policy.thresholds.model_copy(update={"persons": least})
    for table in truth.tables:
        keep_large(table, thresholds, truth.prescribers_known)
        table.published = {key for key in table.published if shown[table.name][key][0] >= least}
    moved = [Table(t.name, t.dimensions, t.where, _cells(shown[t.name]), t.published) for t in truth.tables]
    whole = Cell(totals.persons, totals.records, 0)
    for tables, around in ((truth.tables, truth.whole), (moved, whole)):
        by_name = {table.name: table for table in tables}
        for table in tables:
            drop_revealing(table, by_name, around, thresholds)
    parts = list(relations([Table("", (), None, {(): truth.whole}, {()}), *truth.tables]))

    def settle() -> None:
        while follow_parents(parts):
            pass

    def loosen(weak: Weak) -> bool:
        published = {table.name: table.published for table in truth.tables}
        betraying = [(name, key) for name, key in sorted(weak) if key in published[name]]
        absent = [cell for cell in sorted(weak) if cell not in betraying]
        for name, key in betraying:
            published[name].discard(key)
        dropped = [drop_neighbour(parts, name, key) for name, key in absent]
        settle()
        return bool(betraying) or any(dropped)

    settle()
    return Protected(truth.tables, lambda table, key: shown[table.name][key], totals, record, loosen, settle)


def _cells(numbers: dict[Key, tuple[int, int]]) -> dict[Key, Cell]:
    return {key: Cell(persons, records, 0) for key, (persons, records) in numbers.items()}
