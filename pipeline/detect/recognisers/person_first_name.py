"""A first name, or several: words of letters in the dictionary of first names.

Source of the dictionary: INSEE, fichier des prénoms, see `pipeline.locales.fr.names`.
"""

from __future__ import annotations

from pipeline.detect.namelike import first_name_score
from pipeline.detect.recogniser import Recogniser


class PersonFirstName(Recogniser):
    """A first name, or several."""

    ENTITY = "person.first_name"
    CATEGORY = "identity"
    HEADERS = (
        "prenom",
        "first name",
        "given name",
        "prenom usuel",
    )
    SPECIFICITY = 0.5
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score by the dictionary of first names."""
        return first_name_score(cell)
