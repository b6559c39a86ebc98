"""Horizontal bars: one value a line, the number beside it, from zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.report.words import Words


@dataclass(frozen=True)
class Bar:
    """One line: its name, number and share as shown, the bar's length in per cent of the longest, its ink."""

    label: str
    shown: str
    share: str
    length: str
    ink: str


@dataclass(frozen=True)
class Bars:
    """Bars from the longest to the shortest."""

    name: str
    bars: tuple[Bar, ...]
    kind: str = "bars"


def draw(
    name: str,
    items: Sequence[tuple[str, int]],
    words: Words,
    *,
    total: int | None = None,
    marked: frozenset[str] = frozenset(),
    ink: str = "main",
) -> Bars:
    """Draw a bar for each item, in the given order.

    Parameters
    ----------
    name:
        What a screen reader says; the largest value is added to it.
    items:
        Labels and persons.
    words:
        The language.
    total:
        The persons that a share in per cent is shown of; no share without it.
    marked:
        Labels to be drawn in the second ink.
    ink:
        ``main`` or ``health``.
    """
    longest = max((persons for _, persons in items), default=1) or 1
    bars = tuple(
        Bar(
            label,
            words.number(persons),
            share(persons, total, words),
            f"{persons / longest * 100:.2f}",
            "health" if label in marked else ink,
        )
        for label, persons in items
    )
    if items:
        first = max(items, key=lambda item: item[1])
        name = f"{name}. {words('chart.largest', label=first[0], persons=first[1])}"
    return Bars(name, bars)


def share(persons: int, total: int | None, words: Words) -> str:
    """Say the share of ``total``, empty where there is none."""
    return words.percent(persons / total) if total and persons <= total else ""
