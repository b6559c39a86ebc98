"""What identifies, or might, in the texts of a table, by each record's own values and the names of all its files.

It fails closed: a word or a long number that nothing knows to be safe counts as found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import polars as pl

from pipeline.core.profile import Profile
from pipeline.detect.catalogue import recognisers
from pipeline.detect.text.detector import TextDetector
from pipeline.detect.text.gazetteer import Gazetteer
from pipeline.detect.text.redact import suspicious
from pipeline.detect.text.span import Span


def names(profile: Profile, cells: Sequence[pl.Series]) -> Gazetteer:
    """The names in some records of a file (columns trimmed, empty cells null); each spelling is looked at once."""
    found = Gazetteer.empty()
    for values, column in zip(cells, profile.columns, strict=True):
        if column.entity in NAMED:
            found = found.fit_counted(column.entity, values.drop_nulls().value_counts().iter_rows())
    return found


NAMED = ("person.name", "person.birth_name", "person.first_name", "prescriber.name")
"""Entities whose values a gazetteer takes in."""


class TextFinder:
    """Finds spans in a text; with a gazetteer, the files' own names too.

    Examples
    --------
    >>> [span.entity for span in TextFinder()("appeler Xqwzt", {"person.name": "XQWZT"})]
    ['person.name']
    """

    def __init__(self, own: Gazetteer | None = None) -> None:
        self._detector = TextDetector(own)

    def __call__(self, text: str, known: Mapping[str, str]) -> list[Span]:
        """What identifies, or might; ``known`` are the record's other cells by entity."""
        headers = _headers()
        record = {headers[name]: cell for name, cell in known.items() if name in headers}
        return suspicious(text, record, self._detector)


@cache
def _headers() -> dict[str, str]:
    """Entity -> the header under which the detector of texts knows it."""
    return {r.ENTITY: r.HEADERS[0] for r in recognisers() if r.HEADERS and r.ENTITY != "text.free"}
