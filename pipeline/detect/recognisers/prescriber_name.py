"""The name of a prescriber: a doctor's title, or a name that goes with an RPPS number or a postcode."""

from __future__ import annotations

from pipeline.detect.namelike import has_title, surname_score
from pipeline.detect.recogniser import Recogniser


class PrescriberName(Recogniser):
    """The name of a prescriber."""

    ENTITY = "prescriber.name"
    CATEGORY = "prescriber"
    HEADERS = (
        "medecin",
        "nom medecin",
        "medecin nom",
        "medecin traitant",
        "medecin name",
        "prenom medecin",
        "medecin prenom",
        "prescripteur",
        "correspondant",
        "nom prescripteur",
    )
    SPECIFICITY = 0.4
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score a title 1, a name without one less."""
        score = surname_score(cell)
        if score and has_title(cell):
            return 1.0
        return score * 0.7
