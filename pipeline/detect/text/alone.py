"""Names that nothing announces: a first name beside a surname, a word that nothing knows."""

from __future__ import annotations

from pipeline.detect.text import flags as f
from pipeline.detect.text.lexicon import large_cities, wordlike
from pipeline.detect.text.people import ALONE, People
from pipeline.detect.text.slips import misspelt, near_name
from pipeline.detect.text.standing import (
    SHORT,
    Found,
    at_work,
    cared,
    nobodys,
    rather_surname,
    said,
    said_doctor,
    span,
    stands,
)
from pipeline.detect.text.subject import acts
from pipeline.detect.text.tokens import LOWER, TITLE, UPPER
from pipeline.locales.fr.names import surnames


def alone(people: People, place: int) -> Found | None:
    """A name that nothing announces: a first name and a surname side by side, or one that is no other word."""
    t = people.t
    if not _may_open(people, place):
        return None
    end = people.end_of(place, ALONE)
    if end == place:
        return None
    if said(people, end) and not t.bits[place] & f.MEDICAL:
        return _told_after(people, place, end)
    if end - place == 1:
        return _one_word(people, place)
    if any(people.initial(i) for i in range(place, end)):
        return _initialled(people, place, end)
    if all(nobodys(people, i) for i in range(place, end)) and (len(t.text) <= SHORT or _foreign(people, place, end)):
        entity = "prescriber.name" if said_doctor(people, end) else "person.name"
        return [span(people, place, end, entity, 0.55, "words side by side that nothing knows")], end
    return _side_by_side(people, place, end)


def _foreign(people: People, place: int, end: int) -> bool:
    """Tell whether two words of prose that nothing knows are a name: both with capitals, and no endings of words."""
    t = people.t
    if not t.mixed or end - place != 2 or t.shape(place) == t.shape(place + 1) == UPPER:
        return False
    return not any(t.shape(i) == LOWER or wordlike(t.words[i]) or misspelt(t.words[i]) for i in range(place, end))


def _may_open(people: People, place: int) -> bool:
    """Tell whether a name may start here: no disease, no slip of a word, no article before a common word."""
    t = people.t
    if people.disease(place) or (not t.bits[place] and misspelt(t.words[place]) and not _beside_name(people, place)):
        return False
    return t.words[place] not in _NO_START or people.initial(place) or _listed_particle(people, place)


def _side_by_side(people: People, place: int, end: int) -> Found | None:
    """Several words, some of them names: one at least must be a name and nothing else, or have its capital."""
    t = people.t
    inside = range(place, end)
    first = [i for i in inside if t.bits[i] & f.FIRST or people.first(i)]
    sure = any(
        (t.bits[i] & f.NAME and not t.bits[i] & f.WORD and people.like(i) >= 0.6)
        or people.first(i)
        or (first and nobodys(people, i))
        for i in inside
    )
    capitals = t.mixed and t.shape(place) != LOWER and t.shape(end - 1) != LOWER
    if not sure and not (first and capitals):
        return None
    if not first and (not _two_surnames(people, place, end) or any(t.bits[i] & f.MEDICAL for i in inside)):
        return None
    linked = all(people.linked(i) for i in range(place + 1, end)) and not cared(people, end)
    entity = "person.first_name" if linked and len(first) == end - place else "person.name"
    if said_doctor(people, end):
        entity = "prescriber.name"
    return [span(people, place, end, entity, 0.8, "first name and surname side by side")], end


def _beside_name(people: People, place: int) -> bool:
    """Tell whether a word with a typing error is part of a name: a name or an initial stands beside it."""
    t = people.t
    after = place + 1
    if stands(people, place) or said(people, after) or at_work(people, place):
        return near_name(t.words[place])
    if after >= people.count or not people.joined(after):
        return False
    if people.initial(after):
        return True
    bits = t.bits[after]
    if bits & f.LAST and not bits & (f.BARRED | f.NOTE | f.MEDICAL) and near_name(t.words[place]):
        return True
    if not bits & f.NAME or bits & (f.COMMON | f.NOTE):
        return False
    return near_name(t.words[place]) or (t.mixed and t.shape(place) != LOWER and t.shape(after) != LOWER)


def _told_after(people: People, place: int, end: int) -> Found:
    """A name that brackets after it explain."""
    t = people.t
    single = all(people.linked(i) for i in range(place + 1, end)) and t.bits[place] & f.FIRST
    if said_doctor(people, end):
        entity = "prescriber.name"
    elif single and not t.bits[end] & f.CARE and not rather_surname(people, place):
        entity = "person.first_name"
    else:
        entity = "person.name"
    return [span(people, place, end, entity, 0.85, "name before brackets that say who it is")], end


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
    entity = "prescriber.name" if said_doctor(people, end) else "person.name"
    return [span(people, place, end, entity, 0.8, "name with an initial")], end


_NO_START = frozenset(str.split("D DE DU DES LE LA LES L A AL TER DO DOS LO ST STE SAINT SAINTE MC"))


def _listed_particle(people: People, place: int) -> bool:
    """Tell whether a particle opens a listed surname (``LE GALL``), written as one."""
    t = people.t
    if place + 1 >= people.count or not people.joined(place + 1):
        return False
    if t.mixed and (t.shape(place) == LOWER or t.shape(place + 1) == LOWER):
        return False
    if _listed(people, place) and people.first_beside(place, place + 1):
        return True
    if t.words[place] in ("LE", "DE", "LA", "DU", "DES") and (t.opens(place) or t.gap(place) in (", ", " (")):
        bits = t.bits[place + 1]
        name = nobodys(people, place + 1) or bool(bits & f.LAST and not bits & (f.WORD | f.CITY | f.MEDICAL))
        return name and (not t.mixed or t.shape(place) == UPPER or not t.opens(place))
    return _listed(people, place) and not t.bits[place + 1] & f.COMMON


def _listed(people: People, place: int) -> bool:
    """Tell whether a particle and the word after it are a surname of the list."""
    return f"{people.t.words[place]} {people.t.words[place + 1]}" in surnames()


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
    found = _subject(people, place) or _first_name_and_word(people, place)
    if found is None and _may_be_lone(people, place):
        found = _first_name(people, place) or _surname(people, place)
    if found is None:
        return None
    entity, score, rule = found
    return [span(people, place, place + 1, entity, score, rule)], place + 1


Told = tuple[str, float, str]
"""Entity, score, rule."""


def _subject(people: People, place: int) -> Told | None:
    """A capital word that does what only persons do: a surname, or what no list holds."""
    t = people.t
    bits = t.bits[place]
    if not t.mixed or t.shape(place) == LOWER or len(t.words[place]) < 4 or not acts(people, place + 1):
        return None
    if bits & (f.BARRED | f.MEDICAL | f.NOTE | f.COMMON | f.FIRST | f.PLACE) or people.disease(place):
        return None
    if not bits & f.LAST and (bits or misspelt(t.words[place])):
        return None
    if bits & f.WORD and (t.shape(place) == TITLE or t.opens(place)):
        return None
    return "person.name", 0.5, "surname of somebody who acts"


def _first_name_and_word(people: People, place: int) -> Told | None:
    """A first name that is also a word, with its capital inside a note (``la petite Iris``)."""
    t = people.t
    bits = t.bits[place]
    if bits & (f.FIRST | f.WORD) != f.FIRST | f.WORD or bits & (f.BARRED | f.MEDICAL | f.NOTE) or len(t.text) > SHORT:
        return None
    tied = people.linked(place) or (place + 1 < people.count and people.linked(place + 1))
    if tied or not t.mixed or t.shape(place) != TITLE or (t.opens(place) and not stands(people, place)):
        return None
    return "person.first_name", 0.5, "first name with its capital"


def _may_be_lone(people: People, place: int) -> bool:
    """Tell whether a word alone can be a name at all: no word of French, no city, no small letters amid capitals."""
    t = people.t
    bits, word = t.bits[place], t.words[place]
    small = t.mixed and t.shape(place) == LOWER
    if bits & (f.WORD | f.FUNCTION | f.MEDICAL) or len(word) < 3 or small:
        own = bits & f.OWN and t.mixed and not small and not t.opens(place)
        if not own:
            return False
    return word not in large_cities() and not people.disease(place)


def _first_name(people: People, place: int) -> Told | None:
    """A frequent first name, or a word of a note one letter away from one."""
    t = people.t
    bits, word = t.bits[place], t.words[place]
    if bits & f.FIRST and people.like(place) >= 0.85 and not bits & f.RARE:
        named = cared(people, place + 1) or rather_surname(people, place) or at_work(people, place)
        return "person.name" if named else "person.first_name", 0.6, "first name"
    if bits or len(t.text) > SHORT or len(word) < 5 or not near_name(word):
        return None
    if at_work(people, place):
        return "person.name", 0.45, "first name with a typing error, of one of the staff"
    plain = t.mixed and t.shape(place) == TITLE and not misspelt(word)
    return ("person.first_name", 0.4, "first name with a typing error") if plain or stands(people, place) else None


def _surname(people: People, place: int) -> Told | None:
    """A surname of the file, a frequent one in a note, or a word of a note that nothing knows."""
    t = people.t
    bits, short = t.bits[place], len(t.text) <= SHORT
    if bits & f.OWN or (bits & f.LAST and short and not bits & f.RARE and len(t.words[place]) > 3):
        return "person.name", 0.5, "surname"
    pure = bits & (f.LAST | f.PURE) == f.LAST | f.PURE and not bits & (f.RARE | f.CITY | f.MEDICAL)
    if pure and _capital(people, place):
        return "person.name", 0.42, "surname with its capital in a sentence"
    if short and nobodys(people, place) and not people.linked(place) and _fits_alone(people, place):
        return "person.name", 0.4, "word that nothing knows"
    return None


def _capital(people: People, place: int) -> bool:
    """Tell whether a word has a capital that no sentence gave to it, or is in capitals as surnames are in French."""
    t = people.t
    if not t.mixed or t.shape(place) == LOWER or len(t.words[place]) < 4:
        return False
    return not t.opens(place) or (t.shape(place) == UPPER and len(t.words[place]) > 4)


def _fits_alone(people: People, place: int) -> bool:
    """Tell whether an unknown word stands as a name does: with its capital amid small letters, or long enough."""
    t = people.t
    length = t.ends[place] - t.starts[place]
    if t.mixed:
        return (t.shape(place) == TITLE and (not t.opens(place) or stands(people, place))) or length > 5
    return length > 5 or stands(people, place)
