"""The number of a patient in a register (IPP, numéro de patient): a code that comes back with the person."""

from __future__ import annotations

from pipeline.detect.codelike import code_score
from pipeline.detect.recogniser import Recogniser


class PatientNumber(Recogniser):
    """The number of a patient in a register (IPP, numéro de patient)."""

    ENTITY = "patient.number"
    CATEGORY = "identity"
    HEADERS = (
        "ipp",
        "num patient",
        "patient num",
        "id patient",
        "patient id",
        "identifiant patient",
        "patient identifier",
        "num permanent",
        "code patient",
        "mrn",
    )
    SPECIFICITY = 0.25
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score identifiers of one word with three digits and more."""
        return code_score(cell)
