"""HPRIM Santé files (the French relative of ASTM E1394), as laboratories send results and orders."""

from __future__ import annotations

import re

from pipeline.ingest.messages import Cells, Messages, address, more, result
from pipeline.ingest.segments import Segment, contacts, day


class Hprim(Messages):
    """Patient of P, order of OBR, results of OBX, comments of C; the delimiters are those that H names."""

    NAME = "hprim"
    DESCRIPTION = "HPRIM files (H, P, OBR, OBX), one record for each order of a patient"
    HEAD = re.compile(rb"[ \t]*H([^\w\s])([^\w\s]{2,5})(?:\1|$)")
    START = re.compile(r"[A-Z][A-Z0-9]{0,2}[^\w\s]")
    PATIENT = "P"
    SILENT = frozenset({"ERR"})

    def sender(self, segment: Segment) -> Cells:
        """H 5: who sends."""
        return {"laboratoire": segment.part(4, 2) or segment.part(4)}

    def patient(self, segment: Segment) -> Cells:
        """P: number of the asker, of the laboratory, names, birth date, sex, address, telephone, doctors."""
        return {
            "numero_patient": segment.part(2) or segment.part(3),
            "nom": segment.part(5, 1),
            "prenom": segment.part(5, 2),
            "nom_naissance": segment.part(6),
            "date_naissance": day(segment.part(7)),
            "sexe": segment.part(8),
            **address(segment, 10),
            **contacts(segment, 12),
            "medecin": segment.plain(13),
        }

    def order(self, segment: Segment) -> Cells:
        """OBR: number of the sample, what is asked, when it was taken, who asks."""
        return {
            "numero_dossier": segment.part(2) or segment.part(3),
            "analyse": segment.part(4, 2) or segment.part(4),
            "date_prelevement": day(segment.part(7)),
            "medecin": segment.plain(16),
        }

    def other(self, segment: Segment, record: Cells) -> None:
        """Results, comments, and what goes on in another line (A)."""
        if segment.name == "OBX":
            more(record, "resultats", result(segment))
        elif segment.name == "C":
            more(record, "commentaire", segment.plain(3))
        elif segment.name == "A":
            more(record, "commentaire", " ".join(part for part in segment.fields[1:] if part))
