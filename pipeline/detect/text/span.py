"""One finding in a text, and how findings that overlap are settled: once, here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


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
