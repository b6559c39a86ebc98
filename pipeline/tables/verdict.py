"""What the judge says of the written file: whether it meets the demands, its figures, and what an attack finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import pyarrow as pa

from pipeline.anonymise.generalise.hierarchy import Hierarchy
from pipeline.assess import downcoded
from pipeline.assess.judged import Judged, judged, measures
from pipeline.core.errors import GateError
from pipeline.tables.demands import Demands


@dataclass(frozen=True)
class Asked:
    """What is demanded of which columns; hierarchies of the sensitive ones; the population, or its size."""

    demands: Demands
    quasi: Sequence[str]
    sensitive: Sequence[str]
    ground: Mapping[str, Hierarchy] = field(repr=False)
    people: pa.Table | None = field(repr=False)
    persons: int | None


@dataclass(frozen=True)
class Seen:
    """Figures of a table: ``closest`` are k, l and t as they were asked for, ``measures`` every measure by its id."""

    closest: dict[str, float | None]
    measures: dict[str, float | None]


def judge(written: pa.Table, asked: Asked, people: pa.Table | None) -> Seen:
    """Read the written table; ``people`` is the population at its levels.

    Raises
    ------
    GateError
        When it breaks a demand.
    """
    with judged(written, asked.quasi, asked.sensitive, people, asked.persons) as table:
        if broken := asked.demands.broken(table, asked.ground):
            raise GateError(
                f"the written file breaks {' and '.join(broken)}, so it is not published",
                "this is a bug of estompe; please report it",
            )
        found = _figures(table)
        t = asked.demands.closeness(table, asked.ground)
        return Seen({"k": found["k"], "l": found["l"], "t": t}, found)


def measured(table: pa.Table, asked: Asked, people: pa.Table | None) -> dict[str, float | None]:
    """The measures of a table as it came, for the same columns."""
    with judged(table, asked.quasi, asked.sensitive, people, asked.persons) as seen:
        return _figures(seen)


def _figures(table: Judged) -> dict[str, float | None]:
    return {name: measure.evaluate(table) for name, measure in measures().items()}


def attack(written: pa.Table, raw: pa.Table, hierarchies: Mapping[str, Hierarchy], k: int) -> dict[str, int | str]:
    """Threat T30's attack on a local recoding, for whoever holds the table and knows the algorithm.

    Raises
    ------
    GateError
        When it refines tuples of fewer than ``k`` persons.
    """
    found = downcoded.attack(written, raw, {name: one.lines() for name, one in hierarchies.items()}, k)
    if found.refined:
        raise GateError(
            f"--local: {found.refined:,} tuples of fewer than {k} persons are told from labels that overlap (T30)",
            "leave out --local, or give labels of different levels different names in the hierarchies",
        )
    return {"threat": "T30", **asdict(found)}
