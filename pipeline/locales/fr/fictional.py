"""The synthetic twin's own portion of the values that nobody can own (`pipeline.locales.fr.reserved`).

Everything lies in the stand-ins' namespace, in a part of it from which no stand-in of a record is ever drawn, so that
a value tells by itself whether it belongs to the generator, to a `newsroom` release, or to a twin.

=============  ============================================================================
value          the twin's
=============  ============================================================================
phone          last four digits 5000 to 5999; stand-ins begin at 6000
domain         below ``jumeau.test`` and ``jumeau.invalid``
NIR            order 000, key 99, and a commune of birth from 990 on; stand-ins end at 989
RPPS           begins with 99, and its check digit is wrong
FINESS, ADELI  begins with 009, and its check digit is wrong
IBAN           ``FR99 0000 0999 99``; stand-ins never have this branch
surname        coined, and ends as no surname of any list does; of the stand-ins' half
street         its name is such a surname
=============  ============================================================================
"""

from __future__ import annotations

from functools import cache

from pipeline.locales.fr import names, nir, reserved
from pipeline.locales.fr.reserved import Namespace

PHONE_START, PHONE_END = 5000, 6000
NIR_COMMUNE = 990
DOMAIN_ROOTS = ("jumeau.test", "jumeau.invalid")
RPPS_START, FINESS_START = "99", "009"
IBAN_BRANCH = "99999"

ENDS = ("AUVEX", "OUXIND", "INQUAZ", "ARVOMZ", "OMBRIX", "ALDUX", "UNZOR", "EPLOX")
"""How coined surnames end; no name of the lists does."""

_BEGINNINGS = str.split(
    "BREL TAV MORV GARL CHAND PELT SORB VIND FOLM LUST DRAG NERB JOLV RIMB CASTR BOUVR HALT MERC QUIND TRESS ARB "
    "BERD CLAV DOUR ESTR FRAM GLAS HURB LORM MANDR NAUD ORB PLOUM RACL SAVR TOLB VERDR BASQU CORV DELM"
)
_MIDDLES = ("", "AND", "EL", "IR", "OUR", "AM", "OL", "ESS")


@cache
def surnames() -> tuple[str, ...]:
    """Coined surnames in capitals, in a stable order: none of a list, all of the stand-ins' half."""
    known = names.surnames() | names.first_names()
    made = sorted({a + b + c for a in _BEGINNINGS for b in _MIDDLES for c in ENDS})
    return tuple(name for name in made if name not in known and reserved.is_standin_surname(name))


def is_surname(name: str) -> bool:
    """Tell whether a surname is the twin's.

    >>> is_surname("BRELAUVEX"), is_surname("Le Goff")
    (True, False)
    """
    return reserved.is_standin_surname(name) and names.fold(name).endswith(ENDS)


def is_street(name: str) -> bool:
    """Tell whether a street is the twin's.

    >>> is_street("12 rue Bouvraldux"), is_street("12 rue des Lilas")
    (True, False)
    """
    return reserved.is_standin_street(name) and names.fold(name).endswith(ENDS)


def is_phone(text: str) -> bool:
    """Tell whether a phone number is the twin's."""
    digits = "".join(sign for sign in text if sign.isdigit())
    return reserved.is_standin_phone(text) and PHONE_START <= int(digits[-4:]) < PHONE_END


def is_domain(text: str) -> bool:
    """Tell whether an e-mail address or a host is the twin's."""
    host = text.rsplit("@", 1)[-1].strip().rstrip(".").lower()
    return reserved.is_standin_domain(text) and any(host == root or host.endswith("." + root) for root in DOMAIN_ROOTS)


def is_nir(text: str) -> bool:
    """Tell whether a social security number is the twin's."""
    number = nir.parse(text)
    return reserved.is_standin_nir(text) and number is not None and int(number.commune) >= NIR_COMMUNE


def is_checked_number(text: str) -> bool:
    """Tell whether an RPPS, FINESS or ADELI is the twin's."""
    start = RPPS_START if len(text) == 11 else FINESS_START
    return reserved.checked_number(text) is Namespace.STANDIN and text.startswith(start)


def is_iban(text: str) -> bool:
    """Tell whether an IBAN is the twin's."""
    compact = "".join(text.split()).upper()
    return reserved.iban(text) is Namespace.STANDIN and compact.startswith(IBAN_BRANCH, 9)
