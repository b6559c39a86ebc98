"""What comments may say of somebody's health: closed categories, and the words that stand for them."""

from __future__ import annotations

from dataclasses import dataclass

CHILD, WOMAN, ADULT = 1, 2, 4
"""Whom a comment suits, as bits: under 16; women of 16 to 50; every other adult."""

ANYONE = CHILD | WOMAN | ADULT
GROWN = WOMAN | ADULT


@dataclass(frozen=True)
class Condition:
    """One category of health facts: whom it suits and noun phrases that mean it."""

    category: str
    suits: int
    phrases: tuple[str, ...]


CONDITIONS: tuple[Condition, ...] = (
    Condition("health.pregnancy", WOMAN, (
        "grossesse en cours", "grossesse 3e mois", "enceinte de {weeks} SA", "grossesse gémellaire",
        "enceinte",
    )),
    Condition("health.fertility", WOMAN, (
        "FIV en cours", "protocole PMA", "infertilité du couple", "stimulation ovarienne", "don d'ovocytes",
    )),
    Condition("health.hiv", GROWN, (
        "VIH", "séropositivité VIH", "VIH sous trithérapie", "infection HIV", "SIDA",
    )),
    Condition("health.infection", ANYONE, (
        "hépatite B", "hépatite C chronique", "tuberculose", "syphilis", "portage BMR", "maladie de Lyme",
    )),
    Condition("health.cancer", GROWN, (
        "cancer du sein", "K prostate", "leucémie", "lymphome", "tumeur du côlon", "chimiothérapie en cours",
        "mélanome",
    )),
    Condition("health.diabetes", ANYONE, (
        "diabète type 1", "diabète de type 2", "DT2", "DNID", "diabète insulino-dépendant",
    )),
    Condition("health.cardiovascular", ADULT, (
        "insuffisance cardiaque", "HTA", "AVC récent", "infarctus", "fibrillation auriculaire", "artérite",
    )),
    Condition("health.genetic", ANYONE, (
        "mucoviscidose", "drépanocytose", "trisomie 21", "hémophilie", "mutation BRCA1", "hémochromatose",
    )),
    Condition("health.psychiatric", GROWN, (
        "dépression", "schizophrénie", "trouble bipolaire", "troubles anxieux sévères", "anorexie mentale",
    )),
    Condition("health.addiction", GROWN, (
        "alcoolisme chronique", "éthylisme", "toxicomanie", "sevrage alcoolique", "dépendance aux opiacés",
    )),
    Condition("health.transplant", GROWN, (
        "greffe rénale", "dialyse", "hémodialyse 3x/sem", "greffe hépatique", "transplantation cardiaque",
    )),
    Condition("health.disability", GROWN, (
        "handicap moteur", "fauteuil roulant", "perte d'autonomie", "GIR 2", "surdité profonde", "cécité",
    )),
    Condition("health.allergy", ANYONE, (
        "allergie pénicilline", "allergie au latex", "allergie à l'iode", "allergie arachide",
    )),
    Condition("health.treatment", GROWN, (
        "traitement AVK", "traitement par Levothyrox", "traitement par méthotrexate",
        "traitement par lithium",
        "traitement anticoagulant", "corticothérapie",
    )),
)  # fmt: skip
"""The closed list: one entry for each ``health.*`` category."""
