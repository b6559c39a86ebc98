"""Whether exact counts of a small leak tell who is in it, asked before they are written (threats T28, T11).

The attacks of membership and inference on the true counts that are to come out. Of many persons exact counts tell
next to nothing; of a few hundred, tables of many small cells do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.assess.attacks.inference import best_guessed, question
from pipeline.assess.attacks.membership import told_apart
from pipeline.assess.labels import Codes
from pipeline.assess.shadow import table
from pipeline.assess.written import Key
from pipeline.core.policy import Thresholds

CONTROLS = 60_000
"""Guesses wanted about controls: a third of the attack's, so that its interval, whose upper end counts, is wider."""


def betrayed(tables: Mapping[str, tuple[Sequence[Key], Codes]], person: Codes, thresholds: Thresholds) -> bool:
    """Whether an attack reaches more than its limit.

    ``tables`` have the cells that are to come out, and the number of that which each line of the leak is in (-1: none);
    ``person`` is the number of each line's person, from 0 on without a gap.
    """
    held = {name: (keys, table(codes, person, len(keys))) for name, (keys, codes) in tables.items() if len(keys)}
    persons = int(person.max(initial=-1)) + 1
    if not held or persons < 2:
        return False
    told, _ = told_apart([one for _, one in held.values()], person, thresholds.persons, CONTROLS)
    if told.high > thresholds.membership:
        return True
    asked = {name: found for name, (keys, one) in held.items() if (found := question(keys, one))}
    return (
        bool(asked) and best_guessed(asked, persons, thresholds.persons, CONTROLS // 10)[1].value > thresholds.inference
    )
