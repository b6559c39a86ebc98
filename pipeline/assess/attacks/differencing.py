"""One release less an earlier one."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.assess.attack import CUBES, Attack, Finding, Surface
from pipeline.assess.interval import exact
from pipeline.assess.written import Written


class Differencing(Attack):
    """Cells of two releases of a project that differ by fewer persons than the threshold: those persons are known.

    425 persons erased between two releases gave 192 such cells (threat T10).
    """

    id = "differencing"
    threat = "T10"
    criterion = "singling_out"
    asks = (
        "La différence de deux publications isole-t-elle un petit groupe ?",
        "Does the difference of two releases isolate a small group?",
    )
    kinds = frozenset({CUBES})
    absent = "records; their pseudonyms are compared instead"
    key = "thresholds.persons"

    def attempt(self, surface: Surface) -> Iterator[Finding]:
        """Subtract every earlier release."""
        earlier = [one.written for one in surface.earlier if one.written is not None]
        if surface.written is None or not earlier:
            yield self.nothing("no earlier release is known; name them with --earlier or --ledger")
            return
        found = [deltas(surface.written, one, surface.thresholds.persons) for one in earlier]
        small, cells = sum(one[0] for one in found), sum(one[1] for one in found)
        yield self.found(exact(float(small)), 0.0, cells, f"{cells} cells stand in two releases")


def deltas(now: Written, before: Written, minimum: int) -> tuple[int, int]:
    """Numbers (persons, records) of shared cells and totals that differ by 1 to ``minimum`` - 1; shared cells."""
    pairs = [((now.persons, now.records), (before.persons, before.records))]
    known = {(c.dimensions, c.where): c.cells for c in before.cubes}
    for cube in now.cubes:
        old = known.get((cube.dimensions, cube.where), {})
        pairs += [(counts, old[key]) for key, counts in cube.cells.items() if key in old]
    small = sum(any(0 < abs(a - b) < minimum for a, b in zip(mine, theirs, strict=True)) for mine, theirs in pairs)
    return small, len(pairs)
