"""Two releases of a project audited together: what a reader learns who has both."""

from __future__ import annotations

from dataclasses import replace

from pipeline.assess.attacks.differencing import deltas
from pipeline.assess.measure import Check
from pipeline.assess.measures.recoverable_cells import RecoverableCells
from pipeline.assess.written import Written, WrittenCube
from pipeline.core.policy import Thresholds


def together(now: Written, before: Written, same_leak: bool, thresholds: Thresholds) -> tuple[Check, ...]:
    """The measures of two releases: cells that differ by few persons and, of one leak, absent cells bounded jointly."""
    small, cells = deltas(now, before, thresholds.persons)
    detail = f"{cells} cells stand in two releases"
    checks = [Check("differencing", "T10", float(small), 0.0, small == 0, detail, "cubes")]
    if same_leak and small == 0:
        joint = RecoverableCells().evaluate(united(now, before), thresholds)
        checks.append(replace(joint, id="recoverable_from_both", threat="T10", key="cubes"))
    return tuple(checks)


def united(now: Written, before: Written) -> Written:
    """All published numbers of two releases of one leak as those of one.

    Cubes over the same dimensions are one, with the cells of both; where both have a cell, the later number stands.
    """
    cubes = {(cube.dimensions, cube.where): cube for cube in before.cubes}
    for cube in now.cubes:
        old = cubes.get((cube.dimensions, cube.where))
        cells = {**(old.cells if old else {}), **cube.cells}
        cubes[cube.dimensions, cube.where] = replace(cube, cells=cells)
    named = [replace(cube, name=_name(cube)) for cube in cubes.values()]
    return Written(tuple(named), now.persons, now.records, now.department_regions, now.promise)


def _name(cube: WrittenCube) -> str:
    """A name that no cube over other dimensions has."""
    return "+".join((*cube.dimensions, *([cube.where] if cube.where else [])))
