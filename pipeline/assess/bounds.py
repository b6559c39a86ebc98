"""What a reader can work out about absent cells: bounds from every published number together.

Unknowns are the persons and the records of each cell that a reader would think of and does not find.
Published sums give equations (records always, persons over dimensions of which a person has one value) or
max <= union <= sum; a part is never larger than the whole; persons never exceed records. Bounds are propagated
until nothing moves; where they end close together, linear programmes give the exact interval.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from math import inf

from pipeline.assess.written import ADDITIVE, CANONICAL, HIDDEN, WITHIN, Key, Written, WrittenCube
from pipeline.core.policy import Thresholds

PERSONS, RECORDS = 0, 1
Unknown = tuple[str, Key, int]


@dataclass(frozen=True)
class Sum:
    """``low <= sum of the unknowns - whole <= high``, ``whole`` being 0 where it is None."""

    unknowns: tuple[Unknown, ...]
    low: float
    high: float
    whole: Unknown | None = None

    @property
    def members(self) -> tuple[Unknown, ...]:
        """All unknowns that stand in it."""
        return (*self.unknowns, self.whole) if self.whole else self.unknowns


@dataclass
class System:
    """All that a reader knows: intervals of single unknowns, sums, pairs ``(part, whole)``.

    ``remainders`` are the amounts that published sums leave to values that stand nowhere, ``told`` the unknowns of
    which a number is published that is not exact.
    """

    low: dict[Unknown, float] = field(default_factory=dict)
    high: dict[Unknown, float] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    pairs: list[tuple[Unknown, Unknown]] = field(default_factory=list)
    remainders: list[int] = field(default_factory=list)
    told: set[Unknown] = field(default_factory=set)

    def tighten(self, unknown: Unknown, low: float = 0, high: float = inf) -> bool:
        """Narrow one interval; true when it moved.

        One that is empty already stays: the numbers contradict each other, and bounds of bounds would grow without end.
        """
        if self.low[unknown] > self.high[unknown]:
            return False
        moved = low > self.low[unknown] or high < self.high[unknown]
        self.low[unknown] = max(self.low[unknown], low)
        self.high[unknown] = min(self.high[unknown], high)
        return moved


def system(written: Written) -> System:
    """Write down every equation and inequality that the published numbers obey.

    Where a protection moves numbers, the true one behind each is an unknown too, as near to it as the protection
    promises: equations then tie unknowns to each other, and a reader who takes many together may learn more of each.
    """
    result = System()
    whole = WrittenCube("", (), None, {(): (written.persons, written.records)})
    margin = written.promise.margin or 0
    most = (written.persons + margin, written.records + margin)
    absent = {cube.name: absent_keys(written, cube) for cube in written.cubes}
    for cube in written.cubes:
        for key in absent[cube.name]:
            for measure in (PERSONS, RECORDS):
                result.low[cube.name, key, measure], result.high[cube.name, key, measure] = 0, most[measure]
            result.pairs.append(((cube.name, key, PERSONS), (cube.name, key, RECORDS)))
    cubes = (whole, *written.cubes)
    if margin:
        cubes = tuple(_blur(result, cube, margin, absent) for cube in cubes)
    for fine, coarse in product(cubes[1:], cubes):
        if fine is not coarse and _is_part(written, fine, coarse):
            _relate(result, written, fine, coarse, absent)
    return result


def _blur(result: System, cube: WrittenCube, margin: int, absent: dict[str, list[Key]]) -> WrittenCube:
    """Turn the numbers of a cube into intervals; what is left has no exact cell."""
    for key, counts in cube.cells.items():
        for measure in (PERSONS, RECORDS):
            unknown = (cube.name, key, measure)
            result.low[unknown], result.high[unknown] = max(counts[measure] - margin, 0), counts[measure] + margin
            result.told.add(unknown)
        result.pairs.append(((cube.name, key, PERSONS), (cube.name, key, RECORDS)))
    absent[cube.name] = [*absent.get(cube.name, ()), *cube.cells]
    return WrittenCube(cube.name, cube.dimensions, cube.where, {})


def absent_cells(written: Written) -> dict[str, int]:
    """Cube -> number of cells that a reader would expect and does not find: nobody, too few, or protecting others."""
    return {cube.name: sum(not is_hidden(key) for key in absent_keys(written, cube)) for cube in written.cubes}


def absent_keys(written: Written, cube: WrittenCube) -> list[Key]:
    """Cells that a reader would expect from the values that stand elsewhere, and that are not there.

    Where published numbers do not add up to the whole, a reader expects values that are hidden everywhere, too.
    """
    values = [sorted({*written.visible.get(name, ()), *written.hidden.get(name, ())}) for name in cube.dimensions]
    return [key for key in product(*values) if key not in cube.cells and _consistent(written, cube, key)]


def _consistent(written: Written, cube: WrittenCube, key: Key) -> bool:
    """Neither a department outside its region nor a laboratory crossed with a health category."""
    values = dict(zip(cube.dimensions, key, strict=True))
    if "laboratory" in values and values.get("category", "").startswith("health."):
        return False
    follow = (written.consequence(name, value) for name, value in values.items())
    return all(values.get(more[0], more[1]) == more[1] for more in follow if more)


def adds_up(written: Written, fine: WrittenCube, coarse: WrittenCube, measure: int) -> bool:
    """Whether persons or records of the cells of ``fine`` add up to those of ``coarse``."""
    removed = written.reach(fine) - written.reach(coarse)
    partial = any(name in removed and whole in removed for name, whole in WITHIN.items())
    kinds = CANONICAL if measure == PERSONS else CANONICAL | ADDITIVE
    return _is_part(written, fine, coarse) and fine.where == coarse.where and removed <= kinds and not partial


def too_close(key: Key, low: float, high: float, thresholds: Thresholds) -> bool:
    """Whether bounds of an absent cell, in persons or records, tell too much: they are narrower than the limit.

    Of values that are published nowhere there may be nobody, or many: that somebody has one and that those are few is
    too much.
    """
    narrow = high - low < thresholds.width
    if not is_hidden(key):
        return narrow
    return 0 < low < thresholds.persons and (narrow or high < thresholds.persons)


def is_hidden(key: Key) -> bool:
    """Whether a value of the cell is published nowhere."""
    return any(value.startswith(HIDDEN) for value in key)


def _is_part(written: Written, fine: WrittenCube, coarse: WrittenCube) -> bool:
    inside = frozenset(coarse.dimensions) <= written.reach(fine)
    return inside and (coarse.where is None or coarse.where == fine.where)


def _relate(
    result: System, written: Written, fine: WrittenCube, coarse: WrittenCube, absent: dict[str, list[Key]]
) -> None:
    sums, exact = (adds_up(written, fine, coarse, measure) for measure in (RECORDS, PERSONS))
    known: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    unknown: dict[Key, list[Key]] = defaultdict(list)
    for key, counts in fine.cells.items():
        known[_parent(written, fine, coarse, key)].append(counts)
    for key in absent[fine.name]:
        unknown[_parent(written, fine, coarse, key)].append(key)
    for parent in sorted(known.keys() | unknown.keys()):
        whole, parts, given = coarse.cells.get(parent), unknown[parent], known[parent]
        for key in parts:
            _part_of(result, fine.name, key, coarse.name, parent, whole)
        if whole and sums:
            result.sums.extend(_sums(fine.name, parts, given, whole, exact))
            result.remainders.extend(_remainders(parts, given, whole, exact))
        elif whole is None and (coarse.name, parent, PERSONS) in result.low:
            for measure in (PERSONS, RECORDS):
                least = max((counts[measure] for counts in given), default=0)
                result.tighten((coarse.name, parent, measure), low=least)
            if sums:
                result.sums.extend(_sums_of_absent(fine.name, parts, given, (coarse.name, parent), exact))


def _parent(written: Written, fine: WrittenCube, coarse: WrittenCube, key: Key) -> Key:
    values = written.enriched(fine, key)
    return tuple(values[name] for name in coarse.dimensions)


def _part_of(result: System, fine: str, key: Key, coarse: str, parent: Key, counts: tuple[int, int] | None) -> None:
    for measure in (PERSONS, RECORDS):
        part = (fine, key, measure)
        if counts:
            result.tighten(part, high=counts[measure])
        elif (coarse, parent, measure) in result.low:
            result.pairs.append((part, (coarse, parent, measure)))


def _sums(
    name: str, parts: list[Key], known: list[tuple[int, int]], counts: tuple[int, int], exact: bool
) -> Iterator[Sum]:
    if not parts:
        return
    rest = _rest(known, counts)
    yield Sum(tuple((name, key, RECORDS) for key in parts), rest[RECORDS], rest[RECORDS])
    persons = tuple((name, key, PERSONS) for key in parts)
    yield Sum(persons, rest[PERSONS], rest[PERSONS] if exact else inf)


def _sums_of_absent(
    name: str, parts: list[Key], known: list[tuple[int, int]], whole: tuple[str, Key], exact: bool
) -> Iterator[Sum]:
    """The parts of an absent cell and the cell itself: a total elsewhere may tie many of them together."""
    for measure, equal in ((RECORDS, True), (PERSONS, exact)):
        given = sum(row[measure] for row in known)
        unknowns = tuple((name, key, measure) for key in parts)
        yield Sum(unknowns, -given, -given if equal else inf, (*whole, measure))


def _rest(known: list[tuple[int, int]], counts: tuple[int, int]) -> tuple[int, int]:
    """Persons and records of a whole that its published parts leave over."""
    persons, records = (counts[measure] - sum(row[measure] for row in known) for measure in (PERSONS, RECORDS))
    return persons, records


def _remainders(parts: list[Key], known: list[tuple[int, int]], counts: tuple[int, int], exact: bool) -> Iterator[int]:
    """What is left of a whole where a reader sees no absent part: together a cell of values published nowhere."""
    if known and all(map(is_hidden, parts)):
        persons, records = _rest(known, counts)
        yield records
        if exact:
            yield persons


def propagate(system: System, sweeps: int = 50) -> None:
    """Narrow all intervals until nothing moves (or ``sweeps`` passes are done; more could only narrow further)."""
    for _ in range(sweeps):
        moved = False
        for part, whole in system.pairs:
            moved |= system.tighten(part, high=system.high[whole])
            moved |= system.tighten(whole, low=system.low[part])
        for constraint in system.sums:
            moved |= _propagate_sum(system, constraint)
        if not moved:
            return


def _propagate_sum(system: System, constraint: Sum) -> bool:
    lows = sum(system.low[u] for u in constraint.unknowns)
    highs = sum(system.high[u] for u in constraint.unknowns)
    least, most = constraint.low, constraint.high
    moved = False
    if constraint.whole:
        moved = system.tighten(constraint.whole, lows - most, highs - least)
        least, most = least + system.low[constraint.whole], most + system.high[constraint.whole]
    for unknown in constraint.unknowns:
        others_low, others_high = lows - system.low[unknown], highs - system.high[unknown]
        moved |= system.tighten(unknown, least - others_high, max(most - others_low, 0))
    return moved
