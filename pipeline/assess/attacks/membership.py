"""The question whether somebody was in the leak at all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from pipeline.assess.attack import CUBES, ROWS, Attack, Finding, Surface
from pipeline.assess.interval import SEED, newcombe
from pipeline.assess.labels import Codes

KEPT = 0.9
"""Share of the persons that the shadow release counts: nearly all, so that its cells are as full as the real ones."""
ENOUGH, MOST_SPLITS = 200_000, 4_000
"""Guesses wanted about controls, and splits at most: a small leak is split again and again. So many make the interval
0.0045 wide, so that a release within the limit of T28 is not refused for want of tries."""


class Membership(Attack):
    """A reader who knows somebody's coordinates guesses from the released cells whether that person was counted.

    A tenth of the persons is left out at random. A shadow release is made of the others: the cells of the real release
    with the counts of those alone, none under the threshold. Its members and those left out (same population, not
    counted) are told apart by how full their cells are, as the other half of each group teaches; the value is the share
    of members called members less the share of controls so called.
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
        cells = list(_cells(surface))
        if not cells:
            yield self.nothing("no coordinate can be told from the leak")
            return
        leak = surface.leak if surface.rows is None else surface.rows.beside
        generator = np.random.Generator(np.random.PCG64(SEED))
        minimum = surface.thresholds.persons if surface.rows is None else 1
        splits = min(MOST_SPLITS, int(ENOUGH / (1 - KEPT) / max(leak.persons, 1)) + 1)
        totals = np.zeros(4, np.int64)
        for _ in range(splits):
            inside = generator.random(leak.persons) < KEPT
            scores = _scores(cells, leak.person, inside, minimum)
            totals += _told_apart(generator.permutation(scores[inside]), generator.permutation(scores[~inside]))
        interval = newcombe(*(int(total) for total in totals))
        detail = f"{totals[1]} members and {totals[3]} controls in {splits} splits, {len(cells)} tables"
        yield self.found(interval, surface.thresholds.membership, int(totals[1] + totals[3]), detail, judged="high")


def _cells(surface: Surface) -> Iterator[tuple[Codes, int]]:
    """The released cell (-1: none) of each line of the leak, and how many cells there are; one pair a table."""
    if surface.rows is None:
        for cube in surface.counted.cubes():
            keys, codes = surface.counted.cells(cube)
            yield codes, len(keys)
    elif surface.rows.codes:
        released, raw = surface.rows.tuples(list(surface.rows.codes))
        yield raw, int(released.max(initial=-1)) + 1


def _scores(
    cells: list[tuple[Codes, int]], person: Codes, inside: npt.NDArray[np.bool_], minimum: int
) -> npt.NDArray[np.float64]:
    """For each person, how many of its lines stand in a cell of the shadow release, small cells first."""
    size = len(inside)
    lines = np.bincount(person, minlength=size)
    total = np.zeros(size)
    for codes, many in cells:
        held = (codes >= 0) & inside[person]
        pairs = np.unique(codes[held] * size + person[held])
        counts = np.bincount(pairs // size, minlength=many)
        shown = np.where(counts >= minimum, 1 + 1 / np.maximum(counts, 1), 0.0)
        total += np.bincount(person, np.where(codes >= 0, shown[codes], 0.0), size) / np.maximum(lines, 1)
    return total


def _told_apart(members: npt.NDArray[np.float64], controls: npt.NDArray[np.float64]) -> Codes:
    """Members and controls called members, each half by the threshold that serves best on the other half."""
    if len(controls) < 2:
        return np.zeros(4, np.int64)
    found = np.zeros(4, np.int64)
    for own in (0, 1):
        level = _best_level(members[1 - own :: 2], controls[1 - own :: 2])
        judged, others = members[own::2], controls[own::2]
        found += [(judged >= level).sum(), len(judged), (others >= level).sum(), len(others)]
    return found


def _best_level(members: npt.NDArray[np.float64], controls: npt.NDArray[np.float64]) -> float:
    """The score from which on more of the members than of the controls are, by the largest share."""
    levels = np.unique(np.concatenate([members, controls]))
    levels = levels[np.linspace(0, len(levels) - 1, min(len(levels), 500)).astype(int)]
    sizes = (np.sort(members), np.sort(controls))
    above = [1 - np.searchsorted(scores, levels, "left") / len(scores) for scores in sizes]
    gain = above[0] - above[1]
    return float(levels[np.flatnonzero(gain == gain.max())[-1]])
