"""Sums from which all parts but one are subtracted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.assess.attack import CUBES, Attack, Finding, Surface
from pipeline.assess.bounds import absent_keys
from pipeline.assess.interval import exact
from pipeline.assess.written import ADDITIVE, CANONICAL, HIDDEN, Key, Written, WrittenCube

Known = dict[tuple[str, int], dict[Key, int]]


class ComplementaryRecovery(Attack):
    """Absent cells that plain subtraction gives back: the last part missing of a published sum, again and again.

    Persons add up over dimensions of which a person has one value, records over those of which a record has one.
    The auditor (`recoverable_cells`) bounds by programmes what this only subtracts.
    """

    id = "complementary_recovery"
    threat = "T9"
    criterion = "inference"
    asks = (
        "Une case absente se retrouve-t-elle par soustraction ?",
        "Can an absent cell be had by subtraction?",
    )
    kinds = frozenset({CUBES})
    absent = "records, no sums"
    key = "thresholds.width"

    def attempt(self, surface: Surface) -> Iterator[Finding]:
        """Count the absent cells that are recovered exactly."""
        if surface.written is None:
            return
        minimum = surface.thresholds.persons
        every, missing = recover(surface.written)
        recovered = {cell: n for cell, n in every.items() if 0 < n < minimum or not _hidden(cell[1])}
        small = sum(0 < number < minimum for number in recovered.values())
        detail = f"{missing} absent cells, {small} of those recovered under the threshold"
        yield self.found(exact(float(len(recovered))), 0.0, missing, detail)


def _hidden(key: Key) -> bool:
    """Whether a value of the cell is published nowhere: then what a sum leaves over is nothing, or many."""
    return any(value.startswith(HIDDEN) for value in key)


def recover(written: Written) -> tuple[dict[tuple[str, Key], int], int]:
    """Absent cells whose persons or records subtraction gives back, with that number; how many are absent."""
    whole = WrittenCube("", (), None, {(): (written.persons, written.records)})
    cubes = (whole, *written.cubes)
    missing = {cube.name: absent_keys(written, cube) for cube in written.cubes}
    known = {(c.name, m): {k: counts[m] for k, counts in c.cells.items()} for c in cubes for m in (0, 1)}
    recovered: dict[tuple[str, Key], int] = {}
    moved = True
    while moved:
        moved = False
        for measure in (0, 1):
            for fine in written.cubes:
                for coarse in cubes:
                    if not _adds_up(written, fine, coarse, measure):
                        continue
                    for key, number in _last_parts(written, fine, coarse, missing[fine.name], known, measure):
                        known[fine.name, measure][key] = number
                        recovered.setdefault((fine.name, key), number)
                        moved = True
    return recovered, sum(map(len, missing.values()))


def _adds_up(written: Written, fine: WrittenCube, coarse: WrittenCube, measure: int) -> bool:
    inside = frozenset(coarse.dimensions) <= written.reach(fine)
    removed = written.reach(fine) - written.reach(coarse)
    kinds = CANONICAL if measure == 0 else CANONICAL | ADDITIVE
    return fine is not coarse and inside and fine.where == coarse.where and removed <= kinds


def _last_parts(
    written: Written, fine: WrittenCube, coarse: WrittenCube, missing: list[Key], known: Known, measure: int
) -> list[tuple[Key, int]]:
    """Cells that are the only unknown part of a known whole."""
    values, wholes = known[fine.name, measure], known[coarse.name, measure]
    sums: dict[Key, int] = defaultdict(int)
    unknown: dict[Key, list[Key]] = defaultdict(list)
    for key in {*values, *missing}:
        coordinates = written.enriched(fine, key)
        parent = tuple(coordinates[name] for name in coarse.dimensions)
        if key in values:
            sums[parent] += values[key]
        else:
            unknown[parent].append(key)
    alone = ((parent, keys[0]) for parent, keys in unknown.items() if len(keys) == 1 and parent in wholes)
    return [(key, wholes[parent] - sums[parent]) for parent, key in sorted(alone)]
