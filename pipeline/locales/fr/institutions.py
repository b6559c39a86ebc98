"""Words by which French institutions are told from natural persons.

An account of a nursing home or a surgery stands for many people; a laboratory may be named in a release,
its biologist never. Words are matched as tokens (after a fold to capitals without accents), so that
``cabinet`` is one and ``mass`` is none.
"""

from __future__ import annotations

import polars as pl

from pipeline.locales.fr.names import first_names, fold, surnames

LABORATORY_WORDS = frozenset(
    str.split(
        "LABO LABOS LABORATOIRE LABORATOIRES LABORATORY LABORATORIES LAB LABS LBM LABM LAM BIOLOGIE "
        "BIOLOGIQUE BIOLOGIQUES BIOMEDICALE BIOMEDICAL ANALYSE ANALYSES MEDICALE MEDICALES PRELEVEMENT "
        "PRELEVEMENTS BIOANALYSES BIOANALYSE BIOLAB BIOGROUP BIOPOLE"
    )
)
"""Tokens of the names of medical laboratories (arrêtés of opening, FINESS category 611)."""

INSURER_WORDS = frozenset(
    str.split(
        "MUTUELLE MUTUELLES MUT MUTUALITE MUTUALISTE MUTUEL ASSURANCE ASSURANCES ASSUREUR ASSUR PREVOYANCE "
        "INSURANCE HEALTHCARE CPAM CAISSE MSA CMU CMUC CSS AME ACS MGEN MGEFI MGET MNH MNT MMA MAAF MACIF "
        "MATMUT MAIF GMF AXA ALLIANZ GROUPAMA SWISSLIFE APICIL APREVA AESIO ADREA EOVI HARMONIE MALAKOFF "
        "HUMANIS MEDERIC AGRR AG2R KLESIA PREVIFRANCE RADIANCE LMDE SMENO SMEREP SMEBA GENERALI CNP PROBTP "
        "INTERIALE UNEO CCMO VIAMEDIS ALMERYS SANTECLAIR NOVEOCARE VYV SOLIDAIRE COMPLEMENTAIRE UNMI IPECA"
    )
)
"""Tokens of the names of complementary health insurers (register of mutual societies) and of compulsory schemes."""

INSTITUTION_WORDS = LABORATORY_WORDS | frozenset(
    str.split(
        "EHPAD EHPA CLINIQUE CLINIQUES HOPITAL HOPITAUX HOSPITALIER HOSPITALIERE CH CHU CHR CHRU CHI CHIC CHS "
        "CHD GHT SSIAD SAMSAH FOYER FAM MAS IME ITEP ESAT CABINET PHARMACIE PHARMACIES MAIRIE CCAS CENTRE "
        "CENTER RESIDENCE MAISON INSTITUT POLYCLINIQUE SCM SCP SELAS SELARL SELAFA SEL SARL SAS SASU GIE GCS "
        "GROUPE GROUPEMENT ASSOCIATION SOCIETE FONDATION CPTS MSP HAD CRCM UNITE SERVICE SECRETARIAT HOSPITAL "
        "CLINIC ARS ETABLISSEMENT ANTENNE SITE POLE PLATEAU EFS INFIRMIER INFIRMIERS INFIRMIERE IDEL SDIS"
    )
)
"""Tokens of the names of institutions that hold accounts or send samples (FINESS categories)."""

_PLAIN = (
    "ehpad|ehpa|cliniques?|polyclinique|h[oô]pital|h[oô]pitaux|hospitali[eè]re?|hospital|clinic|chu|chr|chr "
    "u|chs|ssiad|samsah|"
    "foyer|ime|esat|cabinet|pharmacies?|laboratoires?|labo|lbm|mairie|ccas|centre|maison|r[eé]sidence|insti "
    "tut|secr[eé]tariat|"
    "infirmi(?:er|[eè]re)s?|association|fondation|selas|selarl|service|h[oô]tel"
)
_GLUED = "ehpad|ssiad|polyclinique|clinique|hopital|pharmacie|laboratoire|secretariat|cabinetinf|cabinetmed"
_PATTERN = (
    rf"(?i)(?:^|[^\p{{L}}])(?:{_PLAIN})(?:[^\p{{L}}]|$)"
    r"|(?i)(?:^|@)(?:mas|ch|fam)[-_ ]\p{L}|(?i)^(?:mas|fam)\.(?:les?|la|du|des?|l)[._-]"
    rf"|(?i)(?:^|[^\p{{L}}])(?:{_GLUED})\p{{L}}"
)
_TITLES = frozenset(
    ["DR", "DOCTEUR", "DOCTEURS", "DRS", "PROFESSEUR", "MME", "MLLE", "MADAME", "MADEMOISELLE", "MONSIEUR"]
)
_FIRST_TITLES = _TITLES | {"M", "MR", "PR", "MM"}
_PARTICLES = frozenset(["DE", "DU", "DES", "LE", "LA", "LES", "D", "L", "VAN", "VON", "ET"])


def is_institution(values: pl.Series) -> pl.Series:
    """Tell which logins or e-mail addresses belong to an institution, by words as tokens.

    Tokens end at anything that is no letter (``.``, ``_``, ``-``, ``@``, digits). A few long words that
    begin no surname also count when another word is glued to them (``ehpadlestilleuls``).

    Returns
    -------
    Booleans, null where the value is null.
    """
    return values.cast(pl.String).str.contains(_PATTERN)


def has_word(label: str, words: frozenset[str]) -> bool:
    """Tell whether a token of ``label`` is one of ``words`` (folded)."""
    return not words.isdisjoint(fold(label).split())


def looks_like_person(label: str) -> bool:
    """Tell whether a label may name a natural person, so that it is not published as an institution's.

    True with a title (``DR``, ``MME``, leading ``M.``), or where no institution word stands and the words
    are a surname and a first name of the dictionaries.
    """
    tokens = fold(label).split()
    if not tokens:
        return False
    if tokens[0] in _FIRST_TITLES or not _TITLES.isdisjoint(tokens):
        return True
    if not INSTITUTION_WORDS.isdisjoint(tokens) or any(t.startswith(("BIO", "LABO")) for t in tokens):
        return False
    words = [token for token in tokens if token not in _PARTICLES and len(token) > 1]
    if not 2 <= len(words) <= 4:
        return False
    first, last = first_names(), surnames()
    return any(w in first for w in words) and all(w in first or w in last for w in words)
