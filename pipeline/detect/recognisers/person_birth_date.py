"""A date of birth: a date of a column spread over many years, before every other date of the row."""

from __future__ import annotations

from pipeline.detect.datelike import date_score
from pipeline.detect.recogniser import Recogniser


class PersonBirthDate(Recogniser):
    """A date of birth."""

    ENTITY = "person.birth_date"
    CATEGORY = "identity"
    HEADERS = (
        "date naissance",
        "naissance",
        "naissance date",
        "date naissance patient",
        "date of birth",
    )
    SPECIFICITY = 0.4
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score plausible dates 1."""
        return date_score(cell)
