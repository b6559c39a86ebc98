"""A sex or a civility: M, F, H, 1, 2, words in French or English.

The digits are ISO/IEC 5218's and the NIR's (1 male, 2 female); alone they say little.
"""

from __future__ import annotations

from pipeline.detect.recogniser import Recogniser
from pipeline.locales.fr.names import fold

_WORDS = frozenset(
    str.split(
        "M F H MASCULIN FEMININ MALE FEMALE HOMME FEMME MAN WOMAN MASC FEM MME MR MLLE MONSIEUR MADAME "
        "MADEMOISELLE GARCON FILLE BOY GIRL MRS MISS MS"
    )
)


class PersonSex(Recogniser):
    """A sex or a civility."""

    ENTITY = "person.sex"
    CATEGORY = "identity"
    HEADERS = (
        "sexe",
        "code sexe",
        "patient sexe",
        "sexe civilite",
        "sexe assure",
    )
    SPECIFICITY = 0.9
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score words whole, digits half."""
        if len(cell) > 14:
            return 0.0
        if cell in ("1", "2"):
            return 0.5
        return 1.0 if fold(cell) in _WORDS else 0.0
