"""A French postcode: five digits of La Poste's table, or of a department (CEDEX)."""

from __future__ import annotations

from pipeline.detect.places import postcode_score
from pipeline.detect.recogniser import Recogniser


class AddressPostcode(Recogniser):
    """A French postcode."""

    ENTITY = "address.postcode"
    CATEGORY = "address"
    HEADERS = (
        "code postal",
        "code postal patient",
        "code postal ville",
        "postal code",
    )
    SPECIFICITY = 0.8
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score by the table of postcodes; a CEDEX code or a lost zero scores less."""
        return postcode_score(cell)
