"""Each laboratory's export in a layout of its own: other titles, order, delimiter, encoding, dates; columns missing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from synthetic import laboratories
from synthetic.shape import COLUMNS, ENTITIES, Delimited
from synthetic.streams import stream

TITLES: dict[str, tuple[str, ...]] = {
    "num_dossier": ("NUM_DOSSIER", "NoDossier", "N° dossier", "id_dossier"),
    "nir": ("NIR", "NUM_SECU", "N° SS", "nss", "immat"),
    "nom": ("NOM", "NOM_PATIENT", "NomUsuel", "pat_nom"),
    "nom_naissance": ("NOM_NAISSANCE", "NOM_JF", "NomNaiss", "pat_nom_naiss"),
    "prenom": ("PRENOM", "PRENOM_PATIENT", "Prénom", "pat_prenom"),
    "sexe": ("SEXE", "Sexe", "sexe_patient"),
    "date_naissance": ("DATE_NAISSANCE", "DDN", "DateNaiss", "né(e) le"),
    "adresse": ("ADRESSE", "ADR1", "Adresse", "adresse_patient"),
    "code_postal": ("CP", "CODE_POSTAL", "CodePostal"),
    "ville": ("VILLE", "COMMUNE", "Localité"),
    "telephone": ("TEL", "TELEPHONE", "TelDomicile", "tel_fixe"),
    "portable": ("PORTABLE", "GSM", "TelMobile"),
    "email": ("EMAIL", "MAIL", "Courriel"),
    "mutuelle": ("MUTUELLE", "AMC", "Mutuelle", "lib_mutuelle"),
    "num_adherent": ("NUM_ADHERENT", "NumAdh", "adherent"),
    "groupe_sanguin": ("GROUPE", "GROUPE_SANGUIN", "GrpSanguin"),
    "labo": ("LABO", "SITE", "Laboratoire"),
    "code_labo": ("CODE_LABO", "CodeSite", "site"),
    "medecin": ("MEDECIN", "PRESCRIPTEUR", "Médecin", "dr_prescripteur"),
    "cp_medecin": ("CP_MEDECIN", "CPPresc", "cp_prescripteur"),
    "rpps_medecin": ("RPPS", "RPPS_MEDECIN", "rpps"),
    "date_prelevement": ("DATE_PRELEVEMENT", "DtPrelev", "prélevé le", "date_prel"),
    "commentaire": ("COMMENTAIRE", "OBSERVATION", "Rens. cliniques", "remarques"),
    "login": ("LOGIN", "IDENTIFIANT", "UserWeb"),
    "mot_de_passe": ("MDP", "PASSWORD", "MotDePasse"),
}
"""Titles that laboratories give to each column."""

KEPT = frozenset({"nom", "prenom", "date_naissance", "date_prelevement", "num_dossier"})
"""Columns that every laboratory exports."""

MISSING = 0.18
"""Share of the other columns that a laboratory does not export."""

_FORMS = (("cp1252", "\r\n", ";"), ("utf-8", "\n", ";"), ("cp1252", "\n", "\t"), ("utf-8", "\r\n", "|"))
_DATES = ("{d}/{m}/{y}", "{y}-{m}-{d}", "{d}.{m}.{y}", "{y}{m}{d}", "{d}-{m}-{y}")


@dataclass(frozen=True)
class Layout(Delimited):
    """The form of one laboratory's export; ``dates`` is how its dates read."""

    dates: str = _DATES[0]

    def body(self, cells: pl.DataFrame, first: int) -> bytes:
        """Write the cells with this laboratory's dates, where damage has not written them otherwise."""
        if self.dates == _DATES[0]:
            return super().body(cells, first)
        ways = []
        for name in ("date_naissance", "date_prelevement"):
            column = pl.col(name)
            parts = {"d": column.str.slice(0, 2), "m": column.str.slice(3, 2), "y": column.str.slice(6, 4)}
            order = [part for part in self.dates.replace("}", "{").split("{") if part]
            way = pl.concat_str([parts[part] if part in parts else pl.lit(part) for part in order])
            ways.append(pl.when(column.str.contains(r"^\d\d/\d\d/\d{4}$")).then(way).otherwise(column).alias(name))
        return super().body(cells.with_columns(ways), first)


@cache
def layouts() -> tuple[Layout, ...]:
    """Layout of each laboratory, by its number: the same in every leak."""
    return tuple(_layout(number, code) for number, code in enumerate(laboratories.table()["code"]))


def _layout(number: int, code: str) -> Layout:
    rng = stream(2020, "layout", number)
    style = int(rng.integers(0, 3))
    kept = [column for column in COLUMNS if column in KEPT or rng.random() >= MISSING]
    order = rng.permutation(len(kept)) if number % 4 == 3 else np.roll(np.arange(len(kept)), int(rng.integers(0, 9)))
    titles = {}
    for place in order:
        names = TITLES[kept[place]]
        titles[names[min(style, len(names) - 1)] if number % 5 else names[int(rng.integers(len(names)))]] = kept[place]
    encoding, end, delimiter = _FORMS[int(rng.integers(len(_FORMS)))]
    return Layout(
        name=f"layout {code}",
        file=f"leak/{code}.csv",
        titles=titles,
        encoding=encoding,
        end=end,
        delimiter=delimiter,
        dates=_DATES[int(rng.integers(len(_DATES)))],
    )


def absent() -> dict[str, list[int]]:
    """For each column the laboratories (numbers) that do not export it."""
    found: dict[str, list[int]] = {column: [] for column in ENTITIES}
    for number, layout in enumerate(layouts()):
        for column in set(ENTITIES) - set(layout.columns):
            found[column].append(number)
    return {column: numbers for column, numbers in found.items() if numbers}
