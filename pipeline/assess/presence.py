"""Whether exact counts of a small leak tell who is in it, asked before they are written (threats T28, T11).

The attacks of membership and inference on the true counts that are to come out. Of many persons exact counts tell
next to nothing; of a few hundred, tables of many small cells do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from functools import partial

from pipeline.assess.attacks.inference import best_guessed, question
from pipeline.assess.attacks.membership import told_apart
from pipeline.assess.interval import Interval
from pipeline.assess.labels import Codes
from pipeline.assess.shadow import Table, table
from pipeline.assess.written import Key
from pipeline.core.policy import Thresholds

CONTROLS = (20_000, 60_000, 200_000)
"""Guesses wanted about controls: more where so many leave it open on which side of the limit the figure lies."""


def betrayed(
    tables: Mapping[str, tuple[Sequence[Key], Codes]],
    person: Codes,
    thresholds: Thresholds,
    least: int,
    read: Set[str] = frozenset(),
) -> bool:
    """Whether an attack reaches more than its limit.

    ``tables`` have the cells that are to come out, and the number of that which each line of the leak is in (-1: none);
    ``person`` is the number of each line's person, from 0 on without a gap. ``least`` is the smallest number of persons
    that comes out, more than the threshold where a protection says so. ``read`` names the tables that an attacker
    counts from the columns as they are (`pipeline.assess.counted`): the others may blur what these tell.
    """
    held = {name: (keys, table(codes, person, len(keys))) for name, (keys, codes) in tables.items() if len(keys)}
    persons = int(person.max(initial=0)) + 1
    if not held or persons < 2:
        return False
    for chosen in (held.keys(), held.keys() & read):
        each = [held[name][1] for name in sorted(chosen)]
        if each and _exceeds(partial(_told_apart, each, person, least), thresholds.membership):
            return True
    asked = {name: found for name, (keys, one) in held.items() if (found := question(keys, one))}
    if not asked:
        return False
    _, guessed, _ = best_guessed(asked, persons, least, CONTROLS[0])
    return guessed.value > thresholds.inference


def _told_apart(tables: Sequence[Table], person: Codes, least: int, wanted: int) -> Interval:
    return told_apart(tables, person, least, wanted)[0]


def _exceeds(measured: Callable[[int], Interval], limit: float) -> bool:
    """Whether the upper end of what is measured is over the limit, with as many controls as it takes to tell."""
    for wanted in CONTROLS[:-1]:
        found = measured(wanted)
        if found.high <= limit or found.low > limit:
            return found.high > limit
    return measured(CONTROLS[-1]).high > limit
