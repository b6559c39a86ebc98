"""What the columns of a release mean, in French and English: for comments, data package, dictionary and report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORDS: dict[str, tuple[str, str]] = {
    "region": ("région du domicile", "region of residence"),
    "department": ("code du département du domicile", "code of the department of residence"),
    "sex": ("sexe : F, M ou unknown", "sex: F, M or unknown"),
    "age_band": (
        "tranche d'âge de dix ans à l'année de référence, 90+ au-delà",
        "age band of ten years in the reference year, 90+ above",
    ),
    "laboratory": (
        "laboratoire ; une personne compte une fois dans chacun des siens",
        "laboratory; a person counts once in each of theirs",
    ),
    "year": (
        "année du prélèvement ; une personne compte une fois dans chacune",
        "year of the sample; a person counts once in each",
    ),
    "month": (
        "mois du prélèvement ; une personne compte une fois dans chacun",
        "month of the sample; a person counts once in each",
    ),
    "prescriber_department": (
        "code du département du prescripteur ; une personne compte une fois dans chacun",
        "code of the prescriber's department; a person counts once in each",
    ),
    "category": (
        "nature des données exposées ; une personne compte une fois dans chacune",
        "kind of data exposed; a person counts once in each",
    ),
    "storage": (
        "conservation du mot de passe : en clair (clear) ou nature de l'empreinte",
        "how the password was stored: in clear, or which kind of hash",
    ),
    "strength": (
        "résistance du mot de passe en clair : jusqu'à 10^6 essais (weak), jusqu'à 10^10 (medium), plus (strong)",
        "strength of a password in clear: up to 10^6 guesses (weak), up to 10^10 (medium), more (strong)",
    ),
    "reuse": (
        "réemploi du mot de passe en clair : à personne d'autre (own), à 2 à 11 comptes (few), à 12 ou plus (many)",
        "reuse of a password in clear: nobody else's (own), of 2 to 11 accounts (few), of 12 and more (many)",
    ),
    "provider": (
        "à qui est la messagerie : webmail, internet_provider, hospital, laboratory, health, administration, education,"
        " other ; none si l'identifiant n'est pas une adresse",
        "whose post it is: webmail, internet_provider, hospital, laboratory, health, administration, education, other;"
        " none where the login is no address",
    ),
    "country": (
        "pays du domaine de l'adresse (ISO 3166), generic pour .com et semblables, none sans adresse",
        "country of the address's domain (ISO 3166), generic for .com and the like, none without an address",
    ),
    "persons": ("nombre de personnes distinctes", "number of distinct persons"),
    "records": ("nombre de lignes de la fuite", "number of records of the leak"),
}
"""Column -> (French, English)."""

ROWS: dict[str, tuple[str, str]] = {
    "department": ("code du département du domicile", "code of the department of residence"),
    "region": ("région du domicile", "region of residence"),
    "sex": ("sexe : F, M ou unknown", "sex: F, M or unknown"),
    "birth_year": (
        "année de naissance, ou tranche d'années ; les plus âgés ensemble",
        "year of birth, or a span of years; the oldest together",
    ),
    "prescriber_department": ("code du département du prescripteur", "code of the prescriber's department"),
    "prescriber_region": ("région du prescripteur", "the prescriber's region"),
    "laboratory": ("laboratoire le plus fréquent de la personne", "the person's most frequent laboratory"),
    "last_sample": ("période du dernier prélèvement", "period of the last sample"),
    "storage": (
        "conservation du mot de passe de la personne, no_account sans compte",
        "how the person's password was stored, no_account without an account",
    ),
    "institution": ("compte d'une institution : yes ou no", "account of an institution: yes or no"),
    "health": (
        "ce que les commentaires disent de la santé, none s'ils n'en disent rien",
        "what comments say about health, none where they say nothing",
    ),
}
"""Column of the rows of a `research` release -> (French, English); a person has one value of each."""

GENERALISED = (
    "chaque ligne est rendue plus grossière ; les personnes à qui trop peu d'autres ressemblent sont retirées",
    "every row is made coarser; persons whom too few others are like are left out",
)
"""What is done to the rows of a `research` release: (French, English)."""

PERSONS = ("Personnes, une ligne généralisée chacune", "Persons, one generalised row each")

PROTECTIONS: dict[str, tuple[str, str]] = {
    "suppression": (
        "les nombres publiés sont exacts ; les petites cases, et celles qui les trahiraient, sont retirées",
        "published numbers are exact; small cells, and those that would betray them, are removed",
    ),
    "rounding": (
        "les nombres sont arrondis à 5 ; les cases de moins de 15 personnes sont retirées",
        "numbers are rounded to 5; cells under 15 persons are removed",
    ),
    "cell_key": (
        "à chaque nombre s'ajoute un bruit d'au plus 5, toujours le même pour la même case",
        "every number has noise of at most 5, always the same for the same cell",
    ),
    "dp": (
        "à chaque nombre s'ajoute un bruit aléatoire (confidentialité différentielle) ; le manifeste en rend compte",
        "every number has random noise (differential privacy); the manifest accounts for it",
    ),
}
"""Protection -> what it does to numbers, (French, English)."""

TITLES: dict[str, tuple[str, str]] = {
    "region": ("Personnes par région", "Persons by region"),
    "region_department": ("Personnes par département", "Persons by department"),
    "department_sex_age": ("Personnes par département, sexe et âge", "Persons by department, sex and age"),
    "category": ("Personnes par nature de données", "Persons by kind of data"),
    "region_category": ("Personnes par région et nature de données", "Persons by region and kind of data"),
    "department_category": (
        "Personnes par département et nature de données",
        "Persons by department and kind of data",
    ),
    "laboratory": ("Personnes par laboratoire", "Persons by laboratory"),
    "laboratory_category": (
        "Personnes par laboratoire et nature de données",
        "Persons by laboratory and kind of data",
    ),
    "laboratory_year": ("Personnes par laboratoire et année", "Persons by laboratory and year"),
    "year": ("Personnes par année", "Persons by year"),
    "month": ("Personnes par mois", "Persons by month"),
    "prescriber_department": (
        "Personnes par département du prescripteur",
        "Persons by the prescriber's department",
    ),
    "storage": ("Personnes par conservation du mot de passe", "Persons by password storage"),
    "strength": (
        "Personnes par résistance du mot de passe en clair",
        "Persons by strength of the password in clear",
    ),
    "reuse": (
        "Personnes par réemploi du mot de passe en clair",
        "Persons by reuse of the password in clear",
    ),
    "provider": ("Personnes par messagerie", "Persons by mail provider"),
    "country": ("Personnes par pays de l'adresse", "Persons by country of the address"),
    "provider_storage": (
        "Personnes par messagerie et conservation du mot de passe",
        "Persons by mail provider and password storage",
    ),
    "provider_strength": (
        "Personnes par messagerie et résistance du mot de passe",
        "Persons by mail provider and password strength",
    ),
    "provider_reuse": (
        "Personnes par messagerie et réemploi du mot de passe",
        "Persons by mail provider and password reuse",
    ),
    "provider_country": ("Personnes par messagerie et pays", "Persons by mail provider and country"),
    "department_storage": (
        "Personnes par département et conservation du mot de passe",
        "Persons by department and password storage",
    ),
    "institution_region": (
        "Personnes dont le compte est celui d'une institution, par région",
        "Persons whose account is an institution's, by region",
    ),
}
"""Cube -> (French, English)."""


def protection(facts: Mapping[str, Any]) -> str:
    """What was done to the numbers of a release, in English; they are exact where its facts name no protection."""
    return done(facts)[1]


def done(facts: Mapping[str, Any]) -> tuple[str, str]:
    """The same for its numbers, or its rows, in French and in English."""
    return GENERALISED if facts.get("tier") == "research" else PROTECTIONS[facts.get("protection", "suppression")]


def title(cube: str, dimensions: list[str]) -> tuple[str, str]:
    """The title of a cube, also of one that a policy invented."""
    joined = ", ".join(dimensions)
    return TITLES.get(cube, (f"Personnes par {joined}", f"Persons by {joined}"))
