"""Shadow releases: what would have come out had some persons not been in the leak.

Persons that are left out at random are the control: of the same population, and nothing of them is told. What an attack
finds about those who were counted, and not about these, it learnt from the release (Giomi et al., PoPETs 2023).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.assess.attack import Surface
from pipeline.assess.interval import SEED
from pipeline.assess.labels import Codes
from pipeline.assess.written import Key

KEPT = 0.9
"""Share of the persons that a shadow release counts: nearly all, so that its cells are as full as the real ones."""
FEWEST, MOST = 24, 2_500
"""Shadow releases: as many at least as an interval of their mean needs, and so many at most."""

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Table:
    """Who stands in which of ``size`` released cells: one entry a person and cell, ``lines`` of the leak in it."""

    cell: Codes
    person: Codes
    lines: Codes
    size: int

    def counts(self, inside: Mask) -> Codes:
        """The persons of each cell of the shadow release that counts those ``inside``."""
        return np.bincount(self.cell[inside[self.person]], minlength=self.size).astype(np.int64)


def table(codes: Codes, person: Codes, size: int) -> Table:
    """From the released cell of each line of a leak (-1: none)."""
    held = codes >= 0
    persons = int(person.max(initial=0)) + 1
    pairs, lines = np.unique(codes[held] * persons + person[held], return_counts=True)
    return Table(pairs // persons, pairs % persons, lines.astype(np.int64), size)


def cubes(surface: Surface) -> Iterator[tuple[str, list[Key], Table]]:
    """The published cubes that an attacker can count again: name, cells, and who stands in them."""
    for cube in surface.counted.cubes():
        keys, codes = surface.counted.cells(cube)
        yield cube.name, keys, table(codes, surface.leak.person, len(keys))


def splits(persons: int, wanted: int) -> Iterator[Mask]:
    """Who is counted, drawn anew each time, until ``wanted`` persons were left out in all; ``FEWEST`` to ``MOST``."""
    generator = np.random.Generator(np.random.PCG64(SEED))
    for _ in range(int(np.clip(wanted / (1 - KEPT) / max(persons, 1), FEWEST, MOST))):
        yield generator.random(persons) < KEPT
