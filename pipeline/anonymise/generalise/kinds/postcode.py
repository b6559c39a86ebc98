"""French postcodes."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.anonymise.generalise.hierarchy import TOP
from pipeline.anonymise.generalise.kind import Kind
from pipeline.locales.fr.geography import department_of, department_regions


class Postcode(Kind):
    """Postcode, department, region, anywhere."""

    NAME = "postcode"
    SURENESS = 3

    def rows(self, values: Sequence[str], parameters: str) -> list[tuple[str, ...]] | None:
        """Four levels; where the region of a department has no name (overseas collectivities), the department."""
        del parameters
        regions = department_regions()
        found = [(value, department_of(value)) for value in values]
        if any(department is None for _, department in found):
            return None
        return [
            (value, f"dép. {department}", regions.get(str(department), f"dép. {department}"), TOP)
            for value, department in found
        ]
