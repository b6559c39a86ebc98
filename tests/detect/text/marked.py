"""Texts with their truth in brackets: ``Mme [Le Goff|person.name]``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.detect.text.span import Span

NAMES = frozenset({"person.name", "person.first_name", "person.birth_name", "prescriber.name"})
_MARK = re.compile(r"\[([^|\]]+)\|([a-z_.]+)\]")
Place = tuple[int, int, str]


def spans(marked: str) -> tuple[str, list[Place]]:
    """Take the marks off a text, and give their places."""
    pieces: list[str] = []
    found: list[Place] = []
    end = length = 0
    for match in _MARK.finditer(marked):
        pieces += [marked[end : match.start()], match[1]]
        length += match.start() - end
        found.append((length, length + len(match[1]), match[2]))
        length += len(match[1])
        end = match.end()
    return "".join([*pieces, marked[end:]]), found


def names(found: Iterable[Span]) -> list[Place]:
    """Places of the names among findings."""
    return [(span.start, span.end, span.entity) for span in found if span.entity in NAMES]


def places(found: Iterable[Span]) -> list[Place]:
    """Places of all findings."""
    return [(span.start, span.end, span.entity) for span in found]
