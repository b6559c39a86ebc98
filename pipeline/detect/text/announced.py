"""Names after a relative, a profession or a cue: ``sa fille X``, ``IDE X``, ``prévenir X``."""

from __future__ import annotations

from pipeline.detect.text import flags as f
from pipeline.detect.text.lexicon import large_cities
from pipeline.detect.text.people import People
from pipeline.detect.text.slips import misspelt, near_name
from pipeline.detect.text.standing import SHORT, Found, rather_surname, said, said_doctor, span
from pipeline.detect.text.tokens import LOWER
from pipeline.locales.fr.medical import EPONYMS
from pipeline.locales.fr.wording import BY_PHYSICIAN, FIRM_CUES, PHYSICIANS

SKIPPED = frozenset(
    str.split(
        "LE LA L LES A AU AUX DE DU D DES EST NOM USUEL APPELER USAGE MARITAL FAMILLE PATERNEL PATERNELLE MATERNEL "
        "MATERNELLE AINE AINEE CADET CADETTE"
    )
)


def after_cue(people: People, place: int, bits: int) -> Found | None:
    """Names after a relative, a nurse, or a word like ``prévenir``: ``sa fille X``, ``IDE X``, ``voir X``."""
    t = people.t
    start = place + 1
    while start < people.count and t.words[start] in SKIPPED and t.gap(start) in (" ", "'", " : ", ": ", "-"):
        if people.initial(start) or _opens_name(people, start):
            break
        start += 1
    if start >= people.count or t.bits[start] & (f.DOCTOR | f.CIVIL | f.BORN):
        return None
    gap = t.gap(start)
    dotted = "." if t.words[place] in _ABBREVIATED else ""
    if len(gap) > 4 or gap.strip(" :,(-'=" + dotted) or (gap == ", " and not bits & (f.KIN | f.CARE)):
        return None
    end = people.end_of(start, 0.45)
    close = bool(bits & (f.KIN | f.CARE)) or (t.words[place] == "PAR" and place > 0 and t.words[place - 1] in _BY_NURSE)
    firm = close or t.words[place] in FIRM_CUES
    if end == start or people.headed(start) or (t.words[place] == "PAR" and place and t.words[place - 1] in _BY_DRUG):
        return None
    if people.eponym(start) and not (firm and t.bits[start] & f.NAME and t.words[start] in EPONYMS):
        return None
    if not _solid(people, start, end, close, firm):
        return None
    word = "a relative" if bits & f.KIN else "a profession" if bits & f.CARE else "a cue"
    entity = _entity(people, start, end, bits, place)
    return [span(people, start, end, entity, 0.85, f"name after {word}")], end


_ABBREVIATED = frozenset(["INF", "PT", "PTE", "PAT", "REMPL", "SECR", "RAPP", "APP", "IDE", "TUT"])


_BY_NURSE = frozenset(
    str.split("PRELEVE PRELEVEE PRELEVES APPORTE APPORTEE FAIT FAITE DEPOSE DEPOSEE PREL DOMICILE REALISE")
)


_BY_DRUG = frozenset(
    str.split("TTT TT TRAITEMENT TRAITE TRAITEE TRAITES SUBSTITUTION CURE STIMULATION FECONDATION MESURE DOSE DOSAGE")
)


def _opens_name(people: People, start: int) -> bool:
    """Tell whether a particle after a cue belongs to the name: ``: DE X``, ``LE GOFF``."""
    t = people.t
    if not t.bits[start] & f.PARTICLE or people.end_of(start, 0.45) == start:
        return False
    return t.words[start] not in ("DE", "D", "DU", "DES") or bool(t.gap(start).strip(" '"))


def _solid(people: People, start: int, end: int, close: bool, firm: bool) -> bool:
    """Tell whether a name after a cue holds on its own: no typing error, no city, no disease."""
    t = people.t
    if t.bits[start] & (f.CUE | f.KIN) and end - start == 1 and (not t.mixed or t.shape(start) == LOWER):
        return False
    known = any(t.bits[i] & f.NAME and not t.bits[i] & f.COMMON for i in range(start, end))
    if known:
        return close or not (end - start == 1 and t.words[start] in large_cities())
    if end - start == 1 and t.bits[start] & f.FIRST and close:
        return True
    if any(misspelt(t.words[i]) for i in range(start, end)):
        if (close or firm) and t.mixed and t.shape(start) != LOWER and not t.opens(start):
            return True
        return (close or firm) and any(near_name(t.words[i], 4) for i in range(start, end))
    if t.mixed:
        return (t.shape(start) != LOWER and (firm or len(t.text) <= SHORT)) or close
    return t.ends[start] - t.starts[start] > 3


def _entity(people: People, start: int, end: int, cue: int, place: int) -> str:
    """Whose name it is: a physician's after a physician's word, a first name where one stands alone."""
    t = people.t
    word = t.words[place]
    if word in PHYSICIANS or said_doctor(people, end) or _by_physician(people, place, end):
        return "prescriber.name"
    if word in ("PAR", "TOURNEE") or (end < people.count and t.bits[end] & f.CARE and t.gap(end) == " "):
        return "person.name"
    single = end - start == 1 or all(people.linked(i) for i in range(start + 1, end))
    first = t.bits[start] & f.FIRST or (not t.bits[start] and near_name(t.words[start], 4))
    if single and not cue & f.CARE and first and not rather_surname(people, start):
        return "person.first_name"
    return "person.name"


def _by_physician(people: People, place: int, end: int) -> bool:
    """Tell whether the cue is what physicians do (``suivi par X``, ``voir avec X``), and no bracket says otherwise."""
    t = people.t
    before = t.words[place - 1] if place else ""
    acts = t.words[place] in ("PAR", "VOIR", "AVEC") and (before in BY_PHYSICIAN or before == "VOIR")
    return acts and not said(people, end)
