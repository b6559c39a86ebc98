"""Numbers in running text: NIR, phones, dates, IBAN, professionals' and files' numbers, told by shape and by cue.

Read on folded text, from each run of digits. A number that was mistyped or cut short is still somebody's: with a
cue before it (``NSS``, ``tel``, ``IPP``) the shape need not be whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.detect.text.cues import ENTITIES, cue, of_birth
from pipeline.detect.text.dates import WORDED, packed, plausible
from pipeline.detect.text.span import Span
from pipeline.locales.fr import nir
from pipeline.locales.fr.reserved import luhn

_NUMBER = re.compile(
    r"(?P<nir>(?<![\dA-Z.,])(?!\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)\d{2}(?!\d))"
    r"[1-478](?:[ .\-/_]{0,2}\d){5}[ .\-/_]{0,2}[\dAB](?:[ .\-/_]{0,2}\d){5,6}"
    r"(?:[ .\-/_]{0,3}(?:CLE ?)?\d{1,2})?(?![\d]))"
    r"|(?P<phone>(?<![\dA-Z.,+])(?:(?:\+|00)[ ]?[1-9]\d{0,2}[ .\-/]{0,2}(?:\(0\)[ .\-/]{0,2})?"
    r"\d(?:[ .\-/]{0,2}\d){6,11}"
    r"|(?!\d{1,2}[/.\- ]\d{1,2}[/.\- ](?:19|20)\d{2}(?!\d))(?:\(?0[1-9]\)?(?P<s>[ .,\-/_]{0,3})\d{2}(?:(?P=s)\d{2}){3}"
    r"|0[1-9](?:[ .]{0,2}\d{2}){4}|0[1-9](?:[ .\-]?\d){8}|[1-9](?:[ .\-]\d{2}){4}))(?!\d))"
    r"|(?P<day>(?<![\d.,/])(?P<d>\d{1,2})(?P<sep>[/.\- ]|-? ?[/.\-] ?)(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})(?![\d]))"
    r"|(?P<iso>(?<!\d)(?P<iy>(?:19|20)\d{2})[-/.](?P<im>\d{2})[-/.](?P<id>\d{2})(?!\d))"
    r"|(?P<month>(?<![\d/.,])(?P<mm>0?[1-9]|1[0-2])[/.\-](?P<my>(?:19|20)\d{2})(?![\d/]))"
    r"|(?P<short>(?<![\d/.,\-])(?P<sd>\d{1,2})/(?P<sm>\d{1,2})(?![\d/\-]|[.,]\d))"
    r"|(?P<dash>(?<![\d,./\-])\d{2,4}[\-/]\d{3,8}(?![\d/\-]))"
    r"|(?P<digits>(?<![\d,.])\d{4,17}(?![\d]|[.,]\d))"
)
_KINDS = ("nir", "phone", "day", "iso", "month", "short", "dash", "digits")
_RUN = re.compile(r"\d+")
_IBAN = re.compile(
    r"(?<![A-Z0-9])(?:[A-Z]{2}|FR )\d{2}(?:[ .\-]?[A-Z0-9]{4}){3,7}(?:[ .\-]?[A-Z0-9]{1,4})?(?![A-Z0-9])"
)
_RIB = re.compile(r"\bRIB\D{0,12}(\d{5}[ ]?\d{5}[ ]?[A-Z0-9]{11}[ ]?\d{2})(?!\d)")
_SPOKEN = re.compile(
    r"\bZERO[ ,-]+(?:UN|DEUX|TROIS|QUATRE|CINQ|SIX|SEPT|HUIT|NEUF)(?:[ ,-]+(?:ET|ZERO|UN|DEUX|TROIS|QUATRE|CINQ|"
    r"SIX|SEPT|HUIT|NEUF|DIX|ONZE|DOUZE|TREIZE|QUATORZE|QUINZE|SEIZE|VINGTS?|TRENTE|QUARANTE|CINQUANTE|SOIXANTE)\b){4,16}"
)
_SEPARATORS = " ./-_,("
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_UNIT_AFTER = re.compile(
    r" ?(?:/ ?(?:MM|ML|L\b|DL|UL|JR?\b)|G\b|MG|ML|UI|MM|CM|KG|EUROS?|E\b|%|PA\b|ANS?\b|H\b|SA\b|UG|MMOL|GIGA|G/L|PLAQ|"
    r"BPM|CP\b|X\b|X\d|JOURS?|SEM)"
)
_LE = re.compile(
    r"\b(?:LE|DU|AU|DEPUIS|RDV|JUSQU'?AU|DATE|NEE?|PREVUE?|LUNDI|MARDI|MERCREDI|JEUDI|VENDREDI|SAMEDI) ?(?:LE )?$"
)


def find(plain: str) -> list[Span]:
    """Say what the digits of a folded text are."""
    found: list[Span] = []
    done = 0
    for run in _RUN.finditer(plain):
        start, stop = run.span()
        if start < done or (stop - start < 4 and not _goes_on(plain, start, stop)):
            continue
        span = _account(plain, start) if start and plain[start - 1] in _BEFORE_IBAN else None
        span = span or _number(plain, start)
        if span is not None:
            done = span.end
            found.append(span)
    if "RIB" in plain:
        found += (Span(m.start(1), m.end(1), "iban", 0.9, "bank account after RIB") for m in _RIB.finditer(plain))
    return found


_BEFORE_IBAN = _LETTERS | {" "}


def _goes_on(plain: str, start: int, stop: int) -> bool:
    """Tell whether more digits follow a short run, or a sign before it makes a phone number of it."""
    after = plain[stop : stop + 4]
    if after[:1] in _SEPARATORS and after and any("0" <= c <= "9" for c in after):
        return True
    return (start > 0 and plain[start - 1] in "+(") or after[:1] == ")" or (after[:1] in "AB" and stop - start >= 2)


def _number(plain: str, start: int) -> Span | None:
    """Judge the number that starts with the run of digits at ``start``."""
    if start and plain[start - 1] in "+(":
        start -= 2 if start > 1 and plain[start - 2 : start] == "+(" else 1
    match = _NUMBER.match(plain, start)
    if match is None and plain[start] in "+(":
        match = _NUMBER.match(plain, start + 1)
    if match is None:
        return None
    return _JUDGES[next(kind for kind in _KINDS if match[kind] is not None)](plain, match)


def worded(plain: str) -> Iterator[Span]:
    """Yield the dates that have their month in a word."""
    for match in WORDED.finditer(plain):
        day, word = match["day"], match["month"]
        if day is not None and not 1 <= int(day) <= 31:
            continue
        if word is not None and len(word) < 4 and word != "MAI" and match["year"] is None:
            continue
        yield _dated(
            plain, match.start(), match.end(), 0.9 if match["year"] or match["of"] else 0.75, "month in a word"
        )


def spoken(plain: str) -> Iterator[Span]:
    """Yield phone numbers written in words, as one dictates them."""
    yield from (Span(*match.span(), "phone", 0.8, "phone number in words") for match in _SPOKEN.finditer(plain))


def _dated(plain: str, start: int, end: int, score: float, rule: str) -> Span:
    if of_birth(plain, start):
        return Span(start, end, "person.birth_date", score, f"{rule}, after a word of birth")
    return Span(start, end, "date", score, rule)


def _day(plain: str, match: re.Match[str]) -> Span | None:
    separator = match["sep"]
    if not plausible(match["d"], match["m"], match["y"]):
        return _digits(plain, match) if separator != " " else None
    if separator == " " and len(match["y"]) == 2 and not of_birth(plain, match.start()):
        return None
    return _dated(plain, *match.span(), 0.95 if len(match["y"]) == 4 else 0.85, "date in digits")


def _iso(plain: str, match: re.Match[str]) -> Span | None:
    return _dated(plain, *match.span(), 0.95, "ISO date") if plausible(match["id"], match["im"], match["iy"]) else None


def _month(plain: str, match: re.Match[str]) -> Span | None:
    return _dated(plain, *match.span(), 0.7, "month and year")


def _short(plain: str, match: re.Match[str]) -> Span | None:
    """A day and a month alone need a word before them: ``120/80`` and ``1/2 cp`` are none."""
    if not plausible(match["sd"], match["sm"]) or not _LE.search(plain, max(0, match.start() - 16), match.start()):
        return None
    return Span(*match.span(), "date", 0.5, "day and month after an article")


def _nir(plain: str, match: re.Match[str]) -> Span | None:
    text = match[0].replace("CLE", "")
    number = nir.parse(text)
    if number is not None:
        return Span(
            *match.span(), "fr.nir", 0.99 if number.key_ok else 0.9, "NIR, right key" if number.key_ok else "NIR"
        )
    kind, distance = cue(plain, match.start())
    if kind == "nir" and distance <= 24:
        return Span(*match.span(), "fr.nir", 0.85, "mistyped NIR after its name")
    bare = re.sub(r"[^\dAB]", "", text)
    if len(bare) == 15 or (len(bare) == 14 and bare[0] in "12" and bare[1:3] >= "20"):
        return Span(*match.span(), "fr.nir", 0.6, "digits in the shape of a NIR")
    return _file(plain, *match.span(), len(bare))


def _account(plain: str, start: int) -> Span | None:
    match = _IBAN.match(plain, start - 3 if plain[start - 3 : start] == "FR " else start - 2) if start > 1 else None
    if match is None:
        return None
    bare = re.sub(r"[ .\-]", "", match[0])
    digits = sum("0" <= c <= "9" for c in bare)
    if not 15 <= len(bare) <= 34 or digits < 12:
        return None
    from stdnum import iban

    if iban.is_valid(bare):
        return Span(*match.span(), "iban", 0.99, "IBAN, right check digits")
    return Span(*match.span(), "iban", 0.8, "IBAN, wrong check digits") if digits > len(bare) * 0.6 else None


def _phone(plain: str, match: re.Match[str]) -> Span | None:
    text = match[0]
    if text[0] not in "+(":
        kind, distance = cue(plain, match.start())
        if kind in ("nir", "rpps") and distance < 6:
            return Span(*match.span(), ENTITIES[kind], 0.8, "number after its name")
    if text[0] in "+(0":
        return Span(*match.span(), "phone", 0.93, "phone number")
    return Span(*match.span(), "phone", 0.6, "phone number without its zero")


def _digits(plain: str, match: re.Match[str]) -> Span | None:
    start, end = match.span()
    while start and match.start() - start < 4 and plain[start - 1] in _LETTERS:
        start -= 1
    if start and plain[start - 1] in _LETTERS:
        start = match.start()
    digits = re.sub(r"\D", "", match[0])
    kind, distance = cue(plain, start)
    if kind in ENTITIES and distance <= 24 and len(digits) >= (5 if kind != "nir" else 8):
        return Span(start, end, _kind(kind, digits), 0.85, "number after its name")
    if kind == "phone" and distance <= 14 and 8 <= len(digits) <= 11:
        return Span(start, end, "phone", 0.6, "mistyped phone number after its name")
    if len(digits) == 11 and digits[:2] == "33" and digits[2] != "0":
        return Span(start, end, "phone", 0.85, "French number with its country and no sign")
    if len(digits) == 8 and match[0] == digits and packed(digits):
        return _dated(plain, start, end, 0.75, "date in glued digits")
    if len(digits) == 11 and digits[0] == "1" and luhn(digits[:-1]) == int(digits[-1]):
        return Span(start, end, "fr.rpps", 0.8, "eleven digits with the check digit of RPPS")
    if len(digits) == 6 and packed(digits) and of_birth(plain, start):
        return Span(start, end, "person.birth_date", 0.7, "date in six glued digits, after a word of birth")
    return _file(plain, start, end, len(digits))


def _dash(plain: str, match: re.Match[str]) -> Span | None:
    kind, distance = cue(plain, match.start())
    if kind in ("file", "record", "patient", "member") and distance <= 14:
        return Span(*match.span(), ENTITIES.get(kind, "record.number"), 0.75, "number in two parts, after its name")
    return None


def _kind(kind: str, digits: str) -> str:
    """A patient's number has nine digits at most, a file's more: hospitals' IPP and NDA."""
    return "record.number" if kind == "patient" and len(digits) > 9 else ENTITIES[kind]


def _file(plain: str, start: int, end: int, digits: int) -> Span | None:
    """Number of a file: by its cue, or because it is too long for a measure."""
    kind, distance = cue(plain, start)
    entity = "record.number" if digits >= 9 else "patient.number"
    if kind in ("file", "patient", "record") and distance <= 14 and digits >= 5:
        return Span(start, end, ENTITIES.get(kind, entity), 0.8, "number of a file, after its name")
    if digits >= 7 and not _UNIT_AFTER.match(plain, end):
        return Span(start, end, entity, 0.5, "long number")
    return None


_JUDGES: dict[str, Callable[[str, re.Match[str]], Span | None]] = {
    "nir": _nir, "phone": _phone, "day": _day, "iso": _iso, "month": _month, "short": _short, "dash": _dash,
    "digits": _digits,
}  # fmt: skip
