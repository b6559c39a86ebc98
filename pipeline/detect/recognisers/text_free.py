"""A free comment: a sentence of several words."""

from __future__ import annotations

from pipeline.detect.recogniser import Recogniser


class TextFree(Recogniser):
    """A free comment."""

    ENTITY = "text.free"
    CATEGORY = "comment"
    HEADERS = (
        "commentaire",
        "renseignement",
        "renseignements cliniques",
        "clinique",
        "texte",
        "libre",
        "texte libre",
        "memo",
        "description",
        "motif",
        "clinical",
        "information",
        "comment",
        "message",
        "precision",
    )
    SPECIFICITY = 0.75

    def matches(self, cell: str) -> float:
        """Score by the number of words and the length."""
        words = cell.count(" ") + 1
        if len(cell) < 10 or words < 2:
            return 0.0
        letters = sum(c.isalpha() for c in cell[:80])
        if letters * 2 < len(cell[:80]):
            return 0.0
        return 1.0 if words >= 5 or len(cell) > 60 else 0.5 + 0.1 * (words - 2)
