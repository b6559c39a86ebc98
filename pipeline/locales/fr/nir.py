"""The French social security number: NIR (INSEE's RNIPP) and its waiting form NIA.

Shape, from the decree n° 82-103 of 22 January 1982 on the RNIPP, INSEE's description of the number, and
python-stdnum's ``fr.nir``: sex (1, 2; 3, 4 for a foreigner being registered; 7, 8 provisional), two digits
of the year, month (01 to 12; 20 to 42 and 50 to 99 where the register does not know it), department (two
digits, 2A or 2B; three for overseas), commune or country (the rest of five places), order number (three),
and a key of two: 97 minus the rest of the first thirteen by 97, 2A read as 19 and 2B as 18.

A number that was mistyped is still somebody's: the shape is accepted with any key, or without one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SEPARATORS = re.compile(r"[\s.\-_/\u00a0\u202f]+")
_SHAPE = re.compile(
    r"(?P<sex>[123478])(?P<year>\d{2})(?P<month>0[1-9]|1[0-2]|[23]\d|4[0-2]|[5-9]\d)"
    r"(?P<place>\d{5}|2[AB]\d{3})(?P<order>\d{3})(?P<key>\d{2})?"
)


@dataclass(frozen=True)
class Nir:
    """The parts of a number, as text, and whether its key is right.

    ``sex`` is the digit, ``year2`` the last two digits of the birth year, ``month`` 01 to 12 or a pseudo
    month, ``department`` of birth (``99``: abroad), ``key`` empty when absent; ``key_ok`` is then False.
    """

    sex: str
    year2: str
    month: str
    department: str
    commune: str
    order: str
    key: str
    key_ok: bool

    @property
    def body(self) -> str:
        """The thirteen characters without the key."""
        return f"{self.sex}{self.year2}{self.month}{self.department}{self.commune}{self.order}"

    @property
    def person_sex(self) -> str:
        """F or M, whatever the kind of registration.

        >>> parse("7 85 05 78 006 084").person_sex
        'M'
        """
        return "M" if self.sex in "137" else "F"


def key(body13: str) -> int:
    """Control key (1 to 97) of the first thirteen characters; ValueError when they are no body.

    >>> key("2550814168025"), key("255082A168025")
    (38, 97)
    """
    if not re.fullmatch(r"\d{5}(?:\d{8}|2[AB]\d{6})", body13):
        raise ValueError("a NIR has thirteen digits before its key, Corsica's 2A and 2B apart")
    return 97 - int(body13.replace("2A", "19").replace("2B", "18")) % 97


def parse(text: str) -> Nir | None:
    """Read a number written with or without separators and key; None when the shape is not a NIR's.

    >>> parse("2 55 08 14 168 025 38").key_ok, parse("255081416802599").key_ok, parse("13 rue du Port")
    (True, False, None)
    """
    match = _SHAPE.fullmatch(_SEPARATORS.sub("", text).upper())
    if match is None:
        return None
    place = match["place"]
    cut = 3 if place[:2] in ("97", "98") else 2
    body = match[0][:13]
    written = match["key"] or ""
    return Nir(
        sex=match["sex"],
        year2=match["year"],
        month=match["month"],
        department=place[:cut],
        commune=place[cut:],
        order=match["order"],
        key=written,
        key_ok=written.isdigit() and int(written) == key(body),
    )
