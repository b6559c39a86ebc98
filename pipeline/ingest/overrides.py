"""What the user knows better than the file says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Overrides:
    """What the user knows better; None where the file itself is to tell.

    ``delimiter`` may have several characters; ``has_header`` False says that the first line is a record;
    ``skip_lines`` are passed over at the top of each text file.
    """

    encoding: str | None = None
    delimiter: str | None = None
    has_header: bool | None = None
    skip_lines: int = 0
