"""Numbers in running text: NIR, phones, dates, IBAN, professionals' and files' numbers, told by shape and by cue.

Read on folded text. A number that was mistyped or cut short is still somebody's: with a cue before it
(``NSS``, ``tel``, ``IPP``) the shape need not be whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.detect.text.dates import HAS_MONTH, WORDED, packed, plausible
from pipeline.detect.text.span import Span
from pipeline.locales.fr import nir
from pipeline.locales.fr.reserved import luhn

_NUMBER = re.compile(
    r"(?P<iban>(?<![A-Z0-9])(?:[A-Z]{2}|FR )\d{2}(?:[ .\-]?[A-Z0-9]{4}){3,7}(?:[ .\-]?[A-Z0-9]{1,4})?(?![A-Z0-9]))"
    r"|(?P<nir>(?<![\dA-Z.,])[1-478](?:[ .\-/_]{0,2}\d){5}[ .\-/_]{0,2}[\dAB](?:[ .\-/_]{0,2}\d){5,6}"
    r"(?:[ .\-/_]{0,3}(?:CLE ?)?\d{1,2})?(?![\d]))"
    r"|(?P<phone>(?<![\dA-Z.,+])(?:(?:\+|00)[ ]?[1-9]\d{0,2}[ .\-/]{0,2}(?:\(0\)[ .\-/]{0,2})?\d(?:[ .\-/]{0,2}\d){6,11}"
    r"|(?!\d{1,2}[/.\- ]\d{1,2}[/.\- ](?:19|20)\d{2}(?!\d))(?:\(?0[1-9]\)?(?P<s>[ .,\-/_]{0,3})\d{2}(?:(?P=s)\d{2}){3}"
    r"|0[1-9](?:[ .]{0,2}\d{2}){4}|0[1-9](?:[ .\-]?\d){8}|[1-9](?:[ .\-]\d{2}){4}))(?!\d))"
    r"|(?P<day>(?<![\d.,/])(?P<d>\d{1,2})(?P<sep>[/.\- ]|-? ?[/.\-] ?)(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})(?![\d]))"
    r"|(?P<iso>(?<!\d)(?P<iy>(?:19|20)\d{2})[-/.](?P<im>\d{2})[-/.](?P<id>\d{2})(?!\d))"
    r"|(?P<month>(?<![\d/.,])(?P<mm>0?[1-9]|1[0-2])[/.\-](?P<my>(?:19|20)\d{2})(?![\d/]))"
    r"|(?P<short>(?<![\d/.,\-])(?P<sd>\d{1,2})/(?P<sm>\d{1,2})(?![\d/.,\-]))"
    r"|(?P<digits>(?<![\d,.])[A-Z]{0,4}\d{4,17}(?![\d]|[.,]\d))"
)
_RIB = re.compile(r"\bRIB\D{0,12}(\d{5}[ ]?\d{5}[ ]?[A-Z0-9]{11}[ ]?\d{2})(?!\d)")
_BEFORE = 34
_BORN_BEFORE = 64

_CUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("fr.nir", re.compile(r"\b(?:NSS|NIR|NIA|N ?SS|SECU\w*|S\.?S|VITALE|IMMAT\w*|INSEE|ASSURE SOCIAL|DROITS?|AME)\b")),
    ("phone", re.compile(r"\b(?:TEL\w*|PHONE|PORTABLE|PORT|MOBILE|FIXE|FAX|GSM|SMS|APPELER|RAPPELER|JOINDRE|JOIGNABLE)\b")),
    ("fr.rpps", re.compile(r"\bRPPS\b")),
    ("fr.adeli", re.compile(r"\bADELI\b")),
    ("fr.finess", re.compile(r"\bFINESS\b|\bFINES\b")),
    ("insurer.member", re.compile(r"\bADH\w*\b|\bMUTUELLE\b|\bAMC\b|\bCONTRAT\b|\bPOLICE\b|\bSOCIETAIRE\b")),
    ("record.number", re.compile(r"\bNDA\b|\bSEJOUR\b|\bVENUE\b|\bDEMANDE N\b|\bNUM DOSSIER\b|\bEPISODE\b")),
    ("patient.number", re.compile(r"\bIPP\b|\bNIP\b|\bDOUBLON\w*\b|\bFUSION\w*\b|\bANC\w*\.? DOS\w*|\bPATIENT (?:N|ID)\b|\bIEP\b")),
    ("file", re.compile(r"\bDOSS?I*ERS?\b|\bDOS\b|\bDOSSIIER\b|\bREF\w*\b|\bN\b|\bNO\b|\bNUM\w*\b|\bID\b|\bCODE PATIENT\b")),
    ("birth", re.compile(r"\b(?:NEE?S?|DDN|NAISSANCE|NAISS|NN)\b|\bET NON\b|\bHOMONYME\b|\bCNI\b|\bNE\(E\)|\bCONFONDRE\b")),
)
_UNIT_AFTER = re.compile(
    r" ?(?:/ ?(?:MM|ML|L\b|DL|UL|JR?\b)|G\b|MG|ML|UI|MM|CM|KG|EUROS?|E\b|%|PA\b|ANS?\b|H\b|SA\b|UG|MMOL|GIGA|G/L|PLAQ|"
    r"BPM|CP\b|X\b|X\d|JOURS?|SEM)"
)


def find(plain: str) -> Iterator[Span]:
    """Yield what the digits of a folded text are."""
    if HAS_MONTH.search(plain):
        yield from worded(plain)
    for match in _NUMBER.finditer(plain):
        span = _JUDGES[match.lastgroup or ""](plain, match)
        if span is not None:
            yield span
    if "RIB" in plain:
        for match in _RIB.finditer(plain):
            yield Span(match.start(1), match.end(1), "iban", 0.9, "bank account after RIB")


def worded(plain: str) -> Iterator[Span]:
    """Yield the dates that have their month in a word."""
    for match in WORDED.finditer(plain):
        yield from _worded(plain, match)


def cue(plain: str, start: int) -> tuple[str, int]:
    """Say which cue stands nearest before a number, and how far its end is; ``("", 99)`` without one."""
    before = plain[max(0, start - _BORN_BEFORE) : start]
    best = ("", 99)
    for kind, pattern in _CUES:
        for match in pattern.finditer(before, 0 if kind == "birth" else max(0, len(before) - _BEFORE)):
            distance = len(before) - match.end()
            if distance < best[1]:
                best = (kind, distance)
    return best


def _worded(plain: str, match: re.Match[str]) -> Iterator[Span]:
    day = match["day"]
    if day is not None and not (1 <= int(day) <= 31):
        return
    word = match["month"]
    if word is not None and len(word) < 4 and word != "MAI" and match["year"] is None:
        return
    yield _dated(plain, match.start(), match.end(), 0.9 if match["year"] or match["of"] else 0.75, "month in a word")


def _dated(plain: str, start: int, end: int, score: float, rule: str) -> Span:
    kind, distance = cue(plain, start)
    if kind == "birth" and _still_birth(plain[max(0, start - distance) : start]):
        return Span(start, end, "person.birth_date", score, f"{rule}, after a word of birth")
    return Span(start, end, "date", score, rule)


_OTHER_DATE = re.compile(r"\b(?:VU|VUE|RDV|DEPUIS|PREL\w*|OPERE\w*|CONTROLE|LE RDV|HOSPIT\w*)\b|\d{4}")


def _still_birth(between: str) -> bool:
    """Tell whether nothing between the word of birth and the date starts another matter."""
    return _OTHER_DATE.search(between) is None


def _day(plain: str, match: re.Match[str]) -> Span | None:
    if not plausible(match["d"], match["m"], match["y"]):
        return _digits(plain, match) if match["sep"] != " " else None
    if match["sep"] == " " and len(match["y"]) == 2 and cue(plain, match.start())[0] != "birth":
        return None
    score = 0.95 if len(match["y"]) == 4 else 0.85
    return _dated(plain, match.start(), match.end(), score, "date in digits")


def _iso(plain: str, match: re.Match[str]) -> Span | None:
    if not plausible(match["id"], match["im"], match["iy"]):
        return None
    return _dated(plain, match.start(), match.end(), 0.95, "ISO date")


def _month(plain: str, match: re.Match[str]) -> Span | None:
    return _dated(plain, match.start(), match.end(), 0.7, "month and year")


_LE = re.compile(r"\b(?:LE|DU|AU|DEPUIS|RDV|JUSQU'?AU|DATE|NEE?|PREVUE?|LUNDI|MARDI|MERCREDI|JEUDI|VENDREDI|SAMEDI) ?(?:LE )?$")


def _short(plain: str, match: re.Match[str]) -> Span | None:
    """A day and a month alone need a word before them: ``120/80`` and ``1/2 cp`` are none."""
    if not plausible(match["sd"], match["sm"]) or not _LE.search(plain, max(0, match.start() - 16), match.start()):
        return None
    return Span(match.start(), match.end(), "date", 0.5, "day and month after an article")


def _nir(plain: str, match: re.Match[str]) -> Span | None:
    text = match[0].replace("CLE", "")
    number = nir.parse(text)
    kind, distance = cue(plain, match.start())
    if number is not None:
        score = 0.99 if number.key_ok else 0.9
        return Span(match.start(), match.end(), "fr.nir", score, "NIR, right key" if number.key_ok else "NIR, any key")
    if kind == "fr.nir" and distance <= 24:
        return Span(match.start(), match.end(), "fr.nir", 0.85, "mistyped NIR after its name")
    bare = re.sub(r"[^\dAB]", "", text)
    if len(bare) in (14, 15) and bare[0] in "12" and "20" <= bare[1:3] <= "99" or len(bare) == 15:
        return Span(match.start(), match.end(), "fr.nir", 0.6, "digits in the shape of a NIR")
    return _file(plain, match.start(), match.end(), len(bare))


def _iban(plain: str, match: re.Match[str]) -> Span | None:
    bare = re.sub(r"[ .\-]", "", match[0])
    digits = sum(c.isdigit() for c in bare)
    if not 15 <= len(bare) <= 34 or digits < 12:
        return None
    from stdnum import iban

    if iban.is_valid(bare):
        return Span(match.start(), match.end(), "iban", 0.99, "IBAN, right check digits")
    start = match.start()
    return Span(start, match.end(), "iban", 0.8, "IBAN, wrong check digits") if digits > len(bare) * 0.6 else None


def _phone(plain: str, match: re.Match[str]) -> Span | None:
    text = match[0]
    kind, distance = cue(plain, match.start())
    if kind in ("fr.nir", "fr.rpps", "iban") and distance < 6 and text[0] != "+":
        return Span(match.start(), match.end(), kind, 0.8, "number after its name")
    if text[0] in "+(0":
        return Span(match.start(), match.end(), "phone", 0.93, "phone number")
    return Span(match.start(), match.end(), "phone", 0.6, "phone number without its zero")


def _digits(plain: str, match: re.Match[str]) -> Span | None:
    start, end = match.span()
    while plain[start] in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" and end - start > 10:
        break
    text = plain[start:end]
    digits = re.sub(r"\D", "", text)
    kind, distance = cue(plain, start)
    if kind in ("fr.nir", "fr.rpps", "fr.adeli", "fr.finess", "insurer.member", "record.number", "patient.number"):
        if distance <= 24 and len(digits) >= (5 if kind != "fr.nir" else 8):
            return Span(start, end, _kind(kind, digits), 0.85, "number after its name")
    if kind == "phone" and distance <= 14 and 8 <= len(digits) <= 11:
        return Span(start, end, "phone", 0.6, "mistyped phone number after its name")
    if len(digits) == 11 and digits[:2] == "33" and digits[2] != "0":
        return Span(start, end, "phone", 0.85, "French number with its country and no sign")
    if len(digits) == 8 and text == digits and packed(digits):
        return _dated(plain, start, end, 0.75, "date in glued digits")
    if len(digits) == 11 and digits[0] == "1" and luhn(digits[:-1]) == int(digits[-1]):
        return Span(start, end, "fr.rpps", 0.8, "eleven digits with the check digit of RPPS")
    if kind == "birth" and distance <= 6 and len(digits) == 6 and packed(digits):
        return Span(start, end, "person.birth_date", 0.7, "date in six glued digits, after a word of birth")
    return _file(plain, start, end, len(digits))


def _kind(kind: str, digits: str) -> str:
    """A patient's number has eight digits at most, a file's more: hospitals' IPP and NDA."""
    return "record.number" if kind == "patient.number" and len(digits) > 9 else kind


def _file(plain: str, start: int, end: int, digits: int) -> Span | None:
    """Number of a file: by its cue, or because it is too long for a measure."""
    kind, distance = cue(plain, start)
    entity = "record.number" if digits >= 9 else "patient.number"
    if kind in ("file", "patient.number", "record.number") and distance <= 14 and digits >= 5:
        return Span(start, end, entity if kind == "file" else kind, 0.8, "number of a file, after its name")
    if digits >= 7 and not _UNIT_AFTER.match(plain, end):
        return Span(start, end, entity, 0.5, "long number")
    return None


_JUDGES = {
    "iban": _iban, "nir": _nir, "day": _day, "iso": _iso, "phone": _phone, "month": _month, "short": _short,
    "digits": _digits,
}  # fmt: skip
_JUDGES |= {"y": _day, "id": _iso, "my": _month, "sm": _short, "s": _phone}
