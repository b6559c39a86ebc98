"""Values that nobody can own, and which of them the generator and the stand-ins may use.

Every made-up value of this project lies in one of two namespaces that never meet, so that a stand-in
found in a leak is a bug and not a coincidence. ``Namespace.GENERATOR`` belongs to the synthetic leak,
``Namespace.STANDIN`` to the values that replace a record's own.

=============  ===================================================  ================  ================
value          why it is nobody's                                   generator         stand-ins
=============  ===================================================  ================  ================
phone          ARCEP's numbers for works of fiction, 10,000 each    last four < 5000  last four >= 5000
domain         RFC 2606 and 6761 reserve the names                  ``.example``,     ``.test``,
                                                                    ``example.org``   ``.invalid``
NIR            no order number 000; a key is 1 to 97                key 98            key 99
RPPS           check digit off Luhn's by a fixed step               step 5            step 3
FINESS, ADELI  department 00, and the check digit of RPPS           step 5            step 3
IBAN           no bank 00000; check digits are 02 to 98             ``FR00``          ``FR99``
surname        none real to choose from: a stable half of them      half 0            half 1
street         likewise                                             half 0            half 1
=============  ===================================================  ================  ================

Surnames and streets exist; what is impossible there is the combination. A surname's half is that of its
words without particles, so that a compound of one half stays in it; a street's is that of its name
without number and kind of way, so that ``12 R DES LILAS`` and ``Allée des Lilas`` agree.
"""

from __future__ import annotations

import re
from enum import IntEnum
from hashlib import blake2b

from pipeline.locales.fr import nir
from pipeline.locales.fr.names import PARTICLES, fold


class Namespace(IntEnum):
    """Who may make a value up."""

    GENERATOR = 0
    STANDIN = 1


LANDLINES = ("019900", "026191", "035301", "046571", "053649")
MOBILES = ("063998",)
PHONE_PREFIXES = LANDLINES + MOBILES
"""First six digits of the numbers that ARCEP sets aside for fiction (decision 2018-0881)."""

PHONE_HALF = 5000
"""Last four digits below this are the generator's, from it on the stand-ins'."""

DOMAINS: dict[Namespace, tuple[str, ...]] = {
    Namespace.GENERATOR: ("example", "example.com", "example.net", "example.org"),
    Namespace.STANDIN: ("test", "invalid"),
}
"""Domains (and everything below them) of each namespace."""

NIR_ORDER = "000"
NIR_KEYS: dict[Namespace, str] = {Namespace.GENERATOR: "98", Namespace.STANDIN: "99"}
IBAN_CHECKS: dict[Namespace, str] = {Namespace.GENERATOR: "00", Namespace.STANDIN: "99"}
CHECK_STEPS: dict[Namespace, int] = {Namespace.GENERATOR: 5, Namespace.STANDIN: 3}
IBAN_BANK = "00000"
IMPOSSIBLE_DEPARTMENT = "00"

_DIGITS = re.compile(r"\D+")
_WAY = re.compile(
    r"^(?:(?:BIS|TER|QUATER|[A-D])\s+)?(?:ALLEES?|ALL|AVENUE|AVE?|BOULEVARD|BLVD|BD|CHEMIN|CHE|CH|CITE|COURS|CRS|"
    r"DESCENTE|ESPLANADE|ESP|FAUBOURG|FBG|FG|HAMEAU|HAM|IMPASSE|IMP|LIEU DIT|LOTISSEMENT|LOT|MONTEE|PASSAGE|"
    r"PAS|PLACETTE|PLACE|PL|PROMENADE|PROM|QUAI|QUARTIER|ROUTE|RTE|RUELLE|RUE|R|SENTIER|SQUARE|SQ|TRAVERSE|"
    r"VENELLE|VILLAGE|VOIE)\s+"
)


def phone(text: str) -> Namespace | None:
    """Namespace of a French number in any written form; None when it is not reserved.

    >>> phone("+33 6 39 98 12 34"), phone("01.99.00.50.00"), phone("06 12 34 56 78")
    (<Namespace.GENERATOR: 0>, <Namespace.STANDIN: 1>, None)
    """
    digits = _DIGITS.sub("", text)
    for start in ("0033", "33"):
        if digits.startswith(start):
            digits = "0" + digits[len(start) :].lstrip("0")
            break
    if len(digits) != 10 or digits[:6] not in PHONE_PREFIXES:
        return None
    return Namespace(int(digits[6:]) >= PHONE_HALF)


def domain(text: str) -> Namespace | None:
    """Namespace of an e-mail address, URL host or domain; None when it is not reserved."""
    host = text.rsplit("@", 1)[-1].strip().rstrip(".").lower()
    for namespace, roots in DOMAINS.items():
        if any(host == root or host.endswith("." + root) for root in roots):
            return namespace
    return None


def social_security(text: str) -> Namespace | None:
    """Namespace of a NIR; None when its order number or its key could be somebody's."""
    number = nir.parse(text)
    if number is None or number.order != NIR_ORDER:
        return None
    return next((space for space, key in NIR_KEYS.items() if key == number.key), None)


def luhn(digits: str) -> int:
    """Check digit that Luhn's rule puts after ``digits``.

    >>> luhn("7992739871")
    3
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10


def impossible_check(digits: str, namespace: Namespace) -> str:
    """``digits`` followed by a check digit that is wrong in the way of ``namespace``."""
    return f"{digits}{(luhn(digits) + CHECK_STEPS[namespace]) % 10}"


def checked_number(text: str) -> Namespace | None:
    """Namespace of an RPPS (11 digits), FINESS or ADELI (9, department 00); None when it could be real."""
    digits = _DIGITS.sub("", text)
    if len(digits) not in (9, 11) or (len(digits) == 9 and not digits.startswith(IMPOSSIBLE_DEPARTMENT)):
        return None
    step = (int(digits[-1]) - luhn(digits[:-1])) % 10
    return next((space for space, own in CHECK_STEPS.items() if own == step), None)


def iban(text: str) -> Namespace | None:
    """Namespace of a French IBAN; None when its bank or its check digits could be real."""
    compact = "".join(text.split()).upper()
    if not compact.startswith("FR") or len(compact) != 27 or not compact.startswith(IBAN_BANK, 4):
        return None
    return next((space for space, check in IBAN_CHECKS.items() if compact[2:4] == check), None)


def surname(name: str) -> Namespace | None:
    """Namespace of a surname; None when its words belong to both or there is none."""
    words = fold(name).split()
    halves = {_half(word) for word in words if word not in PARTICLES} or {_half(word) for word in words}
    return Namespace(halves.pop()) if len(halves) == 1 else None


def street(name: str) -> Namespace | None:
    """Namespace of a street, with or without its number; None when nothing is left of the name."""
    own = _WAY.sub("", fold(name) + " ").strip()
    return Namespace(_half(own)) if own else None


def _half(folded: str) -> int:
    return blake2b(folded.encode("ascii"), digest_size=1).digest()[0] & 1


def is_generated_phone(text: str) -> bool:
    """Tell whether a phone number belongs to the synthetic leak."""
    return phone(text) is Namespace.GENERATOR


def is_standin_phone(text: str) -> bool:
    """Tell whether a phone number is a stand-in."""
    return phone(text) is Namespace.STANDIN


def is_generated_domain(text: str) -> bool:
    """Tell whether an e-mail address or host belongs to the synthetic leak."""
    return domain(text) is Namespace.GENERATOR


def is_standin_domain(text: str) -> bool:
    """Tell whether an e-mail address or host is a stand-in."""
    return domain(text) is Namespace.STANDIN


def is_generated_nir(text: str) -> bool:
    """Tell whether a social security number belongs to the synthetic leak."""
    return social_security(text) is Namespace.GENERATOR


def is_standin_nir(text: str) -> bool:
    """Tell whether a social security number is a stand-in."""
    return social_security(text) is Namespace.STANDIN


def is_generated_surname(name: str) -> bool:
    """Tell whether a surname is one of the generator's half."""
    return surname(name) is Namespace.GENERATOR


def is_standin_surname(name: str) -> bool:
    """Tell whether a surname is one of the stand-ins' half."""
    return surname(name) is Namespace.STANDIN


def is_generated_street(name: str) -> bool:
    """Tell whether a street is one of the generator's half."""
    return street(name) is Namespace.GENERATOR


def is_standin_street(name: str) -> bool:
    """Tell whether a street is one of the stand-ins' half."""
    return street(name) is Namespace.STANDIN
