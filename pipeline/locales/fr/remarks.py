"""Comments of synthetic persons: a few sentences for each health category, from which the detector reads it again.

Invented for this purpose; none is of a file. `pipeline.locales.fr.health.facts` of a joined text gives exactly the
categories whose sentences were joined.
"""

from __future__ import annotations

HEALTH: dict[str, tuple[str, ...]] = {
    "health.pregnancy": ("Patiente enceinte.", "Grossesse en cours."),
    "health.fertility": ("Parcours FIV.", "Suivi de PMA."),
    "health.hiv": ("VIH positif.", "Patient séropositif."),
    "health.infection": ("Hépatite B chronique.", "Tuberculose en soin."),
    "health.cancer": ("Cancer du sein.", "Lymphome suivi en oncologie."),
    "health.diabetes": ("Diabète de type 2.", "Patient diabétique."),
    "health.cardiovascular": ("HTA connue.", "Insuffisance cardiaque."),
    "health.genetic": ("Mucoviscidose.", "Drépanocytose."),
    "health.psychiatric": ("Dépression sévère.", "Schizophrénie."),
    "health.addiction": ("Alcoolisme chronique.", "Toxicomanie."),
    "health.transplant": ("Greffe rénale.", "Patient dialysé."),
    "health.disability": ("Paraplégie.", "Patient en fauteuil roulant."),
    "health.allergy": ("Allergie au latex.", "Allergique aux arachides."),
    "health.treatment": ("Sous méthotrexate.", "Sous corticoïdes."),
}
"""Category -> sentences that say it and nothing else."""

PLAIN: tuple[str, ...] = (
    "À jeun.",
    "Résultats à envoyer par courrier.",
    "Prélèvement fait au domicile.",
    "Rappeler après 18 h.",
    "Tube repris le lendemain.",
    "Ordonnance à compléter.",
    "Passage prévu le matin.",
    "Dossier complet.",
)
"""Sentences that say nothing of anybody's health."""
