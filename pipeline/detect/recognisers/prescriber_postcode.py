"""The postcode of a prescriber: a French postcode that follows from the prescriber and not from the patient's town."""

from __future__ import annotations

from pipeline.detect.places import postcode_score
from pipeline.detect.recogniser import Recogniser


class PrescriberPostcode(Recogniser):
    """The postcode of a prescriber."""

    ENTITY = "prescriber.postcode"
    CATEGORY = "prescriber"
    HEADERS = (
        "code postal medecin",
        "medecin code postal",
        "code postal presc",
    )
    SPECIFICITY = 0.42
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score by the table of postcodes; a CEDEX code or a lost zero scores less."""
        return postcode_score(cell)
