"""Mutants of the gate and the auditor that no test can notice, each with the reason."""

from __future__ import annotations

_STEEPER = "a goal twice as steep has the same optimum"
_END = "at a tolerance's very end"
_MAPPED = "the same rows from a mapped file; read whole, they do not change with the file"

EQUIVALENT: dict[str, dict[str, str]] = {
    "gate": {
        "f\"{'much' if value > limit else 'little'})\"  [Gt to GtE]": "a figure at its limit does not fail",
    },
    "exact": {
        "PRIMAL = 4  [one more]": "HiGHS refuses the number and chooses a simplex itself: the same optimum",
        "goal[[self._place[queue[turn]] for queue in queues if turn < len(queue)]] = -1.0  [one more]": _STEEPER,
        "for sign in (-1.0, 1.0):  [one more]": _STEEPER,
        "return bool(self._most[place] >= self._least[place] + width - 1e-6)  [GtE to Gt]": _END,
        'for option, value in (("output_flag", False), ("presolve", "off"), ("simplex_strategy", PRIMAL), '
        '("threads", 1)):  [one more]': "the primal simplex runs on one thread whatever is allowed",
    },
    "generalised": {
        "return pq.read_table(path, memory_map=False).replace_schema_metadata(None)  [the other truth]": _MAPPED,
    },
    "judged": {
        "return pq.read_table(path, memory_map=False)  [the other truth]": _MAPPED,
    },
    "shadow": {
        "persons = int(person.max(initial=0)) + 1  [one more]": "a wider radix tells the same pairs apart",
        "yield generator.random(persons) < KEPT  [Lt to LtE]": "none of the numbers drawn is the share itself",
    },
    "measures.protected_numbers": {
        'if least > query["cost"] * (1 + ROUNDING_ERROR):  [Gt to GtE]': _END,
        'if delta >= budget["delta"] or cost + 2 * sqrt(cost * log(1 / (budget["delta"] - delta))) > budget["epsilon"]'
        " * (  [Gt to GtE]": _END,
    },
}
"""Module -> mutant (the changed line and what was changed of it) -> why nothing can notice it."""
