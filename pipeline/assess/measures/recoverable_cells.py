"""Absent cells that the published numbers give away."""

from __future__ import annotations

from dataclasses import replace

from pipeline.assess.bounds import Sum, System, Unknown, is_hidden, propagate, system, too_close
from pipeline.assess.exact import Programme, component, neighbours
from pipeline.assess.measure import Check, Measure
from pipeline.assess.written import Key, Written
from pipeline.core.policy import Thresholds

CLOSE, BEYOND = 60, 50
"""Intervals narrower than the first after propagation, or wider than the limit by less than the second, are confirmed
by linear programmes."""


class RecoverableCells(Measure):
    """No absent cell can be bounded more narrowly than the limit, in persons or records.

    All published numbers together are taken as constraints (threat T9): sums over canonical dimensions, unions
    over set-valued ones, parts of wholes. Cells of values that are published nowhere are reckoned with; of them,
    what a sum leaves over together is judged: nothing, or at least the threshold. Where a protection moves numbers,
    the true ones are bounded together with the absent ones, and numbers that cannot be true together count as well;
    of values published nowhere, that somebody has one and that those are few.
    """

    id = "recoverable_cells"
    threat = "T9"
    criterion = "inference"
    asks = (
        "Une case absente peut-elle être encadrée de trop près ?",
        "Can an absent cell be bounded too closely?",
    )
    key = "thresholds.width"

    def evaluate(self, written: Written, thresholds: Thresholds) -> Check:
        """Bound every absent cell; the value is the number of cells bounded more narrowly than the limit."""
        if written.promise.margin is None:
            return self.check(0, 0, True, "noise without bound: the budget is judged instead (protected_numbers)")
        return self.bounded(system(written), thresholds)

    def bounded(self, knowledge: System, thresholds: Thresholds) -> Check:
        """The same of all that somebody knows, whatever the source; ``knowledge`` is narrowed on the way."""
        propagate(knowledge)
        absent = knowledge.low.keys() - knowledge.told
        cells = [u for u in absent if not is_hidden(u[1])]
        narrow = {u for u in cells if _width(knowledge, u) < thresholds.width}
        confirmed = max(CLOSE, thresholds.width + BEYOND)
        close = sorted(u for u in cells if u not in narrow and _width(knowledge, u) < confirmed)
        found, solved = _confirm(knowledge, close, thresholds.width)
        narrow |= found
        detail = f"{len(cells)} unknowns bounded, {len(close)} of them closely, {solved} linear programmes"
        small = sum(0 < rest < thresholds.persons for rest in knowledge.remainders)
        false = sum(_width(knowledge, unknown) < 0 for unknown in knowledge.told)
        few = _few(knowledge, absent.difference(cells), thresholds) if knowledge.told else set()
        weak = frozenset((cube, key) for cube, key, _ in narrow) | _betraying(knowledge, few)
        value = len(narrow) + small + false + len(few)
        return replace(self.check(value, 0, value == 0, detail), weak=weak)


def _confirm(knowledge: System, close: list[Unknown], width: int) -> tuple[set[Unknown], int]:
    """Those of ``close`` that are narrower than ``width`` by linear programming, and the programmes solved."""
    links = neighbours(knowledge)
    programmes: dict[Unknown, Programme] = {}
    narrow, wanted = set(), set(close)
    for unknown in close:
        if unknown not in programmes:
            members = component(links, unknown)
            programme = Programme(knowledge, members)
            programme.prime([u for u in members if u in wanted])
            programmes.update(dict.fromkeys(members, programme))
        if not programmes[unknown].is_wide(unknown, width):
            narrow.add(unknown)
    return narrow, sum(p.solved for p in {id(p): p for p in programmes.values()}.values())


def _few(knowledge: System, hidden: set[Unknown], thresholds: Thresholds) -> set[Unknown]:
    """The cells of values that are published nowhere of which too much is known."""
    return {u for u in hidden if too_close(u[1], knowledge.low[u], knowledge.high[u], thresholds)}


def _betraying(knowledge: System, few: set[Unknown]) -> set[tuple[str, Key]]:
    """For each of these cells the published one that is to go, of the sum that says most surely that somebody is there.

    That is the smallest part of the sum, or the whole where it has no published part.
    """
    best: dict[Unknown, tuple[float, Sum]] = {}
    for constraint in knowledge.sums:
        for unknown in few.intersection(constraint.unknowns):
            least = _least(knowledge, constraint, unknown)
            if unknown not in best or least > best[unknown][0]:
                best[unknown] = least, constraint
    found = set()
    for _, constraint in best.values():
        parts = sorted(knowledge.told.intersection(constraint.unknowns), key=lambda u: (knowledge.low[u], u))
        wholes = [u for u in knowledge.told.intersection(constraint.members) if u[0]]
        found |= {unknown[:2] for unknown in (parts or wholes)[:1]}
    return found


def _least(knowledge: System, constraint: Sum, unknown: Unknown) -> float:
    """What a sum leaves over for one of its unknowns at least."""
    whole = knowledge.low[constraint.whole] if constraint.whole else 0
    return constraint.low + whole - sum(knowledge.high[u] for u in constraint.unknowns if u != unknown)


def _width(knowledge: System, unknown: Unknown) -> float:
    return knowledge.high[unknown] - knowledge.low[unknown]
