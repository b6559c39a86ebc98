"""A map of metropolitan France by department, in five shades, with Paris enlarged and overseas beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.locales.fr import outlines
from pipeline.report.words import Words

OVERSEAS = ("971", "972", "973", "974", "976")
SHADES: int = 5


@dataclass(frozen=True)
class Area:
    """One department: its outline (none for overseas), the shade 1..5 or 0 where nothing is published."""

    code: str
    title: str
    shade: int
    path: str
    x: int
    y: int


@dataclass(frozen=True)
class Step:
    """One shade of the legend and the numbers that it stands for."""

    shade: int
    label: str


@dataclass(frozen=True)
class Map:
    """The areas of the three drawings and the legend; ``id`` keeps the two languages' patterns apart."""

    name: str
    id: str
    width: int
    height: int
    country: tuple[Area, ...]
    inset: tuple[Area, ...]
    overseas: tuple[Area, ...]
    legend: tuple[Step, ...]
    kind: str = "map"


def draw(name: str, persons: Mapping[str, int], words: Words, ident: str) -> Map:
    """Shade every department by the number of ``persons``; a missing one is hatched."""
    bounds = edges(list(persons.values()))
    country, inset = outlines.departments(), outlines.inset()

    def area(code: str, path: str, place: tuple[int, int]) -> Area:
        count = persons.get(code)
        number = words("chart.withheld") if count is None else words("chart.persons", count=count)
        title = words("chart.said", label=words.value("department", code), number=number)
        return Area(code, title, shade(count, bounds), path, *place)

    return Map(
        name,
        ident,
        country.width,
        country.height,
        tuple(area(code, country.paths[code], country.labels[code]) for code in country.paths),
        tuple(area(code, inset.paths[code], inset.labels[code]) for code in inset.paths),
        tuple(area(code, "", (i % 3 * 62, i // 3 * 62)) for i, code in enumerate(OVERSEAS)),
        legend(bounds, words),
    )


def edges(counts: list[int]) -> list[int]:
    """Lower bounds of the shades: equal ratios from the least to the most, in round numbers.

    >>> edges([12, 110_000])
    [12, 74, 460, 2800, 17000]
    """
    if not counts:
        return []
    least, most = max(min(counts), 1), max(counts)
    ratio = math.exp(math.log(most / least) / SHADES)
    bounds = [least, *(round_down(least * ratio**step) for step in range(1, SHADES))]
    return sorted({bound for bound in bounds if bound >= least})


def round_down(value: float) -> int:
    """Two leading digits are enough for a bound.

    >>> round_down(18061.7)
    18000
    """
    unit: int = 10 ** max(0, math.floor(math.log10(value)) - 1)
    return int(value / unit) * unit


def shade(count: int | None, bounds: list[int]) -> int:
    """1..5 from light to dark, 0 where nothing is published; few bounds keep the dark end."""
    if count is None:
        return 0
    return SHADES - len(bounds) + max(1, sum(count >= bound for bound in bounds))


def legend(bounds: list[int], words: Words) -> tuple[Step, ...]:
    """Put the shades in words, then the hatching."""
    steps = []
    for i, bound in enumerate(bounds):
        last = i + 1 == len(bounds)
        label = words("chart.from", low=bound) if last else words("chart.between", low=bound, high=bounds[i + 1] - 1)
        steps.append(Step(SHADES - len(bounds) + i + 1, label))
    return (*steps, Step(0, words("chart.withheld_long")))
