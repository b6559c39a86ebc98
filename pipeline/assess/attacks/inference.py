"""A value of somebody that is guessed from what else is known of them (WP216's third criterion)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from pipeline.assess.attack import CUBES, ROWS, Attack, Finding, Surface
from pipeline.assess.interval import Interval, repeated
from pipeline.assess.labels import Codes
from pipeline.assess.rows import Rows
from pipeline.assess.shadow import Mask, Table, cubes, splits, table
from pipeline.assess.written import Key

ENOUGH = 20_000
"""Controls wanted for each column that is guessed."""


class Inference(Attack):
    """The most frequent label among those who agree in everything else is taken for a target's label.

    The control is the same guess about persons of the same population whom the release does not count: what is learnt
    about the population anyway. The value is the share of right guesses about those counted less that about the
    control, of the column that is guessed best.
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
        leak = surface.leak if surface.rows is None else surface.rows.beside
        asked = dict(_of_cells(surface) if surface.rows is None else _of_rows(surface.rows))
        if not asked or leak.persons < 2:
            yield self.nothing("fewer than two columns can be read")
            return
        worst, interval, shadows = best_guessed(asked, leak.persons, surface.least, ENOUGH)
        detail = f"most for {worst}, of {len(asked)} guessed from the others"
        yield self.found(interval, surface.thresholds.inference, leak.persons * shadows, detail)


def best_guessed(asked: Mapping[str, Question], persons: int, minimum: int, wanted: int) -> tuple[str, Interval, int]:
    """The question that is answered best, by how much better than for controls, and in how many shadow releases."""
    masks = list(splits(persons, wanted))
    found = {name: question.guessed(masks, minimum) for name, question in asked.items()}
    worst = max(found, key=lambda name: found[name].value)
    return worst, found[worst], len(masks)


class Question:
    """Which label has somebody of a known group? A cell is one label of one group, cells sorted by group."""

    def __init__(self, held: Table, group: Codes, label: Codes) -> None:
        order = np.lexsort((label, group))
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        self._held = Table(place[held.cell], held.person, held.lines, held.size)
        self._label = label[order]
        self._start, self._group = np.unique(group[order], return_index=True, return_inverse=True)[1:]

    def guessed(self, masks: list[Mask], minimum: int) -> Interval:
        """Right guesses about those counted less those about the control, the mean over the shadow releases."""
        gains = []
        for inside in masks:
            right, known = self._right(self._held.counts(inside), minimum), inside[self._held.person]
            hits = right[self._held.cell]
            if known.any() and not known.all():
                gains.append(float(hits[known].mean() - hits[~known].mean()))
        return repeated(gains)

    def _right(self, counts: Codes, minimum: int) -> Mask:
        """Whether a cell's label is the one guessed in its group.

        That is the most frequent of those that come out there; where none does, that of the whole release.
        """
        shown = np.where(counts >= minimum, counts, 0)
        most = np.maximum.reduceat(shown, self._start)
        first = np.flatnonzero(shown == most[self._group])
        guess = np.empty(len(most), np.int64)
        guess[self._group[first[::-1]]] = self._label[first[::-1]]
        usual = int(np.bincount(self._label, shown).argmax())
        return np.asarray(np.where(most > 0, guess, usual)[self._group] == self._label)


def _of_rows(rows: Rows) -> Iterator[tuple[str, Question]]:
    for secret in rows.codes if len(rows.codes) > 1 else ():
        _, known = rows.tuples([name for name in rows.codes if name != secret])
        true = rows.codes[secret][1]
        told = (known >= 0) & (true >= 0)
        if told.any():
            size = int(true.max(initial=0)) + 1
            cells, at = np.unique(known[told] * size + true[told], return_inverse=True)
            codes = np.full(len(known), -1, np.int64)
            codes[told] = at
            yield secret, Question(table(codes, rows.beside.person, len(cells)), cells // size, cells % size)


def _of_cells(surface: Surface) -> Iterator[tuple[str, Question]]:
    """Guess the last coordinate of each cube's cells from the others."""
    for name, keys, held in cubes(surface):
        if asked := question(keys, held):
            yield name, asked


def question(keys: Sequence[Key], held: Table) -> Question | None:
    """Which last coordinate has somebody of whom the others are known? None where there is nothing to guess."""
    if not len(held.cell) or len(keys[0]) < 2:
        return None
    group = np.unique([key[:-1] for key in keys], axis=0, return_inverse=True)[1].ravel()
    label = np.unique([key[-1] for key in keys], return_inverse=True)[1].ravel()
    return Question(held, group.astype(np.int64), label.astype(np.int64))
