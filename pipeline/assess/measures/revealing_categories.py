"""Health categories that nearly everybody in a cell shares."""

from __future__ import annotations

from pipeline.assess.measure import Check, Measure
from pipeline.assess.written import Key, Written, WrittenCube
from pipeline.core.categories import BY_ID
from pipeline.core.policy import Thresholds


class RevealingCategories(Measure):
    """A health category covers at most a share of its cell, leaves a complement, and never meets a laboratory.

    The counts around a cell are those of the published cube with the same dimensions but the category.
    """

    id = "revealing_categories"
    threat = "T11"
    criterion = "inference"
    asks = (
        "Une donnée de santé concerne-t-elle presque tout un groupe ?",
        "Does a health fact concern nearly a whole group?",
    )
    key = "thresholds.sensitive_share"

    def evaluate(self, written: Written, thresholds: Thresholds) -> Check:
        """Count the health cells over the share, or with a complement under the threshold."""
        wrong = 0
        for cube in written.cubes:
            if "category" not in cube.dimensions:
                continue
            for key, (persons, _) in cube.cells.items():
                values = dict(zip(cube.dimensions, key, strict=True))
                if not BY_ID[values["category"]].sensitive:
                    continue
                around = _around(written, cube, key)
                wrong += (
                    "laboratory" in values
                    or around is None
                    or around - persons < thresholds.persons
                    or persons > thresholds.sensitive_share * around
                )
        return self.check(wrong, 0, wrong == 0)


def _around(written: Written, cube: WrittenCube, key: Key) -> int | None:
    """Persons in the cell of all categories together; None when it is not published."""
    values = {n: v for n, v in zip(cube.dimensions, key, strict=True) if n != "category"}
    if not values:
        return written.persons
    for other in written.cubes:
        coordinates = written.enriched(cube, key)
        coordinates.pop("category")
        if other.where is None and values.keys() <= set(other.dimensions) <= coordinates.keys():
            found = other.cells.get(tuple(coordinates[name] for name in other.dimensions))
            return found[0] if found else None
    return None
