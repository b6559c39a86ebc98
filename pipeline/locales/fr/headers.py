"""What a column header says, in French or English, whole or shortened; and whether a cell reads like a header at all.

A header is split into words (``dateNaissance``, ``DATE_NAISS``, ``DDN``), shortened forms are spelled out,
and the words are compared with the phrases of each recogniser. The longer the phrase that fits, and the
fewer words it leaves, the stronger.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_SPELLINGS: dict[str, str] = {
    "ADHERENT": "ADH MEMBER",
    "ADRESSE": "ADR ADRS ADDR ADDRESS",
    "CODE POSTAL": "CP CODEPOSTAL POSTCODE ZIP ZIPCODE POSTAL CODPOST",
    "COMMENTAIRE": "COMM COMMENT COMMENTS COMMENTAIRES REMARQUE REMARQUES REMARKS NOTE NOTES OBS OBSERVATION "
    "OBSERVATIONS",
    "DATE": "DT DTE DAT",
    "DATE NAISSANCE": "DDN DTN DTNAISS DATENAISS DATENAISSANCE DOB BIRTHDATE BIRTHDAY",
    "DATE PRELEVEMENT": "DTPRELEV",
    "DOSSIER": "RECORD FILE DOSS",
    "EMAIL": "MAIL COURRIEL MEL",
    "GROUPE": "GROUP GRP TYPE",
    "IDENTIFIANT": "ID IDENT IDENTIFIER",
    "LABORATOIRE": "LABO LAB LABORATORY LBM",
    "LOGIN": "USERNAME USER USR",
    "MEDECIN": "MED DOCTEUR DOCTOR DR PHYSICIAN PRESCRIBER PRESC PRESCRIPTEUR",
    "MOT PASSE": "MDP PWD PASS PASSWD PASSWORD MOTDEPASSE MOTPASSE",
    "MUTUELLE": "INSURANCE INSURER MUT AMC ASSUREUR",
    "NAISSANCE": "NAISS BIRTH BORN NE NEE MAIDEN JF",
    "NOM NAISSANCE": "NOMNAISSANCE",
    "NUM": "NO NUMERO NUMBER NBR",
    "NUM DOSSIER": "NUMDOSSIER",
    "PATIENT": "PATIENTS PAT",
    "PORTABLE": "PORT GSM MOB MOBILE CELL CELLPHONE",
    "PRELEVEMENT": "PREL PRLV PRELEV PRLVT PRELVT SAMPLE SAMPLING COLLECTION COLLECTED",
    "PRENOM": "FNAME FIRSTNAME GIVENNAME FORENAME PRENOMS",
    "RUE": "STREET",
    "SANGUIN": "BLOOD SANG",
    "SECURITE": "SECURITY",
    "SECURITE SOCIALE": "SSN NSS SECU NUMSECU",
    "SEXE": "GENDER SEX GENRE CIVILITE CIV",
    "SOCIALE": "SOCIAL",
    "SURNAME": "LNAME LASTNAME",
    "TELEPHONE": "TEL TELEPH PHONE",
    "VILLE": "TOWN CITY COMMUNE LOCALITE",
}

ABBREVIATIONS: dict[str, str] = {short: meant for meant, all_short in _SPELLINGS.items() for short in all_short.split()}
"""Shortened and English words -> the French words that they stand for."""

_GENERIC = frozenset(
    str.split("DE DU DES LA LE LES L D A AU THE OF EN ET OU PERSON LIBELLE VALEUR COMPLET COMPLETE FULL")
)
_WHOSE = frozenset(["PATIENT", "PATIENTS", "PAT", "ASSURE", "BENEFICIAIRE", "CLIENT"])
_KNOWN = frozenset(
    str.split(
        "AGE NOM NAME PRENOM RACE PAYS REGION COUNTRY STATUT STATUS CLASS SITE LIEU HEURE ANNEE MOIS JOUR "
        "MONTANT PRIX TITRE TITLE ETAT LOGIN VILLE RUE LABEL DOMAINE SERVICE EXAMEN CODE DATE SEXE SOURCE "
        "ORIGINE CHAMP COLONNE"
    )
)
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
_HEADER = re.compile(r"[A-Za-zÀ-ÿ_][\w \-./()°'’#&:]{1,59}")
_ADDRESSED = re.compile(r"(?i)(?:dr|docteur|pr|mme|mlle|madame|monsieur|mr|m)\.? \w")
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

    A date, a number, an e-mail address or a coded value is none; nor is a capitalised word that is in a
    dictionary of names and in no header vocabulary. ``known`` adds words of headers.
    """
    cell = cell.strip().strip("\ufeff\"'")
    if not _HEADER.fullmatch(cell) or "@" in cell or _ADDRESSED.match(cell):
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
