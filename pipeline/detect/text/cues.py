"""Which word stands before a number and says what it is: ``NSS``, ``tel``, ``IPP``, ``née le``."""

from __future__ import annotations

import re

NEAR = 34
"""Characters before a number in which its cue is looked for."""
BIRTH_NEAR = 64
"""Likewise for a word of birth: a place or a name may stand between it and the date."""

_CUE = re.compile(
    r"\b(?:(?P<nir>NSS|NIR|NIA|N ?SS|SECU\w*|S\.?S|VITALE|IMMAT\w*|INSEE|ASSURE SOCIAL|DROITS?|AME)"
    r"|(?P<phone>TEL\w*|PHONE|PORTABLE|PORT|MOBILE|FIXE|FAX|GSM|SMS|APPELER|RAPPELER|JOINDRE|JOIGNABLE)"
    r"|(?P<rpps>RPPS)|(?P<adeli>ADELI)|(?P<finess>FINESS?)"
    r"|(?P<member>ADH\w*|MUTUELLE|AMC|CONTRAT|POLICE|SOCIETAIRE)"
    r"|(?P<record>NDA|SEJOUR|VENUE|DEMANDE N|NUM DOSSIER|EPISODE)"
    r"|(?P<patient>IPP|NIP|DOUBLON\w*|FUSION\w*|ANC\w*\.? DOS\w*|PATIENT (?:N|ID)|IEP)"
    r"|(?P<file>DOSS?I*ERS?|DOS|REF\w*|N|NO|NUM\w*|ID|CODE PATIENT))\b"
)
_BIRTH = re.compile(r"\b(?:NEE?S?|DDN|NAISSANCE|NAISS|NN|ET NON|HOMONYMES?|CNI|CONFONDRE|NE\(E\))(?!\w)")
_OTHER = re.compile(r"\b(?:VU|VUE|RDV|DEPUIS|PREL\w*|OPERE\w*|CONTROLE|LE RDV|HOSPIT\w*)\b|\d{4}|\d{1,2}/\d")
ENTITIES = {
    "nir": "fr.nir", "rpps": "fr.rpps", "adeli": "fr.adeli", "finess": "fr.finess", "member": "insurer.member",
    "record": "record.number", "patient": "patient.number",
}  # fmt: skip
"""Cue -> entity of the number after it."""


def cue(plain: str, start: int) -> tuple[str, int]:
    """Say which cue stands nearest before a number, and how far its end is; ``("", 99)`` without one."""
    best = ("", 99)
    for match in _CUE.finditer(plain, max(0, start - NEAR), start):
        best = (match.lastgroup or "", start - match.end())
    return best


def of_birth(plain: str, start: int) -> bool:
    """Tell whether a word of birth stands before a date, and nothing between them starts another matter."""
    last = None
    for match in _BIRTH.finditer(plain, max(0, start - BIRTH_NEAR), start):
        last = match
    return last is not None and _OTHER.search(plain, last.end(), start) is None
