"""The number of a file or of a request (dossier, NDA): a code, another on every record."""

from __future__ import annotations

from pipeline.detect.codelike import code_score
from pipeline.detect.recogniser import Recogniser


class RecordNumber(Recogniser):
    """The number of a file or of a request (dossier, NDA)."""

    ENTITY = "record.number"
    CATEGORY = "examination"
    HEADERS = (
        "dossier",
        "num dossier",
        "nda",
        "num demande",
        "demande",
        "num enregistrement",
        "identifiant dossier",
        "dossier identifiant",
        "venue",
        "num venue",
        "iep",
        "num sejour",
        "identifiant",
        "request",
        "request num",
        "examen num",
        "facture",
        "num facture",
    )
    SPECIFICITY = 0.3
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score identifiers of one word with three digits and more."""
        return code_score(cell)
