"""One finding in a text, and how findings that overlap are settled: once, here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

NAMES = frozenset(["person.name", "person.first_name", "person.birth_name", "prescriber.name"])
"""Entities that are names of persons."""


class Span(NamedTuple):
    """An identifying value: characters ``start`` to ``end`` (exclusive), what it is, and how sure (0 to 1).

    ``rule`` says which rule found it, in words without any value.
    """

    start: int
    end: int
    entity: str
    score: float
    rule: str


def resolve(found: Iterable[Span]) -> list[Span]:
    """Keep spans that do not overlap, the surest first, of equals the longest; in reading order.

    What a dropped span covers beyond the kept ones stays covered: its rest becomes a span of its own.
    """
    spans = sorted(found)
    if len(spans) < 2:
        return spans
    end = -1
    for span in spans:
        if span[0] < end:
            break
        end = span[1]
    else:
        return spans
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (-s.score, s.start - s.end, s.start, s.entity)):
        kept += _rest(span, kept)
    return sorted(kept)


def united(spans: list[Span]) -> list[Span]:
    """Unite names that overlap into one, as long as both, of the entity of the longer."""
    names = sorted(span for span in spans if span.entity in NAMES)
    kept: list[Span] = []
    for span in names:
        last = kept[-1] if kept else None
        if last is not None and span.start < last.end:
            longer = max(last, span, key=lambda s: s.end - s.start)
            kept[-1] = longer._replace(start=last.start, end=max(last.end, span.end), score=max(last.score, span.score))
        else:
            kept.append(span)
    return kept + [span for span in spans if span.entity not in NAMES]


def _rest(span: Span, kept: list[Span]) -> list[Span]:
    """Cut off what kept spans cover already; scraps of three characters and less are dropped with their whole."""
    pieces = [(span.start, span.end)]
    for other in kept:
        if other.start < span.end and span.start < other.end:
            pieces = [
                piece
                for start, end in pieces
                for piece in ((start, min(end, other.start)), (max(start, other.end), end))
                if piece[1] > piece[0]
            ]
    if pieces == [(span.start, span.end)]:
        return [span]
    return [span._replace(start=start, end=end) for start, end in pieces if end - start > 3]
