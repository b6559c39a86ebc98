"""What a terminal shows: progress bars on stderr, tables on stdout. Draws; decides nothing."""

from __future__ import annotations

import os
import re
import sys
import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from pipeline.terminal.language import Spoken, number, said

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
_NUMBER = re.compile(r"-?[\d.,\u202f]*")
WORDS = {
    "ingest": "reading",
    "detect": "recognising columns",
    "link": "knowing the persons",
    "transform": "transforming",
    "anonymise": "counting persons",
    "assess": "attacking the result",
    "publish": "writing the release",
    "report": "drawing the report",
}


class Bars:
    """One line a stage: a bar on a terminal, a line of text elsewhere (logs of batch jobs)."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, no_color="NO_COLOR" in os.environ)
        self._live: Progress | None = None
        self._task: TaskID | None = None
        self._stage = ""
        self._since = time.monotonic()
        if self._console.is_terminal:
            self._live = Progress(
                TextColumn("{task.description:<22}"),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f} %"),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
                console=self._console,
            )
            self._live.start()

    def begin(self, stage: str, total: int) -> None:
        """Start the line of a stage; ``total`` bytes, or 0 where nobody can know."""
        self._finish()
        self._stage, self._since = stage, time.monotonic()
        if self._live:
            self._task = self._live.add_task(said(WORDS.get(stage, stage)), total=total or None)

    def advance(self, amount: int) -> None:
        """Move the bar by ``amount`` bytes."""
        if self._live and self._task is not None:
            self._live.advance(self._task, amount)

    def close(self, done: bool = True) -> None:
        """End the display; a stage that was broken off stays where it is."""
        if done:
            self._finish()
        if self._live:
            self._live.stop()

    def _finish(self) -> None:
        if self._live and self._task is not None:
            self._live.update(self._task, total=1, completed=1)
        elif self._stage and not self._live:
            seconds = time.monotonic() - self._since
            print(
                f"{said(WORDS.get(self._stage, self._stage))}{Spoken.words.colon}{number(seconds, '.1f')} s",
                file=sys.stderr,
            )
        self._stage, self._task = "", None


def printable(text: str) -> str:
    r"""Put ``?`` for control and direction characters, which a terminal would obey (threat T23).

    >>> printable("\x1b[31mleak\u202e.csv")
    '?[31mleak?.csv'
    """
    return _CONTROL.sub("?", text)


def table(head: list[str], rows: list[list[str]]) -> str:
    """Lay out a plain table; control and direction characters become ``?`` (threat T23)."""
    cells = [[printable(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    numeric = [bool(rows) and all(_NUMBER.fullmatch(row[i]) for row in cells[1:]) for i in range(len(head))]
    lines = []
    for row in cells:
        texts = (c.rjust(w) if n else c.ljust(w) for c, w, n in zip(row, widths, numeric, strict=True))
        lines.append("  ".join(texts).rstrip())
    return "\n".join(lines)
