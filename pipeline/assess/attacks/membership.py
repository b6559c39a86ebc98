"""The question whether somebody was in the leak at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.assess.attack import CUBES, ROWS, Attack, Finding, Surface
from pipeline.assess.interval import Interval, repeated
from pipeline.assess.labels import Codes
from pipeline.assess.shadow import Mask, Table, cubes, splits, table

ENOUGH = 200_000
"""Guesses wanted about controls: so many make the interval of a small leak some 0.004 wide."""


class Membership(Attack):
    """A reader who knows somebody's coordinates guesses from the released cells whether that person was counted.

    Persons left out at random are told from those whom a shadow release counts (same population, none of its cells
    under the threshold) by how full their cells are; from which fullness on serves best is learnt on the shadow release
    before. The value is the share of members called members less that of controls so called, the mean over all shadow
    releases; the interval is that of this mean, since persons of one cell are right or wrong together.
    """

    id = "membership"
    threat = "T28"
    criterion = "inference"
    asks = (
        "Peut-on savoir si une personne était dans la fuite ?",
        "Can one tell whether somebody was in the leak?",
    )
    kinds = frozenset({CUBES, ROWS})

    def attempt(self, surface: Surface) -> Iterator[Finding]:
        """Guess for members and controls."""
        leak = surface.leak if surface.rows is None else surface.rows.beside
        tables = list(_tables(surface))
        if not tables or leak.persons < 2:
            yield self.nothing("no coordinate can be told from the leak")
            return
        interval, shadows = told_apart(tables, leak.person, surface.least, ENOUGH)
        guesses = shadows * leak.persons
        detail = f"{guesses} guesses in {shadows} shadow releases, {len(tables)} tables"
        yield self.found(interval, surface.thresholds.membership, guesses, detail, judged="high")


def told_apart(tables: Sequence[Table], person: Codes, minimum: int, wanted: int) -> tuple[Interval, int]:
    """How much better than chance members and controls are told apart, and in how many shadow releases.

    ``person`` is the number of the person of each line, ``minimum`` the persons under which a cell does not come out.
    """
    lines = np.bincount(person)
    gains: list[float] = []
    level = None
    for inside in splits(len(lines), wanted):
        scores = _scores(tables, lines, inside, minimum)
        members, controls = scores[inside], scores[~inside]
        if not len(members) or not len(controls):
            continue
        if level is not None:
            gains.append(float((members >= level).mean() - (controls >= level).mean()))
        level = _best_level(members, controls)
    return repeated(gains), len(gains)


def _tables(surface: Surface) -> Iterator[Table]:
    if surface.rows is None:
        yield from (held for _, _, held in cubes(surface))
    elif surface.rows.codes:
        released, raw = surface.rows.tuples(list(surface.rows.codes))
        yield table(raw, surface.rows.beside.person, int(released.max(initial=-1)) + 1)


def _scores(tables: Sequence[Table], lines: Codes, inside: Mask, minimum: int) -> npt.NDArray[np.float64]:
    """For each person, the share of its lines that stand in a cell of the shadow release, small cells first."""
    total = np.zeros(len(inside))
    for held in tables:
        counts = held.counts(inside)
        shown = np.where(counts >= minimum, 1 + 1 / np.maximum(counts, 1), 0.0)
        total += np.bincount(held.person, shown[held.cell] * held.lines, len(inside))
    return total / np.maximum(lines, 1)


def _best_level(members: npt.NDArray[np.float64], controls: npt.NDArray[np.float64]) -> float:
    """The score from which on more of the members than of the controls are, by the largest share."""
    levels = np.unique(np.concatenate([members, controls]))
    levels = levels[np.linspace(0, len(levels) - 1, min(len(levels), 500)).astype(int)]
    sizes = (np.sort(members), np.sort(controls))
    above = [1 - np.searchsorted(scores, levels, "left") / len(scores) for scores in sizes]
    gain = above[0] - above[1]
    return float(levels[np.flatnonzero(gain == gain.max())[-1]])
