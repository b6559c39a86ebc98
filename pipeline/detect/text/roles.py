"""Where names start, and whose they are: a physician's, a relative's, a birth name, somebody's first name."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.detect.text import flags as f
from pipeline.detect.text.lexicon import large_cities, wordlike
from pipeline.detect.text.slips import meant, misspelt, near_name
from pipeline.detect.text.people import ALONE, People
from pipeline.detect.text.span import Span
from pipeline.detect.text.tokens import LOWER, TITLE, UPPER
from pipeline.locales.fr.medical import EPONYMS
from pipeline.locales.fr.names import surnames
from pipeline.locales.fr.wording import BY_PHYSICIAN, CHILDREN, FIRM_CUES, PHYSICIANS

Found = tuple[list[Span], int]
"""Spans, and the first word after them."""
SHORT = 400
"""Characters of a note: in one, a surname stands alone more often than in prose."""
_SKIPPED = frozenset(
    str.split(
        "LE LA L LES A AU AUX DE DU D DES EST NOM USUEL APPELER USAGE MARITAL FAMILLE PATERNEL PATERNELLE MATERNEL MATERNELLE AINE AINEE CADET CADETTE"
    )
)
_BIRTH_GAPS = frozenset(["NOM", "DE", "JEUNE", "FILLE", "NAISSANCE", "NAISS", "D"])


def named(people: People) -> Iterator[Span]:
    """Yield the names of a text, from left to right, each with its role."""
    t, done, after_doctor = people.t, 0, False
    for place, own in enumerate(t.bits):
        if place < done or (own and not own & _LOOKED_AT) or _grammar(people, place, own):
            continue
        found = _found(people, place, own or meant(t.words[place]), done)
        if found is not None:
            spans, end = found
            if after_doctor and t.gap(place) == " : " and place == done:
                spans = [span._replace(entity="prescriber.name") for span in spans]
            done, after_doctor = end, spans[-1].entity == "prescriber.name"
            yield from spans


_LOOKED_AT = f.STARTS | f.PARTICLE | f.INITIAL


def _grammar(people: People, place: int, own: int) -> bool:
    """Tell at small cost that a word of grammar starts no name: ``de``, ``le``, ``à`` before a word."""
    if not own & f.FUNCTION or own & f.STRONG:
        return False
    t = people.t
    if own & f.INITIAL and t.plain[t.ends[place] : t.ends[place] + 1] in (".", "-"):
        return False
    following = t.bits[place + 1] if place + 1 < people.count else f.FUNCTION
    return bool(following) and not following & (f.PURE | f.OWN | f.PARTICLE | f.LAST)


def _found(people: People, place: int, bits: int, done: int) -> Found | None:
    """The name that starts at a word, or after it where it announces one."""
    t = people.t
    found = None
    if bits & f.STRONG or t.words[place] in CHILDREN:
        if bits & f.DOCTOR:
            found = _after_title(people, place, "prescriber.name")
        elif bits & f.CIVIL:
            found = _after_title(people, place, "person.name")
        elif bits & f.BORN or (t.words[place] == "FILLE" and place and t.words[place - 1] == "JEUNE"):
            found = _born(people, place, done)
        elif bits & f.STRONG:
            found = _after_cue(people, place, bits)
        else:
            found = _child(people, place)
    if found is None and _may_start(people, place):
        return _alone(people, place)
    return found


def _may_start(people: People, place: int) -> bool:
    """Tell at small cost whether a name may start here: most words that are also surnames are just words."""
    t = people.t
    bits = t.bits[place]
    if people.relation(place):
        return False
    if not bits:
        return t.ends[place] - t.starts[place] > 2
    if not bits & (f.NAME | f.PARTICLE):
        return people.initial(place)
    if bits & f.WORD and not bits & (f.FIRST | f.OWN | f.INITIAL):
        following = t.bits[place + 1] if place + 1 < people.count else f.FUNCTION
        return (
            not following
            or bool(following & (f.FIRST | f.INITIAL | f.PARTICLE))
            or bool(following & f.LAST and not following & f.WORD)
        )
    return True


def _span(people: People, start: int, end: int, entity: str, score: float, rule: str) -> Span:
    """Span of words ``start`` to ``end`` (exclusive), with the dot of a last initial."""
    t = people.t
    stop = t.ends[end - 1]
    if people.initial(end - 1) and t.plain[stop : stop + 1] == ".":
        stop += 1
    return Span(t.starts[start], stop, entity, score, rule)


def _after_title(people: People, place: int, entity: str) -> Found | None:
    """``Dr X``, ``Mme X née Y``, ``Drs X et Y``: whatever follows a title and is no grammar is a name."""
    t = people.t
    if t.words[place] in ("M", "ME", "MM", "PR") and not _is_title(people, place):
        return None
    start = place + 1
    while start + 1 < people.count and t.bits[start] & (f.DOCTOR | f.CIVIL) and t.gap(start) in (" ", ". ", "/", "."):
        if t.gap(start + 1) not in (" ", ". ", "."):
            break
        entity = "prescriber.name" if t.bits[start] & f.DOCTOR else entity
        start += 1
    if start < people.count and t.words[start] == "ET" and start + 1 < people.count and t.bits[start + 1] & f.CIVIL:
        start += 2
    if start >= people.count or t.gap(start).strip(" .:") or len(t.gap(start)) > 3:
        return None
    end = people.end_of(start, 0.04)
    if end == start and _title_decides(people, start):
        end = start + 1
    if end == start:
        return None
    first = start
    if t.words[start - 1] == "M" and t.gap(start) == ". " and end - start == 1:
        first = start - 1
    spans = [_span(people, first, end, entity, 0.95, f"name after a title ({entity})")]
    while end + 1 < people.count and t.words[end] == "ET" and t.words[place].endswith(("S", "MM")):
        more = people.end_of(end + 1, 0.04)
        if more == end + 1 and _title_decides(people, more):
            more += 1
        if more == end + 1:
            break
        spans.append(_span(people, end + 1, more, entity, 0.9, "second name after a title for several"))
        end = more
    return spans, end


def _title_decides(people: People, start: int) -> bool:
    """Tell whether a title makes a name even of a month, a relative's word or grammar with a capital."""
    t = people.t
    bits, long = t.bits[start], len(t.words[start]) > 3
    if t.mixed:
        return t.shape(start) != LOWER and long
    closes = t.plain[t.ends[start] : t.ends[start] + 1] in ("", ".", ",", ")", ";")
    return long and bool(bits & f.LAST) and (bool(bits & f.MONTH) or (closes and bool(bits & (f.STRONG | f.MONTH))))


def _is_title(people: People, place: int) -> bool:
    """Tell a title from the letter or abbreviation that it also is."""
    t = people.t
    if place + 1 >= people.count:
        return False
    after = place + 1
    while after + 1 < people.count and t.bits[after] & f.PARTICLE and t.gap(after + 1) in (" ", "'"):
        after += 1
    following = people.like(after)
    if t.words[place] == "PR":
        if t.mixed and t.shape(place) == TITLE and t.shape(after) != LOWER:
            return True
        if place and t.words[place - 1] in ("AU", "DU", "LE", "AUX", "PAR", "AVEC", "CHEZ", "DES", "LES"):
            return following >= 0.1
        if place and t.bits[place - 1] & f.CUE:
            return following >= 0.1 and not _possessive(people, place + 1)
        if t.mixed and t.shape(place) == LOWER or not t.mixed:
            return following >= 0.45 and not t.bits[place + 1] & f.COMMON and not _possessive(people, place + 1)
        return following >= 0.3
    dotted = t.plain[t.ends[place] : t.ends[place] + 1] == "."
    if t.mixed and t.shape(place) == LOWER:
        return dotted and following >= 0.45
    if t.mixed:
        return t.shape(after) != LOWER or following >= 0.6
    return following >= 0.3


def _possessive(people: People, place: int) -> bool:
    return people.t.words[place] in ("SA", "SON", "LE", "LA", "LES", "UN", "UNE")


def _born(people: People, place: int, done: int) -> Found | None:
    """``née X``, ``NJF X``, ``nom de naissance : X``; after a name it is a part of who that is."""
    t = people.t
    start = place + 1
    if start >= people.count or len(t.gap(start)) > 4 or t.gap(start).strip(" :.()/-,"):
        return None
    firm = t.words[place] not in ("NE", "NEE", "NES", "NEES") or not t.mixed
    end = people.end_of(start, 0.3 if firm else 0.45)
    if end == start or (t.bits[start] & f.CITY and t.words[place] in ("NE", "NEE") and not t.bits[start] & f.LAST):
        return None
    follows = place > 0 and done == place and t.words[place] != "NAISSANCE"
    entity = "person.name" if follows else "person.birth_name"
    return [_span(people, start, end, entity, 0.9, "name after a word of birth")], end


def _child(people: People, place: int) -> Found | None:
    """``le petit X``, ``la petite X``: a first name, even one that is also a word."""
    t = people.t
    after = place + 1
    if after >= people.count or t.gap(after) != " " or not t.bits[after] & f.FIRST or t.bits[after] & f.MEDICAL:
        return None
    if not place or t.words[place - 1] not in ("LE", "LA", "DU", "AU", "DE"):
        return None
    end = after + 1
    while end < people.count and people.linked(end):
        end += 1
    if end < people.count and people.joined(end) and people.like(end) >= 0.8:
        return None
    return [_span(people, after, end, "person.first_name", 0.82, "first name of a child")], end


def _after_cue(people: People, place: int, bits: int) -> Found | None:
    """Names after a relative, a nurse, or a word like ``prévenir``: ``sa fille X``, ``IDE X``, ``voir X``."""
    t = people.t
    start = place + 1
    while start < people.count and t.words[start] in _SKIPPED and t.gap(start) in (" ", "'", " : ", ": ", "-"):
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
    return [_span(people, start, end, entity, 0.85, f"name after {word}")], end


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
    known = any(t.bits[i] & f.NAME and not t.bits[i] & f.COMMON for i in range(start, end))
    if known:
        return close or not (end - start == 1 and t.words[start] in large_cities())
    if end - start == 1 and t.bits[start] & f.FIRST and close:
        return True
    if any(misspelt(t.words[i]) for i in range(start, end)):
        if (close or firm) and t.mixed and t.shape(start) != LOWER and not t.opens(start):
            return True
        return (close or firm) and any(near_name(t.words[i]) for i in range(start, end))
    if t.mixed:
        return (t.shape(start) != LOWER and (firm or len(t.text) <= SHORT)) or close
    return t.ends[start] - t.starts[start] > 3


def _entity(people: People, start: int, end: int, cue: int, place: int) -> str:
    """Whose name it is: a physician's after a physician's word, a first name where one stands alone."""
    t = people.t
    word = t.words[place]
    if word in PHYSICIANS or _said_doctor(people, end) or _by_physician(people, place, end):
        return "prescriber.name"
    if word in ("PAR", "TOURNEE") or (end < people.count and t.bits[end] & f.CARE and t.gap(end) == " "):
        return "person.name"
    single = end - start == 1 or all(people.linked(i) for i in range(start + 1, end))
    if single and not cue & f.CARE and t.bits[start] & f.FIRST and not _rather_surname(people, start):
        return "person.first_name"
    return "person.name"


def _by_physician(people: People, place: int, end: int) -> bool:
    """Tell whether the cue is what physicians do (``suivi par X``, ``voir avec X``), and no bracket says otherwise."""
    t = people.t
    before = t.words[place - 1] if place else ""
    acts = t.words[place] in ("PAR", "VOIR", "AVEC") and (before in BY_PHYSICIAN or before == "VOIR")
    return acts and not _said(people, end)


def _rather_surname(people: People, place: int) -> bool:
    """Tell whether a word that is first name and surname is written as surnames are: in capitals, amid small letters."""
    t = people.t
    return bool(t.bits[place] & f.LAST) and t.mixed and t.shape(place) == UPPER


def _said_doctor(people: People, end: int) -> bool:
    """Tell whether ``(médecin)`` follows the name."""
    t = people.t
    return end < people.count and t.gap(end).lstrip(".") in (" (", ", ") and t.words[end] in PHYSICIANS | {"MED"}


def _alone(people: People, place: int) -> Found | None:
    """A name that nothing announces: a first name and a surname side by side, or one that is no other word."""
    t = people.t
    if people.disease(place) or (not t.bits[place] and misspelt(t.words[place]) and not _beside_name(people, place)):
        return None
    if t.words[place] in _NO_START and not people.initial(place) and not _listed_particle(people, place):
        return None
    end = people.end_of(place, ALONE)
    if end == place:
        return None
    if _said(people, end) and not t.bits[place] & f.MEDICAL:
        return _told_after(people, place, end)
    first = [i for i in range(place, end) if t.bits[i] & f.FIRST]
    if end - place > 1 and any(people.initial(i) for i in range(place, end)):
        return _initialled(people, place, end)
    sure = [i for i in range(place, end) if t.bits[i] & f.NAME and not t.bits[i] & f.WORD and people.like(i) >= 0.6]
    if end - place == 1:
        return _one_word(people, place)
    if end - place > 1 and len(t.text) <= SHORT and all(_nobodys(people, i) for i in range(place, end)):
        entity = "prescriber.name" if _said_doctor(people, end) else "person.name"
        return [_span(people, place, end, entity, 0.55, "words side by side that nothing knows")], end
    if not sure and not (first and t.mixed and t.shape(place) != LOWER and t.shape(end - 1) != LOWER):
        return None
    if not first and not _two_surnames(people, place, end):
        return None
    if any(t.bits[i] & f.MEDICAL for i in range(place, end)) and not first:
        return None
    linked = all(people.linked(i) for i in range(place + 1, end)) and not _cared(people, place, end)
    entity = "person.first_name" if linked and len(first) == end - place else "person.name"
    if _said_doctor(people, end):
        entity = "prescriber.name"
    return [_span(people, place, end, entity, 0.8, "first name and surname side by side")], end


def _nobodys(people: People, place: int) -> bool:
    """Tell whether a word of a note is in no list, is no slip of one, and is written as a name may be."""
    t = people.t
    word = t.words[place]
    bits = t.bits[place]
    if bits & ~(f.NAME | f.RARE | f.CITY | f.PURE) or (bits and not bits & f.RARE) or len(word) < 4:
        return False
    if t.mixed:
        shape = t.shape(place)
        return shape == TITLE and not t.opens(place) or (shape != LOWER and not misspelt(word))
    return not misspelt(word) and not wordlike(word)


def _beside_name(people: People, place: int) -> bool:
    """Tell whether a word with a typing error is part of a name: a name or an initial stands beside it."""
    t = people.t
    after = place + 1
    if _stands(people, place) or _said(people, after):
        return near_name(t.words[place])
    if after >= people.count or not people.joined(after):
        return False
    if people.initial(after):
        return True
    if not t.bits[after] & f.NAME or t.bits[after] & (f.COMMON | f.NOTE):
        return False
    return near_name(t.words[place]) or (t.mixed and t.shape(place) != LOWER and t.shape(after) != LOWER)


def _said(people: People, end: int) -> bool:
    """Tell whether brackets after a name say who it is: ``X (fille)``, ``X (médecin)``, ``X (IDE)``."""
    t = people.t
    if end >= people.count or t.gap(end).lstrip(".") != " (":
        return False
    return bool(t.bits[end] & (f.KIN | f.CARE)) or t.words[end] in PHYSICIANS | {
        "MED",
        "BELLE",
        "BEAU",
        "PETIT",
        "PETITE",
        "AIDE",
    }


def _told_after(people: People, place: int, end: int) -> Found:
    """A name that brackets after it explain."""
    t = people.t
    if _said_doctor(people, end):
        entity = "prescriber.name"
    elif (
        end - place == 1 and t.bits[place] & f.FIRST and not t.bits[end] & f.CARE and not _rather_surname(people, place)
    ):
        entity = "person.first_name"
    else:
        entity = "person.name"
    return [_span(people, place, end, entity, 0.85, "name before brackets that say who it is")], end


def _initialled(people: People, place: int, end: int) -> Found | None:
    """An initial beside a word that is no mistyped one."""
    t = people.t
    words = [i for i in range(place, end) if not people.initial(i) and not t.bits[i] & f.PARTICLE]
    likely = [i for i in words if t.bits[i] & f.NAME or (not t.bits[i] and len(t.words[i]) > 2)]
    if not likely or any(t.bits[i] & (f.NOTE | f.MEDICAL) and not t.bits[i] & f.LAST for i in words):
        return None
    if (
        people.initial(end - 1)
        and not people.initial(place)
        and not any(people.like(i) >= 0.6 for i in likely)
        and t.mixed
    ):
        return None
    entity = "prescriber.name" if _said_doctor(people, end) else "person.name"
    return [_span(people, place, end, entity, 0.8, "name with an initial")], end


_NO_START = frozenset(str.split("D DE DU DES LE LA LES L A AL TER DO DOS LO ST STE SAINT SAINTE MC"))


def _listed_particle(people: People, place: int) -> bool:
    """Tell whether a particle opens a listed surname (``LE GALL``), written as one."""
    t = people.t
    if place + 1 >= people.count or not people.joined(place + 1):
        return False
    if t.mixed and (t.shape(place) == LOWER or t.shape(place + 1) == LOWER):
        return False
    if t.words[place] in ("LE", "DE", "LA", "DU", "DES") and (t.opens(place) or t.gap(place) in (", ", " (")):
        bits = t.bits[place + 1]
        name = _nobodys(people, place + 1) or bool(bits & f.LAST and not bits & (f.WORD | f.CITY | f.MEDICAL))
        return name and (not t.mixed or t.shape(place) == UPPER or not t.opens(place))
    return f"{t.words[place]} {t.words[place + 1]}" in surnames() and not t.bits[place + 1] & f.COMMON


def _cared(people: People, place: int, end: int) -> bool:
    """Tell whether a nurse is named: ``X IDE``, or ``(X)`` after an institution."""
    t = people.t
    return end < people.count and bool(t.bits[end] & f.CARE) and t.gap(end) in (" ", ", ", " (")


def _at_work(people: People, place: int) -> bool:
    """Tell whether one of the staff is named by a first name: ``dit à X``, ``appel de la clinique (X)``."""
    t = people.t
    if place > 1 and t.words[place - 1] == "A" and t.words[place - 2] == "DIT":
        return True
    return t.gap(place) == " (" and any(bits & f.PLACE for bits in t.bits[max(0, place - 6) : place])


def _two_surnames(people: People, place: int, end: int) -> bool:
    """Tell whether words without a first name are a name: with an initial, or listed surnames of a short note."""
    t = people.t
    words = [i for i in range(place, end) if not people.initial(i)]
    if len(words) < end - place:
        return any(people.like(i) >= 0.5 and not misspelt(t.words[i]) for i in words)
    if len(t.text) > SHORT or (t.mixed and t.shape(place) == LOWER):
        return False
    listed = [i for i in words if t.bits[i] & f.LAST and not t.bits[i] & (f.WORD | f.RARE)]
    return bool(listed) and not any(t.words[i] in large_cities() or t.bits[i] & f.WORD for i in words)


def _one_word(people: People, place: int) -> Found | None:
    """One word alone: a first name, or a surname that is nothing else, in a note and with its capital."""
    t = people.t
    bits, word, like = t.bits[place], t.words[place], people.like(place)
    short = len(t.text) <= SHORT
    if bits & f.FIRST and bits & f.WORD and not bits & (f.BARRED | f.MEDICAL | f.NOTE) and short:
        tied = people.linked(place) or (place + 1 < people.count and people.linked(place + 1))
        if not tied and t.mixed and t.shape(place) == TITLE and (not t.opens(place) or _stands(people, place)):
            return [_span(people, place, place + 1, "person.first_name", 0.5, "first name with its capital")], place + 1
    if bits & (f.WORD | f.FUNCTION | f.MEDICAL) or len(word) < 3 or (t.mixed and t.shape(place) == LOWER):
        if not (bits & f.OWN and t.mixed and t.shape(place) != LOWER and not t.opens(place)):
            return None
    if word in large_cities() or people.disease(place):
        return None
    if bits & f.FIRST and like >= 0.85 and not bits & f.RARE:
        cared = _cared(people, place, place + 1) or _rather_surname(people, place) or _at_work(people, place)
        entity = "person.name" if cared else "person.first_name"
        return [_span(people, place, place + 1, entity, 0.6, "first name")], place + 1
    if short and _nobodys(people, place) and not people.linked(place) and _fits_alone(people, place):
        return [_span(people, place, place + 1, "person.name", 0.4, "word that nothing knows")], place + 1
    if bits & f.OWN or (bits & f.LAST and short and not bits & f.RARE and len(word) > 3):
        if not t.mixed or t.shape(place) != LOWER:
            return [_span(people, place, place + 1, "person.name", 0.5, "surname")], place + 1
    plain = t.mixed and t.shape(place) == TITLE and not misspelt(word)
    if not bits and short and len(word) > 4 and near_name(word) and (plain or _stands(people, place)):
        return [_span(people, place, place + 1, "person.first_name", 0.4, "first name with a typing error")], place + 1
    return None


def _stands(people: People, place: int) -> bool:
    """Tell whether a word that opens a note is what the note is about: ``Rose a peur``, ``Iris : ...``."""
    t = people.t
    after = t.plain[t.ends[place] : t.ends[place] + 4]
    return after.startswith((" A ", " EST", " : ", ": ")) or (
        place + 1 < people.count and t.words[place + 1] in ("A", "EST")
    )


def _fits_alone(people: People, place: int) -> bool:
    """Tell whether an unknown word stands as a name does: with its capital amid small letters, or long enough."""
    t = people.t
    length = t.ends[place] - t.starts[place]
    if t.mixed:
        return (t.shape(place) == TITLE and (not t.opens(place) or _stands(people, place))) or length > 5
    return length > 5 or _stands(people, place)
