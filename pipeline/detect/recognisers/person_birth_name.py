"""A birth name (nom de naissance, nom de jeune fille): a surname; that it is the birth one is told by other columns.

The civil-status name of the INS framework (arrêté du 27 mai 2021): every French person keeps it for life,
the name in use may differ.
"""

from __future__ import annotations

from pipeline.detect.namelike import surname_score
from pipeline.detect.recogniser import Recogniser


class PersonBirthName(Recogniser):
    """A birth name (nom de naissance, nom de jeune fille)."""

    ENTITY = "person.birth_name"
    CATEGORY = "identity"
    HEADERS = (
        "nom naissance",
        "nom jeune fille",
        "naissance nom",
        "birth name",
        "maiden name",
        "nom patronymique",
        "surname naissance",
        "birth surname",
        "birth last name",
        "family name birth",
        "name birth",
        "jeune fille",
    )
    SPECIFICITY = 0.45
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score by the dictionary of surnames, else by shape."""
        return surname_score(cell)
