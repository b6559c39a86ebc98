"""What a terminal shows: progress bars on stderr, tables on stdout. Draws; decides nothing."""

from __future__ import annotations

import json
import os
import re
import sys
import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from pipeline.terminal.language import Spoken, number, said
from pipeline.terminal.pace import Clock, Pace

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
_NUMBER = re.compile(r"-?[\d.,\u202f]*")
WORDS = {
    "copy": "copying, encrypted",
    "ingest": "reading",
    "detect": "recognising columns",
    "link": "knowing the persons",
    "transform": "transforming",
    "anonymise": "counting persons",
    "assess": "judging the result",
    "attack": "attacking the result",
    "publish": "writing the release",
    "report": "drawing the report",
}


class Bars:
    """One line a stage: a bar on a terminal, a line of text elsewhere (logs of batch jobs)."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, no_color="NO_COLOR" in os.environ)
        self._live: Progress | None = None
        self._task: TaskID | None = None
        self._pace: Pace | None = None
        if self._console.is_terminal:
            self._live = Progress(
                TextColumn("{task.description:<22}"),
                BarColumn(bar_width=20),
                TextColumn("{task.percentage:>3.0f} %"),
                TimeElapsedColumn(),
                TextColumn("{task.fields[left]}"),
                TextColumn("{task.fields[words]}"),
                console=self._console,
            )
            self._live.start()

    def begin(self, stage: str, total: int) -> None:
        """Start the line of a stage; ``total`` bytes, or 0 where nobody can know."""
        self._finish()
        self._pace = Pace(stage, total)
        if self._live:
            self._task = self._live.add_task(said(WORDS.get(stage, stage)), total=total or None, left="", words="")

    def advance(self, amount: int, records: int = 0, quarantined: int = 0) -> None:
        """Move the bar by ``amount`` bytes, and tell the records."""
        if self._pace is None:
            return
        self._pace.advance(amount, records, quarantined)
        if self._live and self._task is not None:
            self._live.update(self._task, advance=amount, left=_left(self._pace.left), words=_words(self._pace))

    def close(self, done: bool = True) -> None:
        """End the display; a stage that was broken off stays where it is."""
        if done:
            self._finish()
        if self._live:
            self._live.stop()

    def _finish(self) -> None:
        if self._pace and self._live and self._task is not None:
            self._live.update(self._task, total=1, completed=1, left="", words=_words(self._pace))
        elif self._pace and not self._live:
            name = said(WORDS.get(self._pace.stage, self._pace.stage))
            told = f"{number(self._pace.seconds, '.1f')} s"
            amounts = ", ".join(part for part in (_words(self._pace), told) if part)
            print(f"{name}{Spoken.words.colon}{amounts}", file=sys.stderr)
        self._pace, self._task = None, None


class Lines:
    """One JSON object a line on stderr, for batch systems: every `EVERY` seconds at most, and where a stage ends."""

    EVERY = 1.0

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._pace: Pace | None = None
        self._clock, self._said = clock, clock()

    def begin(self, stage: str, total: int) -> None:
        """End the stage before, begin this one."""
        self._finish()
        self._pace, self._said = Pace(stage, total, self._clock), self._clock()

    def advance(self, amount: int, records: int = 0, quarantined: int = 0) -> None:
        """Take in what is done, and say so where the last line is old enough."""
        if self._pace is None:
            return
        self._pace.advance(amount, records, quarantined)
        if self._clock() - self._said >= self.EVERY:
            self._said = self._clock()
            self._say(self._pace, done=False)

    def close(self, done: bool = True) -> None:
        """Say how the last stage ended; of one that was broken off, how far it came."""
        if done:
            self._finish()
        elif self._pace:
            self._say(self._pace, done=False)
        self._pace = None

    def _finish(self) -> None:
        if self._pace:
            self._say(self._pace, done=True)

    def _say(self, pace: Pace, done: bool) -> None:
        print(json.dumps(pace.figures(done)), file=sys.stderr, flush=True)


def _words(pace: Pace) -> str:
    """Records, rate and quarantine in the language of the command; empty where no records pass."""
    if not pace.records:
        return ""
    told = [said(f"{pace.records:,} records")]
    told += [] if pace.rate is None else [f"{number(pace.rate, ',.0f')}/s"]
    told += [said(f"{pace.quarantined:,} quarantined")] if pace.quarantined else []
    return ", ".join(told)


def _left(seconds: float | None) -> str:
    """Time left in this stage, for people.

    >>> _left(3725.0), _left(8.2), _left(None)
    ('1:02:05 left', '0:00:08 left', '')
    """
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return said(f"{minutes // 60}:{minutes % 60:02}:{rest:02} left")


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
