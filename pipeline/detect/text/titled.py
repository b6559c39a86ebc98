"""Names after a title, a word of birth, or ``le petit``."""

from __future__ import annotations

from pipeline.detect.text import flags as f
from pipeline.detect.text.people import People
from pipeline.detect.text.standing import Found, span
from pipeline.detect.text.tokens import LOWER, TITLE


def after_title(people: People, place: int, entity: str) -> Found | None:
    """``Dr X``, ``Mme X née Y``, ``Drs X et Y``: whatever follows a title and is no grammar is a name."""
    t = people.t
    if t.words[place] in ("M", "ME", "MM", "PR") and not _is_title(people, place):
        return None
    start = _after_titles(people, place)
    if start >= people.count or t.gap(start).strip(" .:") or len(t.gap(start)) > 3:
        return None
    if any(t.bits[i] & f.DOCTOR for i in range(place, start)):
        entity = "prescriber.name"
    end = _name_end(people, start)
    if end == start:
        return None
    surname = end - start == 1 or (end - start == 2 and t.gap(end - 1) == " " and bool(t.bits[start] & f.PARTICLE))
    initial = t.words[start - 1] == "M" and t.gap(start) == ". " and surname
    first = start - 1 if initial else start
    spans = [span(people, first, end, entity, 0.95, "name after a title")]
    while end + 1 < people.count and t.words[end] == "ET" and t.words[place].endswith(("S", "MM")):
        more = _name_end(people, end + 1)
        if more == end + 1:
            break
        spans.append(span(people, end + 1, more, entity, 0.9, "second name after a title for several"))
        end = more
    return spans, end


def _after_titles(people: People, place: int) -> int:
    """First word after one title or several: ``Pr Dr``, ``M. et Mme``."""
    t = people.t
    start = place + 1
    while start + 1 < people.count and t.bits[start] & (f.DOCTOR | f.CIVIL) and t.gap(start) in (" ", ". ", "/", "."):
        if t.gap(start + 1) not in (" ", ". ", "."):
            break
        start += 1
    if start + 1 < people.count and t.words[start] == "ET" and t.bits[start + 1] & f.CIVIL:
        start += 2
    return start


def _name_end(people: People, start: int) -> int:
    """First word after the name at ``start``, which a title announced."""
    end = people.end_of(start, 0.04)
    if end > start or not _title_decides(people, start):
        return end
    end = start + 1
    return end + 1 if end < people.count and people.joined(end) and people.initial(end) else end


def _title_decides(people: People, start: int) -> bool:
    """Tell whether a title makes a name even of a month, a relative's word or grammar with a capital."""
    t = people.t
    bits, long = t.bits[start], len(t.words[start]) > 3
    if t.mixed:
        return t.shape(start) != LOWER and (long or bool(bits & f.LAST))
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
        if (t.mixed and t.shape(place) == LOWER) or not t.mixed:
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


def born(people: People, place: int, done: int) -> Found | None:
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
    return [span(people, start, end, entity, 0.9, "name after a word of birth")], end


def child(people: People, place: int) -> Found | None:
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
    return [span(people, after, end, "person.first_name", 0.82, "first name of a child")], end
