"""The file of a third-party payer: identity, birth date, social security number, insurer; no contact, no comment."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from synthetic.people import Fill
from synthetic.shape import Delimited

_COVER = ("PHAR", "PHAR LABO", "PHAR LABO RADL", "PHAR LABO RADL AUXM", "HOSP PHAR LABO RADL", "DENT OPTI PHAR LABO")


@dataclass(frozen=True)
class Insurer(Delimited):
    """Dates as ISO 8601, numbers without separators."""

    def body(self, cells: pl.DataFrame, first: int) -> bytes:
        """Write the cells, with the cover that the member number stands for."""
        day = pl.col("date_naissance")
        iso = pl.concat_str(day.str.slice(6), day.str.slice(3, 2), day.str.slice(0, 2), separator="-")
        kind = pl.col("num_adherent").str.slice(-1).cast(pl.Int64, strict=False).fill_null(0) % len(_COVER)
        cover = kind.replace_strict(list(range(len(_COVER))), list(_COVER), return_dtype=pl.String)
        return super().body(
            cells.with_columns(
                pl.when(day.str.contains(r"^\d\d/\d\d/\d{4}$")).then(iso).otherwise(day).alias("date_naissance"),
                pl.col("nir").str.replace_all(r"[ ./-]", ""),
                cover.alias("GARANTIES"),
            ),
            first,
        )


SHAPE = Insurer(
    name="insurer",
    file="leak.csv",
    titles={
        "NOM_BENEF": "nom",
        "NOM_NAISS": "nom_naissance",
        "PRENOM_BENEF": "prenom",
        "DATE_NAISS": "date_naissance",
        "NIR_OD": "nir",
        "ORGANISME": "mutuelle",
        "NUM_CONTRAT": "num_adherent",
    },
    others={"GARANTIES": None},
    delimiter="|",
    fill=Fill(insured=1.0),
    per_person=(1.0,),
)
