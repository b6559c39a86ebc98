"""A login: one word, often made of a name; told by its neighbours."""

from __future__ import annotations

import re

from pipeline.detect.recogniser import Recogniser

_SHAPE = re.compile(r"(?=[^A-Za-z]*[A-Za-z])[\w.@+-]{3,60}")


class CredentialLogin(Recogniser):
    """A login."""

    ENTITY = "credential.login"
    CATEGORY = "credentials"
    HEADERS = (
        "login",
        "identifiant",
        "identifiant connexion",
        "compte",
        "nom utilisateur",
        "utilisateur",
        "pseudo",
        "identifiant web",
        "account",
        "user name",
        "user",
        "identifiant portail",
        "login web",
        "login portail",
        "compte web",
    )
    SPECIFICITY = 0.3
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score one word that has letters; e-mail addresses too."""
        return 1.0 if _SHAPE.fullmatch(cell) else 0.0
