"""Whose value a title names: a relative's, an employer's, a prescriber's is not the patient's.

What a release tells of persons (department, birth year, sex) is the patient's alone. A title that names another
party takes the column out of it, whatever its values look like; a title gives nobody anything here.
"""

from __future__ import annotations

from pipeline.detect.table import Hint, Table

RELATIVES = frozenset(
    str.split(
        "CONJOINT CONJOINTE EPOUX EPOUSE MARI PERE MERE PARENT PARENTS TUTEUR TUTRICE RESPONSABLE REPRESENTANT "
        "PREVENIR URGENCE CONFIANCE OUVRANT SPOUSE HUSBAND WIFE FATHER MOTHER GUARDIAN EMERGENCY KIN RELATIVE"
    )
)
"""Words of a title that names a patient's relative, or the person to call."""

OTHERS = frozenset(
    str.split(
        "EMPLOYEUR EMPLOYER ENTREPRISE COMPANY ETABLISSEMENT ESTABLISHMENT FACILITY HOPITAL HOSPITAL CLINIQUE CLINIC "
        "ECOLE SCHOOL COLLEGE LYCEE MUTUELLE ORGANISME CAISSE PHARMACIE PHARMACY CABINET LABORATOIRE AGENCE "
        "INFIRMIER INFIRMIERE NURSE MEDECIN PRATICIEN PRACTITIONER CORRESPONDANT PROFESSIONNEL EXPEDITEUR "
        "DESTINATAIRE FACTURATION "
        "TRAVAIL WORK"
    )
)
"""Words of a title that names an institution or a professional."""

PATIENTS = frozenset(
    str.split("PATIENT PATIENTE BENEF BENEFICIAIRE ASSURE CLIENT USAGER ELEVE RESIDENT STUDENT PUPIL SUBSCRIBER")
)
"""Words of a title that names the patient: an institution beside them is only where the patient was."""

_PATIENTS = ("address.postcode", "person.birth_date", "person.sex")


def hints(table: Table) -> list[Hint]:
    """Take the patient's entities away from columns whose title names another party."""
    named = [c for c in table.evidence if c.title & RELATIVES or (c.title & OTHERS and not c.title & PATIENTS)]
    found = [Hint(column.position, entity, -1.0) for column in named for entity in _PATIENTS]
    place = [column for column in table.evidence if "NAISSANCE" in column.title]
    found += [Hint(column.position, "address.postcode", -1.0) for column in place]
    others = [column for column in named if not column.title & _PRESCRIBERS]
    return found + [Hint(column.position, "prescriber.postcode", -1.0) for column in others]


_PRESCRIBERS = frozenset(["MEDECIN", "PRATICIEN", "PRACTITIONER", "CORRESPONDANT", "CABINET"])
