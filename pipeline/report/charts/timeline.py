"""Months as columns on a line of time; a month without a published number is a gap with a mark below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.report.words import Words

LONGEST_GAP = 24
"""Months without a number after which what stands alone is left out of the drawing (dates typed wrongly)."""
YEARS_NAMED = 8


@dataclass(frozen=True)
class Column:
    """One month: where it stands and how high, in per cent; no height where nothing is published."""

    title: str
    x: str
    width: str
    top: str
    height: str


@dataclass(frozen=True)
class Tick:
    """A line of one of the two axes: where, in per cent, and its label (empty for a line alone)."""

    at: str
    label: str


@dataclass(frozen=True)
class Timeline:
    """Columns with years below and numbers at the side; ``outside`` counts months left out of the drawing."""

    name: str
    columns: tuple[Column, ...]
    gaps: tuple[Column, ...]
    years: tuple[Tick, ...]
    levels: tuple[Tick, ...]
    outside: int
    kind: str = "timeline"


def draw(name: str, persons: Mapping[str, int], words: Words) -> Timeline:
    """Draw ``persons`` by month (``2019-05``); values that are no month are ignored."""
    counts = {index(month): count for month, count in persons.items() if is_month(month)}
    if not counts:
        return Timeline(name, (), (), (), (), 0)
    first, last = window(counts)
    inside = {at: count for at, count in counts.items() if first <= at <= last}
    start, end = first - first % 12, last + 12 - last % 12
    step = 100 / (end - start)
    top = max(inside.values())
    scale = 94 / top
    columns: list[Column] = []
    gaps: list[Column] = []
    for at in range(first, last + 1):
        height = inside.get(at, 0) * scale
        number = words("chart.persons", count=inside[at]) if at in inside else words("chart.withheld")
        title = words("chart.said", label=words.month(label(at)), number=number)
        column = Column(
            title,
            f"{(at - start + 0.1) * step:.3f}",
            f"{step * 0.8:.3f}",
            f"{100 - height:.2f}",
            f"{height:.2f}",
        )
        (columns if at in inside else gaps).append(column)
    most = max(inside, key=lambda at: (inside[at], -at))
    name = f"{name}. {words('chart.largest', label=words.month(label(most)), persons=top)}"
    return Timeline(name, tuple(columns), tuple(gaps), years(start, end), levels(top, words), len(counts) - len(inside))


def is_month(value: str) -> bool:
    """Whether ``value`` reads ``YYYY-MM``."""
    year, _, month = value.partition("-")
    return len(year) == 4 and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12


def index(month: str) -> int:
    """Months since year 0."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def label(at: int) -> str:
    """Undo `index`.

    >>> label(index("2019-05"))
    '2019-05'
    """
    return f"{at // 12:04d}-{at % 12 + 1:02d}"


def window(counts: Mapping[int, int]) -> tuple[int, int]:
    """First and last month of the run of months that holds most persons, runs being parted by long gaps."""
    runs: list[list[int]] = []
    for at in sorted(counts):
        if runs and at - runs[-1][-1] <= LONGEST_GAP:
            runs[-1].append(at)
        else:
            runs.append([at])
    best = max(runs, key=lambda run: (sum(counts[at] for at in run), run[0]))
    return best[0], best[-1]


def years(start: int, end: int) -> tuple[Tick, ...]:
    """Rule a line at every January; not more names than there is room for."""
    count = (end - start) // 12
    every = -(-count // YEARS_NAMED)
    return tuple(
        Tick(f"{year / count * 100:.3f}", f"{start // 12 + year}" if year % every == 0 else "") for year in range(count)
    )


def levels(top: int, words: Words) -> tuple[Tick, ...]:
    """Two to five round numbers from zero."""
    unit = 10 ** (len(str(top)) - 1)
    step = next(
        unit * part // 10 for part in (1, 2, 5, 10, 20, 50) if unit * part // 10 and top / (unit * part / 10) <= 5
    )
    return tuple(Tick(f"{100 - at / top * 94:.2f}", words.number(at)) for at in range(0, top + 1, step))
