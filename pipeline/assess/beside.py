"""Rows of a `research` release beside the cubes of a `public` one, of one leak: what a reader learns who has both.

Each row is a person, so rows that are alike in what a cube tells are a number under which the cell cannot be. Where a
cell is one of attributes of which a person has one value, it cannot be over that number and the persons without a row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from math import inf

import pyarrow as pa

from pipeline.assess.bounds import PERSONS, System, system
from pipeline.assess.measure import Check
from pipeline.assess.measures.recoverable_cells import RecoverableCells
from pipeline.assess.written import CANONICAL, HIDDEN, Key, Written, WrittenCube
from pipeline.core.policy import Thresholds

Meaning = Callable[[str], str | None]
"""From a label of a row to the value of a dimension; None where the label may be several, or none."""


def beside(written: Written, rows: pa.Table, year: int | None, thresholds: Thresholds) -> Check:
    """Bound the absent cells of cubes once more with the rows; ``year`` is the one at which the cubes take ages.

    ``rows`` are text columns as the research release has them. Rows are taken to be persons of the cubes; where the
    two link records differently (docs/explanation/counting-persons.md) this errs on the side of refusing.
    """
    if written.promise.margin is None:
        said = "a budget of noise says nothing of persons who have a row"
        return Check("recoverable_beside_rows", "T10", 1.0, 0.0, False, said, "protection")
    knowledge = system(written)
    missing = max(written.persons + written.promise.margin - rows.num_rows, 0)
    meanings = _meanings(written.department_regions, year)
    for cube in written.cubes:
        _learn(knowledge, cube, rows, meanings, missing)
    found = RecoverableCells().bounded(knowledge, thresholds)
    return replace(found, id="recoverable_beside_rows", threat="T10", key="cubes")


def alike(now: pa.Table, before: pa.Table, minimum: int) -> Check:
    """Classes of rows that differ by 1 to ``minimum`` - 1 persons between releases of two leaks."""
    small = cells = 0
    if now.column_names == before.column_names:
        mine, theirs = _counted(now, now.column_names), _counted(before, before.column_names)
        shared = mine.keys() & theirs.keys()
        cells = len(shared)
        small = sum(0 < abs(mine[key] - theirs[key]) < minimum for key in shared)
    detail = f"{cells} classes stand in two releases"
    return Check("differencing", "T10", float(small), 0.0, small == 0, detail, "treatments")


def _learn(
    knowledge: System, cube: WrittenCube, rows: pa.Table, meanings: Mapping[str, dict[str, Meaning]], missing: int
) -> None:
    """Narrow the cells of a cube by the rows, where the rows tell what its cells are of."""
    sources = [_source(rows, meanings.get(name, {})) for name in cube.dimensions]
    known = [source for source in sources if source is not None]
    one_fact = sum(name not in CANONICAL for name in cube.dimensions) <= 1
    if len(known) < len(sources) or not one_fact or not (cube.where is None or cube.where in rows.column_names):
        return
    told = rows if cube.where is None else rows.filter(pa.compute.equal(rows[cube.where], "yes"))
    counts: Counter[Key] = Counter()
    several = False
    columns = list(dict.fromkeys(column for column, _ in known))  # department and region follow from one
    for labels, number in _counted(told, columns).items():
        row = dict(zip(columns, labels, strict=True))
        key = tuple(meaning(row[column]) for column, meaning in known)
        several |= None in key
        counts[tuple(value or "" for value in key)] += number
    whole = cube.where is None and not several and set(cube.dimensions) <= CANONICAL
    for name, key, measure in list(knowledge.low):
        if name == cube.name and measure == PERSONS and _visible(key):
            high = counts[key] + missing if whole else inf
            knowledge.tighten((name, key, measure), low=counts[key], high=high)


def _visible(key: Key) -> bool:
    """Whether a cell is one of values that stand somewhere."""
    return not any(value.startswith(HIDDEN) for value in key)


def _source(rows: pa.Table, ways: Mapping[str, Meaning]) -> tuple[str, Meaning] | None:
    """The column of the rows that a dimension follows from, and how."""
    return next(((column, meaning) for column, meaning in ways.items() if column in rows.column_names), None)


def _counted(rows: pa.Table, columns: list[str]) -> Counter[Key]:
    """Rows by the labels of some columns, in the order of ``columns``."""
    found = rows.group_by(columns).aggregate([([], "count_all")])
    labels = [found[name].to_pylist() for name in columns]
    return Counter(dict(zip(zip(*labels, strict=True), found["count_all"].to_pylist(), strict=True)))


def _meanings(regions: Mapping[str, str], year: int | None) -> dict[str, dict[str, Meaning]]:
    """Dimension -> columns that it follows from, the best first, each with the meaning of its labels."""
    return {
        "region": {
            "department": lambda label: regions.get(label, "unknown"),
            "region": lambda label: "unknown" if label.startswith("dép. ") else label,
        },
        "department": {"department": str},
        "sex": {"sex": str},
        "age_band": {"birth_year": lambda label: _band(label, year)},
        "laboratory": {"laboratory": lambda label: None if label == "other" else label},
        "prescriber_department": {"prescriber_department": str},
        "year": {"last_sample": lambda label: _period(label, r"(\d{4})(-(\d\d|[QH]\d))?")},
        "month": {"last_sample": lambda label: _period(label, r"(\d{4}-\d\d)")},
        "storage": {"storage": lambda label: None if label in ("no_account", "hashed") else label},
        "category": {"health": lambda label: label if label.startswith("health.") else None},
    }


def _period(label: str, form: str) -> str | None:
    if label == "unknown":
        return label
    found = re.fullmatch(form, label)
    return found[1] if found else None


def _band(label: str, year: int | None) -> str | None:
    """The age band in which all births of a label are; None where they are in two."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", label)
    if found is None or year is None:
        return "unknown"
    decades = {min((year - int(born)) // 10, 9) for born in (found[1], found[2] or found[1])}
    decade = decades.pop()
    if decades or decade < 0:
        return None
    return "90+" if decade == 9 else f"{decade * 10}-{decade * 10 + 9}"
