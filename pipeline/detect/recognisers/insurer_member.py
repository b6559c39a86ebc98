"""The number of a member of an insurer: a code, there where an insurer is, shared in a family."""

from __future__ import annotations

from pipeline.detect.codelike import code_score
from pipeline.detect.recogniser import Recogniser


class InsurerMember(Recogniser):
    """The number of a member of an insurer."""

    ENTITY = "insurer.member"
    CATEGORY = "insurance"
    HEADERS = (
        "adherent",
        "num adherent",
        "adherent num",
        "num mutuelle",
        "mutuelle num",
        "identifiant adherent",
        "adherent identifiant",
        "mutuelle identifiant",
        "policy",
        "policy number",
        "num contrat",
        "contrat",
        "num assure",
        "mutuelle adherent",
        "num amc",
        "mutuelle policy",
    )
    SPECIFICITY = 0.25
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score identifiers of one word with three digits and more."""
        return code_score(cell)
