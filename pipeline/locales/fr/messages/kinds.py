"""Kinds of data and words of closed lists that commands print: their French stands where the vocabulary does."""

from __future__ import annotations

from pipeline.core.categories import CATEGORIES

_FINDINGS = {
    "trivial": "évidente",
    "weak": "faible",
    "medium": "moyenne",
    "good": "bonne",
    "strong": "forte",
    "birth_date": "date de naissance",
    "first_name": "prénom",
    "last_name": "nom de famille",
    "login": "identifiant",
    "postcode": "code postal",
    "person": "personne",
    "passwords": "mots de passe",
    "persons": "personnes",
    "most": "au plus",
    "clear": "en clair",
    "other_hash": "autre empreinte",
}
"""What `estompe detect --passwords` counts."""

MESSAGES: dict[str, str] = {
    **{name: category.fr for category in CATEGORIES for name in (category.id, category.en) if name != category.fr},
    **_FINDINGS,
}
"""English word or id -> French."""
