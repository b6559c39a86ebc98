"""Keep or hide."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.anonymise.generalise.hierarchy import TOP
from pipeline.anonymise.generalise.kind import Kind


class Flat(Kind):
    """The value, or nothing of it."""

    NAME = "flat"

    def rows(self, values: Sequence[str], parameters: str) -> list[tuple[str, ...]] | None:
        """Two levels for any value."""
        del parameters
        return [(value, TOP) for value in values]
