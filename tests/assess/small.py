"""Releases of 270 persons and 370 records, small enough to be worked out by hand."""

from __future__ import annotations

from pipeline.assess.bounds import PERSONS, RECORDS, propagate, system
from pipeline.assess.written import HIDDEN, Key, Promise, Written, WrittenCube

Cells = dict[Key, tuple[int, int]]
Interval = tuple[float, float]
Known = dict[str, tuple[Interval, Interval]]

DEPARTMENTS = {"22": "Bretagne", "56": "Bretagne", "27": "Normandie"}
REGIONS: Cells = {("Bretagne",): (160, 220), ("Normandie",): (110, 150)}
SEXES: Cells = {("F",): (150, 200), ("M",): (120, 170)}
LABS: Cells = {("A",): (160, 200), ("B",): (150, 170)}


def cube(name: str, cells: Cells) -> WrittenCube:
    """A cube is called ``dimension+dimension``, or ``dimension@where``."""
    dimensions, _, where = name.partition("@")
    return WrittenCube(name, tuple(dimensions.split("+")), where or None, cells)


def release(
    cubes: dict[str, Cells], protection: str = "suppression", persons: int = 270, records: int = 370
) -> Written:
    """A release of these cubes."""
    found = tuple(cube(name, cells) for name, cells in cubes.items())
    return Written(found, persons, records, DEPARTMENTS, Promise(protection))


def known(written: Written) -> Known:
    """Cube and cell -> the interval of its persons and that of its records; ``?`` is a value that stands nowhere."""
    knowledge = system(written)
    propagate(knowledge)
    return {
        f"{cube} {' '.join(key)}".replace(HIDDEN, "?"): (
            (low, knowledge.high[cube, key, PERSONS]),
            (knowledge.low[cube, key, RECORDS], knowledge.high[cube, key, RECORDS]),
        )
        for (cube, key, measure), low in knowledge.low.items()
        if measure == PERSONS
    }
