"""The rows of a `research` release: persons, made coarse until whoever holds the leak finds nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.anonymise import persons
from pipeline.anonymise.generalise.model import Model
from pipeline.anonymise.generalise.models.contributors import Contributors
from pipeline.anonymise.generalise.models.facts import Facts
from pipeline.anonymise.generalise.models.k_anonymity import KAnonymity
from pipeline.anonymise.generalise.models.k_map import KMap
from pipeline.anonymise.generalise.models.mean_risk import MeanRisk
from pipeline.anonymise.generalise.result import Aim, Result, generalise
from pipeline.anonymise.ladders import BY_ATTRIBUTE, SENSITIVE, climbed
from pipeline.anonymise.lines import PRESCRIBER, SOURCES, Lines, lines
from pipeline.anonymise.parts import Parts, Room, Stored
from pipeline.anonymise.parts import linked as linked_parts
from pipeline.core.errors import GateError
from pipeline.core.policy import Policy
from pipeline.core.work import Work

NAME = "persons.parquet"
HINT = "raise generalisation.suppression_limit, start higher up under treatments, or suppress an attribute there"


@dataclass(frozen=True)
class Made:
    """The rows, sorted by content, columns of text; and what may be said of how they were made."""

    table: pa.Table = field(repr=False)
    facts: dict[str, Any]

    def write(self, work: Work) -> None:
        """Write rows and facts for the stages that follow."""
        pq.write_table(self.table, work.folder("anonymise") / NAME, compression="zstd", store_schema=False)
        work.write_summary("anonymise", self.facts)


def make(
    records: pl.DataFrame,
    filled: frozenset[str],
    policy: Policy,
    linker: persons.Linker,
    watch: Callable[[], None] = lambda: None,
) -> Made:
    """Link persons, make one line of each, and generalise all lines at the optimum.

    ``records`` has the columns of `pipeline.transform.records.RECORDS`, ``filled`` names the attributes that the leak
    can fill, ``watch`` is called before each step of the search.

    Raises
    ------
    GateError
        When nothing identifies persons, when there are too few, or when no generalisation within the policy's limit
        keeps the promise.
    """
    linked = persons.identified(records, linker, policy.persons == "records")
    return _made(lambda: iter((linked,)), filled, policy, watch)


def make_stored(
    stored: Stored,
    filled: frozenset[str],
    policy: Policy,
    room: Room,
    watch: Callable[[], None] = lambda: None,
) -> Made:
    """The same for records as they lie in the work folder: linked in no more memory than ``room`` has.

    A line a person, a few bytes a column, is held all the same.
    """
    with linked_parts(stored, room, policy.persons == "records", ("prescriber",)) as (parts, _):
        return _made(parts, filled, policy, watch)


def _made(linked: Parts, filled: frozenset[str], policy: Policy, watch: Callable[[], None]) -> Made:
    minimum = policy.thresholds.persons
    year = persons.latest_year(linked(), minimum)
    starts = {name: level for name, level in climbed(policy).items() if SOURCES[name] in filled}
    if not starts:
        raise GateError("the leak has nothing that the policy lets a row tell", "see estompe detect, and treatments")
    made = lines(linked(), starts, year, policy.thresholds)
    if made.steady.num_rows < minimum:
        raise GateError(
            f"fewer than {minimum} persons can be counted safely, and no row may be like those of fewer",
            "thresholds.persons; or publish nothing of so small a leak",
        )
    result = _generalised(made, policy, watch)
    levels = {name: level + result.node.get(name, 0) for name, level in starts.items()}
    names = {a: BY_ATTRIBUTE[a].columns[at] for a, at in levels.items() if at < len(BY_ATTRIBUTE[a].columns)}
    if not names.keys() - SENSITIVE.keys():
        raise GateError("a row that keeps the promise would tell nothing at all", HINT)
    table = result.table.select(list(names)).rename_columns(list(names.values()))
    facts = _facts(linked, result, made.table.num_rows, minimum)
    return Made(
        table, {**facts, "reference_year": year, "levels": levels, "outputs": names, "order": table.column_names}
    )


def _generalised(made: Lines, policy: Policy, watch: Callable[[], None]) -> Result:
    table, limits, wanted = made.table, policy.thresholds, policy.generalisation
    models: list[Model] = [KAnonymity(limits.persons), KMap(limits.persons), MeanRisk(limits.mean_risk)]
    known = table[PRESCRIBER].null_count < table.num_rows
    if "laboratory" in made.hierarchies and limits.prescribers and known:
        models.append(Contributors(PRESCRIBER, limits.prescribers))
    others = [name for name in SENSITIVE if name in table.column_names]
    for name in others:
        models.append(Facts(name, SENSITIVE[name], limits.persons, limits.diversity, limits.sensitive_share))
    weights = {name: weight for name, weight in wanted.weights.items() if name in made.hierarchies}
    aim = Aim(wanted.suppression_limit, wanted.utility, weights)
    try:
        return generalise(table, made.hierarchies, models, aim, others, made.steady, watch)
    except GateError:
        said = f"no generalisation makes every row like those of {limits.persons} persons, leaving out "
        hint = f"{HINT}; thresholds.persons" + (
            "; text.free, credential.password: without `to`, or suppress" if others else ""
        )
        raise GateError(f"{said}{wanted.suppression_limit:.0%} of the persons at most", hint) from None


def _facts(linked: Parts, result: Result, whole: int, minimum: int) -> dict[str, Any]:
    """What may be said; how many were left out, and what follows from it, only where they are none or many."""
    rows = whole - result.suppressed
    told = result.suppressed == 0 or result.suppressed >= minimum
    unlinked = upper = 0
    for part in linked():
        unlinked += part[persons.LOOSE].null_count()
        upper += persons.upper(part)
        del part  # before the next is made
    return {
        "persons": whole if told else None,
        "persons_upper": upper if told else None,
        "unlinked": unlinked if unlinked == 0 or unlinked >= minimum else None,
        "rows": rows,
        "persons_share": rows / whole if told else None,
        "loss": result.loss if told else None,
    }
