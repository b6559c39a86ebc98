"""Mutants of the gate and the auditor that no test can notice, each with the reason."""

from __future__ import annotations

EQUIVALENT: dict[str, dict[str, str]] = {
    "gate": {
        "f\"{'much' if value > limit else 'little'})\"  [Gt to GtE]": "a figure at its limit does not fail",
    },
}
"""Module -> mutant (the changed line and what was changed of it) -> why nothing can notice it."""
