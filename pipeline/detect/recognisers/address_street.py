"""A postal street address: a number and a kind of way, or the words of a hamlet, a residence, a post box.

Kinds of way from the French postal standard NF Z10-011 (AFNOR) and La Poste's abbreviations; English words
too.
"""

from __future__ import annotations

import re

from pipeline.detect.recogniser import Recogniser
from pipeline.locales.fr.names import fold

_WAYS = frozenset(
    str.split(
        "RUE R AVENUE AV AVE BD BLD BVD BLVD BOULEVARD IMPASSE IMP ALLEE ALLEES ALL CHEMIN CHE CHEM PLACE PL "
        "ROUTE RTE SQUARE SQ QUAI COURS CRS LOTISSEMENT LOT HAMEAU HAM PASSAGE PAS SENTIER SENTE VENELLE VEN "
        "ESPLANADE ESP CLOS FAUBOURG FBG FG CITE VOIE RUELLE PROMENADE PROM RESIDENCE RES TRAVERSE MONTEE "
        "COTE VILLA ROND MAIL DOMAINE PARC CHAUSSEE CORNICHE DIGUE PARVIS STREET ROAD LANE DRIVE"
    )
)
_PLACES = frozenset(
    str.split(
        "LIEU LIEUDIT DIT LD BP CS ZA ZI ZAC BAT BATIMENT APPT APT IMMEUBLE IMM ETAGE ESC PORTE BOURG FERME "
        "MOULIN MAS KER"
    )
)
_NUMBER = re.compile(r"(?i)\d{1,5}(?: ?(?:bis|ter|quater|[a-f])\b)?(?:[ ]?[-/,] ?\d{1,4})?[ ,]+[^\W\d_]")


class AddressStreet(Recogniser):
    """A postal street address."""

    ENTITY = "address.street"
    CATEGORY = "address"
    HEADERS = (
        "adresse",
        "rue",
        "voie",
        "adresse postale",
        "adresse1",
        "adresse2",
        "adresse patient",
        "ligne adresse",
        "adresse ligne",
        "num voie",
        "nom voie",
        "complement adresse",
        "rue adresse",
        "street",
    )
    SPECIFICITY = 0.88

    def matches(self, cell: str) -> float:
        """Score a number with a way 1, a way or a place word alone less, a number with words a little."""
        if len(cell) < 4 or len(cell) > 160:
            return 0.0
        words = fold(cell).split()
        way = not _WAYS.isdisjoint(words[:4])
        numbered = _NUMBER.match(cell) is not None
        if way and (numbered or len(words) > 1):
            return 1.0 if numbered else 0.8
        if not _PLACES.isdisjoint(words[:4]) and len(words) > 1:
            return 0.8
        if numbered and 1 <= len(words) <= 8 and sum(map(len, words)) > 4:
            return 0.6
        return 0.0
