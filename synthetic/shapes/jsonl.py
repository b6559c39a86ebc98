"""An API's answers, one JSON object a line: nested, UTF-8."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import polars as pl

from synthetic.shape import Shape

TREE: dict[str, dict[str, str]] = {
    "dossier": {"id": "num_dossier", "prelevement": "date_prelevement", "laboratoire": "labo", "code": "code_labo"},
    "patient": {
        "nom": "nom", "nomNaissance": "nom_naissance", "prenom": "prenom", "sexe": "sexe",
        "dateNaissance": "date_naissance", "nir": "nir", "groupeSanguin": "groupe_sanguin",
    },
    "contact": {
        "adresse": "adresse", "codePostal": "code_postal", "ville": "ville", "telephone": "telephone",
        "mobile": "portable", "email": "email",
    },
    "couverture": {"organisme": "mutuelle", "adherent": "num_adherent"},
    "prescripteur": {"nom": "medecin", "codePostal": "cp_medecin", "rpps": "rpps_medecin"},
    "compte": {"identifiant": "login", "motDePasse": "mot_de_passe"},
}  # fmt: skip
"""Key -> keys below it -> column."""


@dataclass(frozen=True)
class JsonLines(Shape):
    """Objects of `TREE`, and the comment at the top."""

    def body(self, cells: pl.DataFrame, first: int) -> bytes:  # noqa: ARG002
        """Write one object a record; what is unknown is null."""
        buffer = BytesIO()
        cells.select(
            *(
                pl.struct(pl.col(column).alias(key) for key, column in keys.items()).alias(branch)
                for branch, keys in TREE.items()
            ),
            "commentaire",
        ).write_ndjson(buffer)
        return buffer.getvalue()


SHAPE = JsonLines(
    name="jsonl",
    file="leak.jsonl",
    titles={
        **{f"{branch}.{key}": column for branch, keys in TREE.items() for key, column in keys.items()},
        "commentaire": "commentaire",
    },
)
