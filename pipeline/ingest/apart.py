"""Lines that stand among the records and are none: headers again, rules, totals, statements about the export.

A truncated record is a record. So a line is no record only where it says so itself: it equals the header, it is
drawn with dashes, or it reads like a statement that no record of the file begins like.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

from pipeline.ingest.dialect import Dialect

_THING = (
    r"(?:lignes?|rows?|enregistrements?|records?|dossiers?|patients?|resultats?|results?|entrees?|entries|lines?|"
    r"elements?|personnes?|persons?|items?|fiches?|analyses?|examens?|comptes?|total)"
)
_NOUN = (
    r"(?:fichier|file|export\w*|extraction|extrait|listes?|listing|list|documents?|rapport|report|edition|data|donnees|"
    r"etat|page|traitement|transmission|tableau|table|requete|query|output|document|lot|batch|impression)"
)
_TOTAL = re.compile(r"(?:grand |sous[- ]?|sub[- ]?)?tota(?:l|ux)(?: generaux?| general)?\s*:?")
_TOTALS = tuple("tTsSgG")
_NUMBER = re.compile(r"[-+]?[\d .,\u00a0]*%?")
_RULE = re.compile(r"[-=_+|\s]*")
_DRAWN = re.compile(r"[-=_+*~|#.;,\s]*")
_STATEMENT = re.compile(
    r"\W*(?:"
    rf"(?:fin|end)\W+(?:(?:de|du|des|of|the|d|l|la|le|les)\W+)*{_NOUN}\b.{{0,100}}|(?:eof|fin|end|\\\.)\W*|"
    rf"(?:grand |sous[- ]?|sub[- ]?)?tota(?:l|ux)\b\D{{0,60}}\d[\d .,]*\W*(?:{_THING})?\W*|"
    rf"(?:nombre|number|nb|count|compte)\b\D{{0,60}}\d[\d .,]*\W*(?:{_THING})?\W*|"
    rf"\d[\d .,]*\s*{_THING}\b\W*(?:\w+\W*){{0,6}}|"
    r"(?:query ok|requete executee)\b.{0,80}|"
    r"(?:export\w*|extraction|extrait|edition|edite|imprime|impression|genere|generated|printed|created|produced|"
    r"produit|rapport|report|listing|liste|list|etat|source|requete|query|periode|period|confidentiel|"
    r"confidential|document|copyright|logiciel|software|tous droits|all rights|mise a jour|updated|"
    r"date d[e']\s?\w+)e?s?\b(?:\W.{0,120})?|"
    r"page\W{0,3}\d+\W*(?:(?:sur|of|/)?\W*\d+)?\W*"
    r")"
)
"""Statements, after `fold`: ends and dates of exports, counts of what was exported, page numbers."""

STARTS = frozenset(
    int.from_bytes(start[:4].ljust(4, b"\0"), "big")
    for word in (b"total", b"sous", b"sub-", b"subt", b"grand")
    for start in (word, word.title(), word.upper())
) | frozenset(
    int.from_bytes(start, "big") for start in (b"----", b"---\0", b"====", b"===\0", b"____", b"+---", b"|---")
)
"""First four bytes of the first cell, as big-endian numbers, of rows that are looked at one by one."""


def fold(text: str) -> str:
    """Lower case without accents.

    >>> fold("Généré À 18:04")
    'genere a 18:04'
    """
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def is_rule(cells: list[str], whole: bool) -> bool:
    """A line drawn with dashes: nothing else in any cell, and three of them side by side somewhere.

    In a line that is no ``whole`` record other signs draw as well; in one that is, stars may hide values.
    """
    drawn = _RULE if whole else _DRAWN
    signs = r"---|===|___" if whole else r"---|===|___|\*\*\*|~~~|###"
    return all(drawn.fullmatch(cell) for cell in cells) and any(re.search(signs, cell) for cell in cells)


def is_total(cells: list[str]) -> bool:
    """A line of totals: its first filled cell says so, the others are numbers or empty."""
    first = next((cell.strip() for cell in cells if cell.strip()), "")
    if first[:1] not in _TOTALS or not _TOTAL.fullmatch(fold(first)):
        return False
    filled = [cell for cell in cells if cell.strip()]
    return all(_NUMBER.fullmatch(cell.strip()) for cell in filled[1:])


def is_statement(cells: list[str]) -> bool:
    """A line about the export and not of it: at most two filled cells that read so.

    >>> is_statement(["Fin de l'export"]), is_statement(["(500 rows)"]), is_statement(["LISTERMANN"])
    (True, True, False)
    """
    filled = list(islice((cell.strip() for cell in cells if cell.strip()), 3))
    if not 0 < len(filled) <= 2 or sum(map(len, filled)) > 200:
        return False
    return bool(_STATEMENT.fullmatch(fold(" ".join(filled))))


def is_apart(cells: list[str], dialect: Dialect, whole: bool) -> bool:
    """Whether a line that is not the header is no record; ``whole`` when it has as many cells as a record."""
    first = next((cell for cell in cells if cell.strip()), "")
    if _DRAWN.fullmatch(first):
        return is_rule(cells, whole)
    if not dialect.statements:
        return False
    return is_total(cells) if whole else is_statement(cells) or is_total(cells)


def is_header(cells: list[str], dialect: Dialect) -> bool:
    """Whether a line is the header again, however quoted."""
    if not dialect.has_header or cells[0].strip() != dialect.header[0].strip():
        return False
    return all(cell.strip() == name.strip() for cell, name in zip(cells, dialect.header, strict=True))
