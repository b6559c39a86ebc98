"""A French commune: a name of INSEE's official geographic code, old and CEDEX forms accepted."""

from __future__ import annotations

from pipeline.detect.places import city_score
from pipeline.detect.recogniser import Recogniser


class AddressCity(Recogniser):
    """A French commune."""

    ENTITY = "address.city"
    CATEGORY = "address"
    HEADERS = (
        "ville",
        "localite",
        "commune",
        "bureau distributeur",
        "ville patient",
        "city",
        "lieu residence",
    )
    SPECIFICITY = 0.82
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score by the list of communes, ``ST`` read as ``SAINT``."""
        return city_score(cell)
