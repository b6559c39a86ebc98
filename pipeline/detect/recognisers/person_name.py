"""A patient's surname, alone or with first names: one to five words of letters, in the dictionary of surnames or not.

Source of the dictionary: surnames of SIRENE (INSEE), see `pipeline.locales.fr.names`. A name that is in no
list is still a name, so that shape alone scores a little.
"""

from __future__ import annotations

from pipeline.detect.namelike import surname_score
from pipeline.detect.recogniser import Recogniser


class PersonName(Recogniser):
    """A patient's surname, alone or with first names."""

    ENTITY = "person.name"
    CATEGORY = "identity"
    HEADERS = (
        "nom",
        "nom usuel",
        "nom usage",
        "nom marital",
        "nom famille",
        "surname",
        "last name",
        "family name",
        "name",
        "patient",
        "nom prenom",
        "patronyme",
        "nom assure",
    )
    SPECIFICITY = 0.5
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score by the dictionary of surnames, else by shape."""
        return surname_score(cell)
