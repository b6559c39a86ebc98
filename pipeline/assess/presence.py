"""Whether exact counts of a small leak tell who is in it, asked before they are written (threats T28, T11).

The attacks of membership and inference on the true counts that are to come out. Of many persons exact counts tell
next to nothing; of a few hundred, tables of many small cells do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline.assess.attacks.inference import best_guessed, question
from pipeline.assess.attacks.membership import told_apart
from pipeline.assess.interval import Interval
from pipeline.assess.labels import Codes
from pipeline.assess.shadow import table
from pipeline.assess.written import Key
from pipeline.core.policy import Thresholds

CONTROLS = (20_000, 60_000, 200_000)
"""Guesses wanted about controls: more where so many leave it open on which side of the limit the figure lies."""


def betrayed(tables: Mapping[str, tuple[Sequence[Key], Codes]], person: Codes, thresholds: Thresholds) -> bool:
    """Whether an attack reaches more than its limit.

    ``tables`` have the cells that are to come out, and the number of that which each line of the leak is in (-1: none);
    ``person`` is the number of each line's person, from 0 on without a gap.
    """
    held = {name: (keys, table(codes, person, len(keys))) for name, (keys, codes) in tables.items() if len(keys)}
    persons = int(person.max(initial=-1)) + 1
    if not held or persons < 2:
        return False
    each = [one for _, one in held.values()]
    if _exceeds(lambda wanted: told_apart(each, person, thresholds.persons, wanted)[0], thresholds.membership):
        return True
    asked = {name: found for name, (keys, one) in held.items() if (found := question(keys, one))}
    if not asked:
        return False
    _, guessed, _ = best_guessed(asked, persons, thresholds.persons, CONTROLS[0])
    return guessed.value > thresholds.inference


def _exceeds(measured: Callable[[int], Interval], limit: float) -> bool:
    """Whether the upper end of what is measured is over the limit, with as many controls as it takes to tell."""
    for wanted in CONTROLS[:-1]:
        found = measured(wanted)
        if found.high <= limit or found.low > limit:
            return found.high > limit
    return measured(CONTROLS[-1]).high > limit
