"""What was odd about records that were read all the same: counted, with the first lines where it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

KEPT = 20
"""Lines that are remembered of each kind."""

NOTES: dict[str, str] = {
    "double_encoded": "UTF-8 that was encoded twice; repaired",
    "other_encoding": "a line in another encoding than the file's; decoded as what it is",
    "stray_quote": "a quotation mark that opens or closes nothing; taken off or left as a letter",
    "joined_lines": "a quoted cell over several lines; joined",
}
"""The closed list, each with what was done."""


@dataclass
class Notes:
    """How often each kind of `NOTES` was met, and the first lines (from 1) where."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: dict[str, list[int]] = field(default_factory=dict)

    def add(self, note: str, line: int) -> None:
        """Count one more."""
        self.counts[note] += 1
        kept = self.lines.setdefault(note, [])
        if len(kept) < KEPT:
            kept.append(line)

    def merge(self, other: Notes) -> None:
        """Add those of a later stretch."""
        self.counts.update(other.counts)
        for note, lines in other.lines.items():
            kept = self.lines.setdefault(note, [])
            kept += lines[: KEPT - len(kept)]
