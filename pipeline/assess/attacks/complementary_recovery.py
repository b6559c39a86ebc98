"""Sums from which all parts but one are subtracted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from math import hypot, inf

import numpy as np

from pipeline.assess.attack import CUBES, Attack, Finding, Surface
from pipeline.assess.bounds import PERSONS, RECORDS, Unknown, absent_keys, adds_up, too_close
from pipeline.assess.interval import exact
from pipeline.assess.written import HIDDEN, Key, Written, WrittenCube

Bounds = tuple[float, float]
Known = dict[tuple[str, int], dict[Key, Bounds]]
MEASURES = {PERSONS: "persons", RECORDS: "records"}


class ComplementaryRecovery(Attack):
    """Absent cells that plain subtraction gives back: the last part missing of a published sum, again and again.

    Persons add up over dimensions of which a person has one value, records over those of which a record has one.
    A number that a protection moved is known within its margin; margins add up, and what is left over is recovered
    where it is bounded too closely. The auditor (`recoverable_cells`) bounds by programmes what this only subtracts.
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
        """Count the absent cells that are recovered, exactly or too closely."""
        if surface.written is None:
            return
        every, missing = recover(surface.written)
        found = {u: bounds for u, bounds in every.items() if too_close(u[1], *bounds, surface.thresholds)}
        cells = {unknown[:2] for unknown in found}
        few = {u[:2] for u, (_, high) in found.items() if 0 < high < surface.thresholds.persons}
        detail = f"{missing} absent cells, {len(few)} of those recovered under the threshold"
        if found and surface.written.promise.margin != 0:
            held = [
                low <= true <= high for u, (low, high) in found.items() if (true := counted(surface, u)) is not None
            ]
            detail += f"; {sum(held)} of {len(held)} bounds that can be counted again hold"
        yield self.found(exact(float(len(cells))), 0.0, missing, detail)


def recover(written: Written) -> tuple[dict[Unknown, Bounds], int]:
    """Persons and records of absent cells that subtraction gives back, with their bounds; how many are absent.

    Noise without end has bounds that hold in 95 % of the cases, its numbers being independent of each other.
    """
    whole = WrittenCube("", (), None, {(): (written.persons, written.records)})
    cubes = (whole, *written.cubes)
    missing = {cube.name: absent_keys(written, cube) for cube in written.cubes}
    known = {(cube.name, measure): _told(written, cube, measure) for cube in cubes for measure in MEASURES}
    recovered: dict[Unknown, Bounds] = {}
    moved = True
    while moved:
        moved = False
        for measure, fine, coarse in product(MEASURES, written.cubes, cubes):
            if fine is coarse or not adds_up(written, fine, coarse, measure):
                continue
            values = known[fine.name, measure]
            for key, bounds in _last_parts(written, fine, coarse, set(missing[fine.name]), known, measure):
                if key not in values or _width(bounds) < _width(values[key]):
                    values[key] = recovered[fine.name, key, measure] = bounds
                    moved = True
    return recovered, sum(map(len, missing.values()))


def _told(written: Written, cube: WrittenCube, measure: int) -> dict[Key, Bounds]:
    """What the published numbers of a cube say of the true ones; nothing where no bound is likely."""
    away = written.promise.away(cube.name, MEASURES[measure])
    if away == inf:
        return {}
    return {key: (counts[measure] - away, counts[measure] + away) for key, counts in cube.cells.items()}


def _last_parts(
    written: Written, fine: WrittenCube, coarse: WrittenCube, missing: set[Key], known: Known, measure: int
) -> Iterator[tuple[Key, Bounds]]:
    """Absent cells that are the only part of a known whole of which nothing is known, or were once."""
    values, wholes = known[fine.name, measure], known[coarse.name, measure]
    parts: dict[Key, list[Key]] = defaultdict(list)
    for key in {*values, *missing, *fine.cells}:
        coordinates = written.enriched(fine, key)
        parts[tuple(coordinates[name] for name in coarse.dimensions)].append(key)
    for parent in sorted(parts.keys() & wholes.keys()):
        unknown = {key for key in parts[parent] if key not in values}
        for key in sorted(missing.intersection(parts[parent])):
            if unknown <= {key}:
                others = [values[part] for part in parts[parent] if part != key]
                yield key, _rest(wholes[parent], others, written.promise.margin is None)


def _rest(whole: Bounds, parts: list[Bounds], independent: bool) -> Bounds:
    """What a whole leaves over once its other parts are subtracted: not less than nobody, unless numbers contradict.

    Independent noise keeps its whole interval: one that reaches below nobody is short by chance, and says nothing more.

    >>> _rest((18, 22), [(8, 12)], independent=False)
    (6.0, 14.0)
    >>> _rest((17, 23), [(6, 14)], independent=True)
    (5.0, 15.0)
    """
    halves = [_width(bounds) / 2 for bounds in (whole, *parts)]
    middle = (sum(whole) - sum(sum(part) for part in parts)) / 2
    away = hypot(*halves) if independent else sum(halves)
    low, high = middle - away, middle + away
    return (low if independent or high < 0 else max(low, 0.0)), high


def _width(bounds: Bounds) -> float:
    return bounds[1] - bounds[0]


def counted(surface: Surface, unknown: Unknown) -> int | None:
    """Persons or records of an absent cell by the attacker's own count; None where its coordinates cannot be told.

    Whoever has no published value stands with those whose value is published nowhere: a sum leaves over both.
    """
    name, key, measure = unknown
    (cube,) = (cube for cube in surface.counted.written.cubes if cube.name == name)
    wanted = dict(zip(cube.dimensions, key, strict=True))
    held = surface.counted.dimensions
    if cube.where is not None or not wanted.keys() <= held.keys():
        return None
    for dimension, value in tuple(wanted.items()):
        more = surface.counted.written.consequence(dimension, value)
        if more and more[0] in held:
            wanted.setdefault(*more)
    inside = np.ones(len(surface.leak.person), dtype=bool)
    for dimension, value in wanted.items():
        values, codes = held[dimension]
        inside &= codes == (-1 if value.startswith(HIDDEN) else values.index(value))
    return len(np.unique(surface.leak.person[inside])) if measure == PERSONS else int(inside.sum())
