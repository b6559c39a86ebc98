"""What a column header says, in French or English, whole or shortened; and whether a cell reads like a header at all.

A header is split into words (``dateNaissance``, ``DATE_NAISS``, ``DDN``), shortened forms are spelled out, and the words are
compared with the phrases of each recogniser. The longer the phrase that fits, and the fewer words it leaves, the stronger.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

ABBREVIATIONS: dict[str, str] = {
    "DDN": "DATE NAISSANCE", "DTN": "DATE NAISSANCE", "DTNAISS": "DATE NAISSANCE", "DATENAISS": "DATE NAISSANCE",
    "DATENAISSANCE": "DATE NAISSANCE", "NAISS": "NAISSANCE", "DOB": "DATE NAISSANCE", "BIRTHDATE": "DATE NAISSANCE", "BIRTHDAY": "DATE NAISSANCE",
    "BIRTH": "NAISSANCE", "BORN": "NAISSANCE", "NE": "NAISSANCE", "NEE": "NAISSANCE", "MAIDEN": "NAISSANCE", "JF": "NAISSANCE",
    "CP": "CODE POSTAL", "CODEPOSTAL": "CODE POSTAL", "POSTCODE": "CODE POSTAL", "ZIP": "CODE POSTAL", "ZIPCODE": "CODE POSTAL", "POSTAL": "CODE POSTAL",
    "CODPOST": "CODE POSTAL", "TEL": "TELEPHONE", "TELEPH": "TELEPHONE", "PHONE": "TELEPHONE", "PORT": "PORTABLE", "GSM": "PORTABLE",
    "MOB": "PORTABLE", "MOBILE": "PORTABLE", "CELL": "PORTABLE", "CELLPHONE": "PORTABLE", "ADR": "ADRESSE", "ADRS": "ADRESSE", "ADDR": "ADRESSE",
    "ADDRESS": "ADRESSE", "MDP": "MOT PASSE", "PWD": "MOT PASSE", "PASS": "MOT PASSE", "PASSWD": "MOT PASSE", "PASSWORD": "MOT PASSE",
    "MOTDEPASSE": "MOT PASSE", "MOTPASSE": "MOT PASSE", "NO": "NUM", "NUMERO": "NUM", "NUMBER": "NUM", "NBR": "NUM", "NUMDOSSIER": "NUM DOSSIER",
    "MED": "MEDECIN", "DOCTEUR": "MEDECIN", "DOCTOR": "MEDECIN", "DR": "MEDECIN", "PHYSICIAN": "MEDECIN", "PRESCRIBER": "MEDECIN",
    "PRESC": "MEDECIN", "PRESCRIPTEUR": "MEDECIN", "LABO": "LABORATOIRE", "LAB": "LABORATOIRE", "LABORATORY": "LABORATOIRE", "LBM": "LABORATOIRE",
    "SSN": "SECURITE SOCIALE", "NSS": "SECURITE SOCIALE", "SECU": "SECURITE SOCIALE", "SOCIAL": "SOCIALE", "SECURITY": "SECURITE", "NUMSECU": "SECURITE SOCIALE",
    "FNAME": "PRENOM", "FIRSTNAME": "PRENOM", "GIVENNAME": "PRENOM", "FORENAME": "PRENOM", "PRENOMS": "PRENOM", "LNAME": "SURNAME", "LASTNAME": "SURNAME",
    "NOMNAISSANCE": "NOM NAISSANCE", "GENDER": "SEXE", "SEX": "SEXE", "GENRE": "SEXE", "CIVILITE": "SEXE", "CIV": "SEXE",
    "TOWN": "VILLE", "CITY": "VILLE", "COMMUNE": "VILLE", "LOCALITE": "VILLE", "MAIL": "EMAIL", "COURRIEL": "EMAIL", "MEL": "EMAIL",
    "DTPRELEV": "DATE PRELEVEMENT", "PRELEV": "PRELEVEMENT", "PRLVT": "PRELEVEMENT", "PRELVT": "PRELEVEMENT", "SAMPLE": "PRELEVEMENT", "SAMPLING": "PRELEVEMENT",
    "COLLECTION": "PRELEVEMENT", "COLLECTED": "PRELEVEMENT", "DT": "DATE", "DTE": "DATE", "DAT": "DATE", "COMM": "COMMENTAIRE", "COMMENT": "COMMENTAIRE",
    "COMMENTS": "COMMENTAIRE", "COMMENTAIRES": "COMMENTAIRE", "REMARQUE": "COMMENTAIRE", "REMARQUES": "COMMENTAIRE", "REMARKS": "COMMENTAIRE",
    "NOTE": "COMMENTAIRE", "NOTES": "COMMENTAIRE", "OBS": "COMMENTAIRE", "OBSERVATION": "COMMENTAIRE", "OBSERVATIONS": "COMMENTAIRE",
    "INSURANCE": "MUTUELLE", "INSURER": "MUTUELLE", "MUT": "MUTUELLE", "AMC": "MUTUELLE", "ASSUREUR": "MUTUELLE", "ADH": "ADHERENT", "MEMBER": "ADHERENT",
    "BLOOD": "SANGUIN", "SANG": "SANGUIN", "GROUP": "GROUPE", "GRP": "GROUPE", "TYPE": "GROUPE", "RECORD": "DOSSIER", "FILE": "DOSSIER", "DOSS": "DOSSIER",
    "PATIENTS": "PATIENT",
    "PAT": "PATIENT",
    "USERNAME": "LOGIN", "USER": "LOGIN", "ID": "IDENTIFIANT", "IDENT": "IDENTIFIANT", "IDENTIFIER": "IDENTIFIANT", "USR": "LOGIN", "STREET": "RUE",
}  # fmt: skip
"""Shortened and English words -> the French words that they stand for."""

_GENERIC = frozenset(
    "DE DU DES LA LE LES L D A AU THE OF EN ET OU PERSON LIBELLE VALEUR COMPLET COMPLETE FULL".split()
)
_WHOSE = frozenset("PATIENT PATIENTS PAT ASSURE BENEFICIAIRE CLIENT".split())
_KNOWN = frozenset(
    "AGE NOM NAME PRENOM RACE PAYS REGION COUNTRY STATUT STATUS CLASS SITE LIEU HEURE ANNEE MOIS JOUR MONTANT PRIX TITRE TITLE ETAT "
    "LOGIN VILLE RUE LABEL DOMAINE SERVICE EXAMEN CODE DATE SEXE SOURCE ORIGINE CHAMP COLONNE".split()
)
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
_HEADER = re.compile(r"[A-Za-zÀ-ÿ_][\w \-./()°'’#&:]{1,59}")
_TITLED = re.compile(r"[A-ZÀ-Þ][\w'’-]*(?: [A-ZÀ-Þ][\w'’-]*){0,3}")


def words(header: str) -> frozenset[str]:
    """Split a header into folded words, shortened forms spelled out, empty words left out.

    Examples
    --------
    >>> sorted(words("DDN_patient")), sorted(words("lastName"))
    (['DATE', 'NAISSANCE'], ['LAST', 'NAME'])
    """
    plain = unicodedata.normalize("NFKD", header.replace("°", "o ")).encode("ascii", "ignore").decode()
    found: list[str] = []
    for raw in _WORD.findall(plain):
        found += ABBREVIATIONS.get(raw.upper(), raw.upper()).split()
    kept = [word for word in found if word not in _GENERIC]
    return frozenset(kept or found)


def strength(header_words: frozenset[str], phrases: Iterable[frozenset[str]]) -> float:
    """Say how well the best of ``phrases`` covers a header: 1 when it says it all, 0 when none fits."""
    fitting = [_weight(phrase) for phrase in phrases if phrase <= header_words]
    return max(fitting) / _weight(header_words) if fitting else 0.0


def _weight(words_of: frozenset[str]) -> float:
    """Weigh a set of words: whose the datum is says less than what it is."""
    return sum(0.4 if word in _WHOSE else 1.0 for word in words_of)


def reads_like_header(cell: str, known: frozenset[str] = frozenset()) -> bool:
    """Tell whether a first-line cell is a column title rather than a value.

    A date, a number, an e-mail address or a coded value is none; nor is a capitalised word that is in a dictionary of names and in
    no header vocabulary. ``known`` adds words of headers.
    """
    cell = cell.strip().strip("\ufeff\"'")
    if not _HEADER.fullmatch(cell) or "@" in cell:
        return False
    digits = sum(c.isdigit() for c in cell)
    if digits > 3 or digits * 3 > len(cell) or cell.count(" ") > 6:
        return False
    if sum(c.isalpha() for c in cell) < 2:
        return False
    vocabulary = words(cell)
    if vocabulary & (known | _KNOWN):
        return True
    return not (_TITLED.fullmatch(cell) and _is_name(cell))


def _is_name(cell: str) -> bool:
    """Tell whether every word of ``cell`` is a first name, a surname or part of a commune's name."""
    from pipeline.locales.fr.geography import commune_names
    from pipeline.locales.fr.names import first_names, fold, surnames

    folded = fold(cell)
    names = (first_names(), surnames())
    return folded in commune_names() or all(any(w in pool for pool in names) for w in folded.split())
