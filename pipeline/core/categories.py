"""Kinds of data that a reader understands, and the risks that each opens.

A *technical* category says that a kind of data stood in a person's records (an e-mail was there); a
*sensitive* one says something about the person's health. The list is closed: a value of the leak can
never become a category.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Category:
    """One kind of data: its id, its names, whether it is sensitive, and the risks it opens."""

    id: str
    fr: str
    en: str
    risks: tuple[str, ...]
    sensitive: bool = False


RISKS: dict[str, tuple[str, str]] = {
    "unsolicited_contact": ("Sollicitations non voulues", "Unsolicited contact"),
    "targeted_fraud": ("Escroquerie ciblée", "Targeted fraud"),
    "identity_theft": ("Usurpation d'identité", "Identity theft"),
    "medical_exposure": ("Exposition médicale", "Medical exposure"),
}
"""Risk id -> (French, English)."""

_CONTACT = ("unsolicited_contact", "targeted_fraud")
_IDENTITY = ("identity_theft", "targeted_fraud")
_MEDICAL = ("medical_exposure",)

CATEGORIES: tuple[Category, ...] = (
    Category("identity", "Identité", "Identity", _IDENTITY),
    Category("address", "Adresse", "Address", (*_CONTACT, "identity_theft")),
    Category("phone", "Téléphone", "Phone number", _CONTACT),
    Category("email", "Adresse électronique", "E-mail address", _CONTACT),
    Category("social_security", "Numéro de sécurité sociale", "Social security number", _IDENTITY),
    Category("insurance", "Mutuelle", "Health insurer", ("targeted_fraud",)),
    Category("banking", "Coordonnées bancaires", "Bank details", _IDENTITY),
    Category("blood_group", "Groupe sanguin", "Blood group", _MEDICAL),
    Category("prescriber", "Médecin prescripteur", "Prescriber", ("targeted_fraud", "medical_exposure")),
    Category("laboratory", "Laboratoire", "Laboratory", _MEDICAL),
    Category("examination", "Examen ou dossier", "Examination or file", _MEDICAL),
    Category("comment", "Commentaire libre", "Free comment", _MEDICAL),
    Category("credentials", "Identifiants de connexion", "Login credentials", _IDENTITY),
    Category("network", "Adresse réseau", "Network address", ("targeted_fraud",)),
    Category("health.pregnancy", "Grossesse", "Pregnancy", _MEDICAL, True),
    Category("health.fertility", "Fertilité", "Fertility", _MEDICAL, True),
    Category("health.hiv", "VIH", "HIV", _MEDICAL, True),
    Category("health.infection", "Maladie infectieuse", "Infectious disease", _MEDICAL, True),
    Category("health.cancer", "Cancer", "Cancer", _MEDICAL, True),
    Category("health.diabetes", "Diabète", "Diabetes", _MEDICAL, True),
    Category("health.cardiovascular", "Cœur et vaisseaux", "Cardiovascular disease", _MEDICAL, True),
    Category("health.genetic", "Maladie génétique", "Genetic disease", _MEDICAL, True),
    Category("health.psychiatric", "Santé mentale", "Mental health", _MEDICAL, True),
    Category("health.addiction", "Addiction", "Addiction", _MEDICAL, True),
    Category("health.transplant", "Greffe ou dialyse", "Transplant or dialysis", _MEDICAL, True),
    Category("health.disability", "Handicap ou dépendance", "Disability or dependency", _MEDICAL, True),
    Category("health.allergy", "Allergie", "Allergy", _MEDICAL, True),
    Category("health.treatment", "Traitement en cours", "Current treatment", _MEDICAL, True),
)
"""Every category, in the order in which a reader sees them."""

BY_ID: dict[str, Category] = {category.id: category for category in CATEGORIES}
