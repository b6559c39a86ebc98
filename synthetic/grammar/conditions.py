"""What comments may say of somebody's health: the closed categories, and the words that stand for them."""

from __future__ import annotations

from dataclasses import dataclass

CHILD_M, CHILD_F, WOMAN, ADULT_F, ADULT_M = range(5)
"""Audiences: under 16; women of 16 to 50; other women; men."""

AUDIENCES = 5
_GROWN = (WOMAN, ADULT_F, ADULT_M)
_ANYONE = (CHILD_M, CHILD_F, *_GROWN)


@dataclass(frozen=True)
class Condition:
    """One category of health facts: whom it suits and noun phrases that mean it."""

    category: str
    suits: tuple[int, ...]
    phrases: tuple[str, ...]


CONDITIONS: tuple[Condition, ...] = (
    Condition("health.pregnancy", (WOMAN,), (
        "grossesse en cours", "grossesse 3e mois", "enceinte de {weeks} SA", "grossesse gémellaire", "enceinte",
        "G2P1 {weeks} SA", "grossesse, terme prévu le {date}", "enceinte, T3", "IVG prévue le {date}",
        "fausse couche récente",
        "post-partum", "allaitement, accouchement le {date}", "grossesse non déclarée",
    )),
    Condition("health.fertility", (WOMAN,), (
        "FIV en cours", "protocole PMA", "infertilité du couple", "stimulation ovarienne", "don d'ovocytes",
        "ICSI n°2",
        "parcours AMP", "insémination prévue le {date}", "FIV, ponction le {date}",
    )),
    Condition("health.hiv", _GROWN, (
        "VIH", "séropositivité VIH", "VIH sous trithérapie", "infection HIV", "SIDA", "VIH +",
        "charge virale VIH",
        "séropositif VIH", "VIH connu",
    )),
    Condition("health.infection", _ANYONE, (
        "hépatite B", "hépatite C chronique", "tuberculose", "syphilis", "portage BMR", "maladie de Lyme",
        "hépatite C traitée",
        "paludisme", "toxoplasmose", "zona", "pyélonéphrite", "infection à chlamydia", "hépatite virale",
        "mononucléose",
        "portage de BLSE",
    )),
    Condition("health.cancer", _GROWN, (
        "cancer du sein", "K prostate", "leucémie", "lymphome", "tumeur du côlon", "chimiothérapie en cours",
        "mélanome",
        "lymphome de Hodgkin", "néo pulmonaire", "métastases osseuses", "cancer de la thyroïde",
        "maladie de Hodgkin",
        "myélome", "sarcome de Kaposi", "maladie de Waldenström", "radiothérapie en cours", "K sein opéré",
        "LLC", "carcinome",
    )),
    Condition("health.diabetes", _ANYONE, (
        "diabète type 1", "diabète de type 2", "DT2", "DNID", "diabète insulino-dépendant", "diabète", "DID",
        "diabète mal équilibré",
        "diabète sous insuline", "diabétique type 2", "DT1 sous pompe",
    )),
    Condition("health.cardiovascular", (ADULT_F, ADULT_M), (
        "insuffisance cardiaque", "HTA", "AVC récent", "infarctus", "fibrillation auriculaire", "artérite",
        "stent posé en {year}",
        "ACFA", "AOMI", "phlébite", "embolie pulmonaire", "coronaropathie", "pontage en {year}", "AIT",
        "IDM {year}", "pace-maker",
        "HTA mal équilibrée",
    )),
    Condition("health.genetic", _ANYONE, (
        "mucoviscidose", "drépanocytose", "trisomie 21", "hémophilie", "mutation BRCA1", "hémochromatose",
        "maladie de Marfan",
        "syndrome de Turner", "thalassémie", "facteur V Leiden", "maladie de Huntington",
        "myopathie de Duchenne",
        "maladie de Willebrand", "syndrome de Lynch",
    )),
    Condition("health.psychiatric", _GROWN, (
        "dépression", "schizophrénie", "trouble bipolaire", "troubles anxieux sévères", "anorexie mentale",
        "TS en {year}",
        "tentative de suicide", "état dépressif", "psychose", "burn-out", "suivi psychiatrique", "autisme",
        "boulimie",
    )),
    Condition("health.addiction", _GROWN, (
        "alcoolisme chronique", "éthylisme", "toxicomanie", "sevrage alcoolique", "dépendance aux opiacés",
        "OH chronique",
        "substitution par méthadone", "tabagisme {digits} PA", "sevrage tabagique", "consommation de cannabis",
        "usage de cocaïne",
    )),
    Condition("health.transplant", _GROWN, (
        "greffe rénale", "dialyse", "hémodialyse 3x/sem", "greffe hépatique", "transplantation cardiaque",
        "greffe de rein {year}",
        "insuffisance rénale dialysée", "greffe de moelle", "IRC dialysée",
    )),
    Condition("health.disability", _GROWN, (
        "handicap moteur", "fauteuil roulant", "perte d'autonomie", "GIR 2", "surdité profonde", "cécité",
        "Alzheimer",
        "maladie de Parkinson", "Parkinson", "SEP", "sclérose en plaques", "démence", "maladie de Charcot",
        "tétraplégie",
        "grabataire", "hémiplégie", "AAH",
    )),
    Condition("health.allergy", _ANYONE, (
        "allergie pénicilline", "allergie au latex", "allergie à l'iode", "allergie arachide",
        "allergie au pansement",
        "allergie à l'amoxicilline", "choc anaphylactique en {year}", "allergie aux AINS",
        "allergie au sparadrap",
    )),
    Condition("health.treatment", _GROWN, (
        "traitement AVK", "traitement par lévothyroxine", "traitement par méthotrexate",
        "traitement par lithium",
        "traitement anticoagulant", "corticothérapie", "biothérapie", "traitement hormonal", "ttt par AOD",
        "immunosuppresseurs",
        "antibiothérapie en cours",
    )),
)  # fmt: skip
"""The closed list: one entry for each ``health.*`` category."""

DRUGS: dict[str, str] = {
    "": "paracétamol amlodipine ramipril bisoprolol furosémide atorvastatine rosuvastatine oméprazole pantoprazole "
    "lévothyroxine prednisone méthotrexate hydroxychloroquine azathioprine allopurinol colchicine amoxicilline "
    "doxycycline ibuprofène aspirine clopidogrel warfarine fluindione apixaban rivaroxaban dabigatran énoxaparine "
    "amiodarone digoxine spironolactone losartan périndopril lercanidipine salbutamol montélukast tamsulosine "
    "finastéride adalimumab rituximab tramadol prégabaline gabapentine lévétiracétam carbamazépine valproate",
    "health.diabetes": "metformine gliclazide sitagliptine insuline",
    "health.hiv": "dolutégravir darunavir ténofovir",
    "health.psychiatric": "lithium clozapine rispéridone olanzapine escitalopram venlafaxine",
    "health.addiction": "méthadone buprénorphine",
    "health.transplant": "tacrolimus ciclosporine",
    "health.cancer": "tamoxifène létrozole imatinib",
}
"""Common names of drugs, by the category that taking one implies besides treatment ("": none in particular)."""
