"""The three criteria by which the Article 29 Working Party judges anonymisation (Opinion 05/2014, WP216)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Criterion:
    """One criterion: its name and its question, French first."""

    id: str
    name: tuple[str, str]
    question: tuple[str, str]


CRITERIA: dict[str, Criterion] = {
    criterion.id: criterion
    for criterion in (
        Criterion(
            "singling_out",
            ("Individualisation", "Singling out"),
            ("Est-il toujours possible d'isoler un individu ?", "Is it still possible to single out an individual?"),
        ),
        Criterion(
            "linkability",
            ("Corrélation", "Linkability"),
            (
                "Est-il toujours possible de relier entre eux des enregistrements relatifs à un individu ?",
                "Is it still possible to link records relating to an individual?",
            ),
        ),
        Criterion(
            "inference",
            ("Inférence", "Inference"),
            (
                "Peut-on déduire des informations concernant un individu ?",
                "Can information be inferred concerning an individual?",
            ),
        ),
    )
}
"""Id -> criterion, in the order of the opinion."""

OF_RECORDS: dict[str, tuple[str, tuple[str, str]]] = {
    "records_and_columns": (
        "singling_out",
        ("Y a-t-il une colonne que personne n'a demandée ?", "Is there a column that nobody asked for?"),
    ),
    "stand_ins_in_their_namespace": (
        "singling_out",
        ("Une valeur de remplacement sort-elle de son domaine ?", "Does a stand-in stand outside its namespace?"),
    ),
    "values_unchanged": (
        "singling_out",
        ("Une valeur à remplacer est-elle restée la même ?", "Is a value that was to be replaced what it was?"),
    ),
    "unique_rows": (
        "singling_out",
        ("Y a-t-il des lignes seules de leur sorte ?", "Are there rows that are alone of their kind?"),
    ),
    "mean_risk": (
        "singling_out",
        ("En moyenne, avec quelle chance retrouve-t-on quelqu'un ?", "With what chance is somebody found, on average?"),
    ),
    "row_order": (
        "linkability",
        ("L'ordre des lignes dit-il quelque chose ?", "Does the order of the rows say anything?"),
    ),
    "poor_groups": (
        "inference",
        (
            "Y a-t-il des groupes avec trop peu de valeurs sensibles différentes ?",
            "Are there groups with too few different sensitive values?",
        ),
    ),
    "dominated_groups": (
        "inference",
        ("Y a-t-il des groupes qu'une donnée sensible domine ?", "Are there groups that one sensitive fact dominates?"),
    ),
    "smallest_class": (
        "singling_out",
        ("Combien de lignes sont pareilles, au moins ?", "How many rows are alike, at least?"),
    ),
}
"""Measures of records -> criterion and question."""
