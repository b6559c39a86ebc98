"""HL7 v2 messages (version 2.1 to 2.8), plain or in the frames of MLLP, one file with as many as there are."""

from __future__ import annotations

import re

from pipeline.ingest.messages import Cells, Messages, address, more, result
from pipeline.ingest.segments import Segment, contacts, day

_NIR = re.compile(r"[123478]\d{5}[0-9AB]\d{6}(?:\d{2})?")


class Hl7(Messages):
    """Results and admissions; patient of PID, order of OBR, results of OBX, comments of NTE."""

    NAME = "hl7"
    DESCRIPTION = "HL7 v2 messages, one record for each order of a patient"
    HEAD = re.compile(rb"[ \t]*(?:MSH|FHS|BHS)([^\w\s])([^\w\s]{2,5})(?:\1|$)")
    START = re.compile(r"[A-Z][A-Z0-9]{2}[^\w\s]")
    PATIENT = "PID"
    SILENT = frozenset({"MSA", "FHS", "BHS", "MFI", "QRD", "QPD"})

    def patient(self, segment: Segment) -> Cells:
        """PID (HL7 2.5, 3.4.2); a number of thirteen digits in the identifiers is the NIR."""
        numbers = [one for number in (2, 3, 4, 19) for one in segment.repeated(number) if one[0]]
        insured = [one[0] for one in numbers if _NIR.fullmatch(one[0].replace(" ", ""))]
        others = [one[0] for one in numbers if one[0] not in insured]
        names = segment.repeated(5)
        born = next((name[0] for name in names[1:] if len(name) > 6 and name[6] == "L"), segment.part(6))
        return {
            "numero_patient": others[0] if others else "",
            "nir": insured[0] if insured else "",
            "nom": segment.part(5, 1),
            "prenom": segment.part(5, 2),
            "nom_naissance": born,
            "date_naissance": day(segment.part(7)),
            "sexe": segment.part(8),
            **address(segment, 11),
            **contacts(segment, 13, 14),
        }

    def order(self, segment: Segment) -> Cells:
        """OBR (HL7 2.5, 7.4.1)."""
        doctor = segment.repeated(16)[0]
        number = doctor[0] if doctor[0].isdigit() else ""
        return {
            "numero_dossier": segment.part(3) or segment.part(2),
            "analyse": segment.part(4, 2) or segment.part(4),
            "date_prelevement": day(segment.part(7) or segment.part(14)),
            "rpps_medecin": number,
            "medecin": " ".join(part for part in doctor[1 if number else 0 : 3] if part),
        }

    def other(self, segment: Segment, record: Cells) -> None:
        """Results, comments, and the stay's number where no order has one."""
        if segment.name == "OBX":
            more(record, "resultats", result(segment))
        elif segment.name == "NTE":
            more(record, "commentaire", segment.plain(3))
        elif segment.name == "PV1" and not record.get("numero_dossier"):
            record["numero_dossier"] = segment.part(19)
