"""A value of somebody that is guessed from what else is known of them (WP216's third criterion)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipeline.assess.attack import CUBES, ROWS, Attack, Finding, Surface
from pipeline.assess.candidates import drawn
from pipeline.assess.interval import Interval, newcombe
from pipeline.assess.labels import Codes
from pipeline.assess.rows import Rows

TARGETS = 4_000


class Inference(Attack):
    """The most frequent label among those who agree in everything else is taken for a target's label.

    The control is the same guess without the target's own line: what is learnt about the population anyway. The
    value is the share of right guesses less that of the control, of the column that is guessed best.
    """

    id = "inference"
    threat = "T11"
    criterion = "inference"
    asks = (
        "La présence d'une personne aide-t-elle à deviner une de ses données ?",
        "Does somebody's own presence help to guess a value of theirs?",
    )
    kinds = frozenset({CUBES, ROWS})
    key = "thresholds.persons"

    def attempt(self, surface: Surface) -> Iterator[Finding]:
        """Guess every column from the others."""
        found = _of_cells(surface) if surface.rows is None else _of_rows(surface.rows)
        if not found:
            yield self.nothing("fewer than two columns can be read")
            return
        worst = max(found, key=lambda name: found[name].value)
        detail = f"most for {worst}, of {len(found)} guessed from the others"
        yield self.found(found[worst], surface.thresholds.inference, TARGETS * len(found), detail)


def _of_rows(rows: Rows) -> dict[str, Interval]:
    found = {}
    for secret in rows.codes if len(rows.codes) > 1 else ():
        others = [name for name in rows.codes if name != secret]
        known, asked = rows.tuples(others)
        released, true = rows.codes[secret]
        people = np.flatnonzero((asked >= 0) & (true >= 0))
        if len(people):
            targets = people[drawn(len(people), TARGETS)]
            weights = np.ones(len(known), np.int64)
            found[secret] = _guessed(known, released, weights, asked[targets], true[targets])
    return found


def _of_cells(surface: Surface) -> dict[str, Interval]:
    """Guess the last coordinate of each cube's cells from the others; the persons of a cell are its weight."""
    found = {}
    for cube in surface.counted.cubes():
        if len(cube.dimensions) < 2:
            continue
        keys, cells = surface.counted.cells(cube)
        people = np.flatnonzero(cells >= 0)
        if not len(people):
            continue
        groups = np.unique([key[:-1] for key in keys], axis=0, return_inverse=True)[1].ravel().astype(np.int64)
        secrets = np.unique([key[-1] for key in keys], return_inverse=True)[1].ravel().astype(np.int64)
        weights = np.array([cube.cells[key][0] for key in keys], dtype=np.int64)
        targets = people[drawn(len(people), TARGETS)]
        asked = cells[targets]
        found[cube.name] = _guessed(groups, secrets, weights, groups[asked], secrets[asked])
    return found


def _guessed(known: Codes, secret: Codes, weights: Codes, asked: Codes, true: Codes) -> Interval:
    """Right guesses of the targets less those made without their own line."""
    size = max(int(secret.max(initial=0)), int(true.max(initial=0))) + 1
    pairs, at = np.unique(known * size + secret, return_inverse=True)
    counts = np.bincount(at.ravel(), weights).astype(np.int64)
    group, label = pairs // size, pairs % size
    hits = _right(group, label, counts, asked, true, own=False)
    control = _right(group, label, counts, asked, true, own=True)
    return newcombe(int(hits.sum()), len(asked), int(control.sum()), len(asked))


def _right(group: Codes, label: Codes, counts: Codes, asked: Codes, true: Codes, own: bool) -> Codes:
    """Whether the most frequent label of each target's group is the target's; ``own``: one line less of it.

    Of equally frequent labels the guess is the one that is not the target's: a tie is no knowledge.
    """
    starts, ends = np.searchsorted(group, asked, "left"), np.searchsorted(group, asked, "right")
    right = np.zeros(len(asked), np.int64)
    for i, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        mine = label[start:end] == true[i]
        mine_count = int(counts[start:end][mine].sum()) - own
        rest = int(counts[start:end][~mine].max(initial=0))
        right[i] = mine_count > rest
    return right
