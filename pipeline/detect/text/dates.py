"""Dates in running text: in digits with any separator or none, in words, without a year, without a day.

Read on folded text (capitals, no accents). The day comes first, as in French forms; ISO 8601 otherwise.
"""

from __future__ import annotations

import re

from pipeline.locales.fr.dates import EARLIEST_YEAR, LATEST_YEAR

_MONTHS = (
    "JANVIER|JANV?|FEVRIER|FEVR?|MARS|AVRIL|AVR|MAI|JUIN|JUILLET|JUIL|AOUT|SEPTEMBRE|SEPT?|OCTOBRE|OCT|NOVEMBRE|NOV|"
    "DECEMBRE|DEC"
)
_DAYS = "(?:LUNDI|MARDI|MERCREDI|JEUDI|VENDREDI|SAMEDI|DIMANCHE|LUN|MER|JEU|VEN|SAM|DIM)"
_UNIT = "UN|PREMIER|DEUX|TROIS|QUATRE|CINQ|SIX|SEPT|HUIT|NEUF|DIX|ONZE|DOUZE|TREIZE|QUATORZE|QUINZE|SEIZE|VINGT|TRENTE"
_TENS = f"{_UNIT}|QUARANTE|CINQUANTE|SOIXANTE|SEPTANTE|OCTANTE|HUITANTE|NONANTE|VINGTS|CENTS?|MILLE|MIL"
_SPELLED_DAY = rf"(?:{_UNIT})(?:[ -](?:ET[ -])?(?:UN|DEUX|TROIS|QUATRE|CINQ|SIX|SEPT|HUIT|NEUF))?"
_SPELLED_YEAR = rf"(?:DEUX[ -])?(?:MILLE|MIL\b|DIX[ -]NEUF[ -]CENT)(?:[ -](?:ET[ -])?(?:{_TENS})\b){{0,6}}"

WORDED = re.compile(
    rf"(?:\b{_DAYS}\.? ?(?:LE )?)?(?<!\d)(?P<day>\d{{1,2}})(?: ?ER)?[ \-./]{{0,2}}(?P<month>{_MONTHS})\b\.?"
    rf"(?:[ \-./]{{0,2}}(?P<year>{_SPELLED_YEAR}|\d{{4}}|'?\d{{2}})(?![\dH:]|,\d| ?(?:ANS|MG|H\d|%)))?"
    rf"|\b(?P<only>{_MONTHS})\b\.?[ \-./]{{1,2}}(?P<of>(?:19|20)\d{{2}})(?!\d)"
    rf"|\b(?:{_SPELLED_DAY})[ ](?:{_MONTHS})(?:[ ]{_SPELLED_YEAR}|[ ](?:19|20)\d{{2}})"
)
"""Dates with their month in a word."""

HAS_MONTH = re.compile(r"JAN|FEV|MARS|AVR|MAI|JUI|AOU|SEP|OCT|NOV|DEC")
"""A cheap look before `WORDED`."""

_LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def plausible(day: str, month: str, year: str = "2000") -> bool:
    """Tell whether numbers make a day of the calendar in a plausible year (two digits: any).

    >>> plausible("31", "04", "1990"), plausible("5", "9", "89"), plausible("5", "9", "1789")
    (False, True, False)
    """
    number = int(month)
    if not 1 <= number <= 12 or not 1 <= int(day) <= _LONGEST_MONTH[number - 1]:
        return False
    return len(year) == 2 or EARLIEST_YEAR <= int(year) <= LATEST_YEAR


def packed(digits: str) -> bool:
    """Tell whether eight digits (or six) are a date without separators.

    >>> packed("05091989"), packed("19890905"), packed("99999999")
    (True, True, False)
    """
    if len(digits) == 6:
        return plausible(digits[:2], digits[2:4], digits[4:])
    return plausible(digits[:2], digits[2:4], digits[4:]) or plausible(digits[6:], digits[4:6], digits[:4])
