"""The date of a sample or an examination: a date, recent, after birth; told by other columns."""

from __future__ import annotations

from pipeline.detect.datelike import date_score
from pipeline.detect.recogniser import Recogniser


class DateSample(Recogniser):
    """The date of a sample or an examination."""

    ENTITY = "date.sample"
    CATEGORY = "examination"
    HEADERS = (
        "date prelevement",
        "prelevement",
        "date examen",
        "date analyse",
        "date dossier",
        "date demande",
        "date prescription",
        "date visite",
        "date venue",
        "visit date",
        "exam date",
        "test date",
        "date test",
        "collection date",
        "date collecte",
    )
    SPECIFICITY = 0.42

    def matches(self, cell: str) -> float:
        """Score plausible dates 1."""
        return date_score(cell)
