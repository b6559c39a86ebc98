"""A date of any kind: forms of `pipeline.locales.fr.dates`, years 1890 to 2035; its role is told by other columns.

Order of day, month and year as in French administrative forms; ISO 8601 otherwise.
"""

from __future__ import annotations

from pipeline.detect.datelike import date_score
from pipeline.detect.recogniser import Recogniser


class AnyDate(Recogniser):
    """A date of any kind."""

    ENTITY = "date"
    CATEGORY = "examination"
    HEADERS = (
        "date creation",
        "date edition",
        "date saisie",
        "date maj",
        "date envoi",
        "date validation",
        "date modification",
        "created",
        "updated",
        "date resultat",
        "date reception",
        "timestamp",
        "horodatage",
    )
    SPECIFICITY = 0.62

    def matches(self, cell: str) -> float:
        """Score plausible dates 1."""
        return date_score(cell)
