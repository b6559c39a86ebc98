"""Whether the numbers are what the declared protection makes of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from math import erfc, log, sqrt
from typing import Any

from pipeline.assess.measure import Check, Measure
from pipeline.assess.written import BASE, CANONICAL, LEAST, Written
from pipeline.core.categories import CATEGORIES
from pipeline.core.policy import Thresholds

ROUNDING_ERROR = 1e-9
TOTALS = ("persons", "records", "persons_upper")


class ProtectedNumbers(Measure):
    """Rounded numbers are multiples of 5 from 15 on, a cell has one number everywhere, noise keeps its budget.

    What a manifest declares is recomputed here, from the numbers and the policy alone.
    """

    id = "protected_numbers"
    threat = "T9"
    criterion = "inference"
    asks = (
        "Combien de nombres ne sont pas ce que la protection annoncée en fait ?",
        "How many numbers are not what the declared protection makes of them?",
    )
    key = "protection"

    def evaluate(self, written: Written, thresholds: Thresholds) -> Check:
        """Count what contradicts the protection."""
        del thresholds
        wrong = list(_twice(written))
        if written.promise.protection == "rounding":
            wrong += _unrounded(written)
        if written.promise.protection == "dp":
            wrong += _overspent(written)
        return self.check(len(wrong), 0, not wrong, ", ".join(sorted(set(wrong))))


def _twice(written: Written) -> Iterator[str]:
    """Cells of two cubes that are the same by their coordinates, and have different numbers.

    Noise that is drawn for each query apart breaks this by design.
    """
    if written.promise.protection == "dp":
        return
    seen: dict[tuple[str | None, frozenset[tuple[str, str]]], tuple[int, int]] = {}
    for cube in written.cubes:
        for key, counts in cube.cells.items():
            same = seen.setdefault((cube.where, frozenset(written.enriched(cube, key).items())), counts)
            if same != counts:
                yield "a cell with two numbers"


def _unrounded(written: Written) -> Iterator[str]:
    for cube in written.cubes:
        for number in (number for counts in cube.cells.values() for number in counts):
            if number % BASE or number < LEAST:
                yield "a number that is not rounded"
    counts = written.promise.record["counts"]
    for number in (*(counts.get(name) for name in (*TOTALS, "accepted", "unlinked", "quarantined")), *_lines(counts)):
        if number is not None and number != 0 and (number % BASE or number < LEAST):
            yield "a total that is not rounded"


def _lines(counts: dict[str, Any]) -> list[int]:
    return list(counts.get("reasons", {}).values())


def _overspent(written: Written) -> Iterator[str]:
    """What the queries cost by their declared scales and by sensitivities found here, against the policy's budget."""
    record, budget = written.promise.record, written.promise.record["budget"]
    queries = {(query["cube"], query["measure"]): query for query in record["queries"]}
    wanted = [("", measure) for measure in TOTALS]
    wanted += [(cube.name, measure) for cube in written.cubes for measure in ("persons", "records")]
    if any(name not in queries for name in wanted) or len(queries) != len(record["queries"]):
        yield "a number without a query that was paid for"
        return
    most = budget["records"]
    by_name = {cube.name: cube for cube in written.cubes}
    cost = delta = 0.0
    for (name, measure), query in queries.items():
        dimensions = by_name[name].dimensions if name in by_name else ()
        least = _square(dimensions, measure, most) / (2 * query["scale"] ** 2)
        cost += max(least, query["cost"])
        if least > query["cost"] * (1 + ROUNDING_ERROR):
            yield "a query that costs more than is said"
        if name in by_name and measure == "persons":
            delta += _cells(dimensions, most) * _tail((query["threshold"] - 1.5) / query["scale"])
            if any(persons < query["threshold"] for persons, _ in by_name[name].cells.values()):
                yield "a cell under its noisy threshold"
    if delta >= budget["delta"] or cost + 2 * sqrt(cost * log(1 / (budget["delta"] - delta))) > budget["epsilon"] * (
        1 + ROUNDING_ERROR
    ):
        yield "more than the budget"
    if any(record.get(name) != budget[name] for name in budget):
        yield "another budget than the policy's"


def _square(dimensions: tuple[str, ...], measure: str, most: int) -> int:
    """By how much one person can change all cells together: the square of the L2 norm."""
    return _cells(dimensions, most) if measure == "persons" else most**2 * _kinds(dimensions)


def _cells(dimensions: tuple[str, ...], most: int) -> int:
    """How many cells one person can change."""
    once = set(dimensions) - {"category"} <= CANONICAL
    return _kinds(dimensions) if once else _kinds(dimensions) * most


def _kinds(dimensions: tuple[str, ...]) -> int:
    """In how many cells one record can stand."""
    return len(CATEGORIES) if "category" in dimensions else 1


def _tail(deviations: float) -> float:
    """How probable a normal value beyond so many standard deviations is."""
    return erfc(deviations / sqrt(2)) / 2
