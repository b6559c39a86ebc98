"""What stands around a name and says whose it is: brackets, a profession, a capital amid small letters."""

from __future__ import annotations

from pipeline.detect.text import flags as f
from pipeline.detect.text.lexicon import wordlike
from pipeline.detect.text.people import People
from pipeline.detect.text.slips import misspelt
from pipeline.detect.text.span import Span
from pipeline.detect.text.tokens import LOWER, TITLE, UPPER
from pipeline.locales.fr.wording import PHYSICIANS

Found = tuple[list[Span], int]
"""Spans, and the first word after them."""


SHORT = 400
"""Characters of a note: in one, a surname stands alone more often than in prose."""


def span(people: People, start: int, end: int, entity: str, score: float, rule: str) -> Span:
    """Span of words ``start`` to ``end`` (exclusive), with the dot of a last initial."""
    t = people.t
    stop = t.ends[end - 1]
    start = _with_particles(people, start, end)
    if people.initial(end - 1) and t.plain[stop : stop + 1] == ".":
        stop += 1
    return Span(t.starts[start], stop, entity, score, rule)


def _with_particles(people: People, start: int, end: int) -> int:
    """Take in what is written as one with a surname: ``D'X``, ``L'X``, and ``LE X``, ``DES X`` beside a first name."""
    t = people.t
    if not start or t.bits[start] & f.FIRST:
        return start
    before, gap = t.words[start - 1], t.gap(start)
    alike = not t.mixed or (t.shape(start - 1) == LOWER) == (t.shape(start) == LOWER)
    if gap == "'" and before in ("D", "L") and (alike or len(before) == 1):
        return start - 1
    if gap != " " or not alike or t.bits[start] & (f.WORD | f.BARRED):
        return start
    if before == "LA" and start > 1 and t.words[start - 2] == "DE" and t.gap(start - 1) == " ":
        return start - 2
    return start - 1 if before in ("LE", "DES") and end - start > 1 else start


def rather_surname(people: People, place: int) -> bool:
    """Tell whether a word that is first name and surname is written as surnames are, in capitals."""
    t = people.t
    return bool(t.bits[place] & f.LAST) and t.mixed and t.shape(place) == UPPER


def said_doctor(people: People, end: int) -> bool:
    """Tell whether ``(médecin)`` follows the name."""
    t = people.t
    return end < people.count and t.gap(end).lstrip(".") in (" (", ", ") and t.words[end] in PHYSICIANS | {"MED"}


def nobodys(people: People, place: int) -> bool:
    """Tell whether a word of a note is in no list, is no slip of one, and is written as a name may be."""
    t = people.t
    word = t.words[place]
    bits = t.bits[place]
    if bits & ~(f.NAME | f.RARE | f.CITY | f.PURE) or (bits and not bits & f.RARE) or len(word) < 4:
        return False
    if t.mixed:
        shape = t.shape(place)
        return (shape == TITLE and not t.opens(place)) or (shape != LOWER and not misspelt(word))
    return not misspelt(word) and not wordlike(word)


def said(people: People, end: int) -> bool:
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


def cared(people: People, end: int) -> bool:
    """Tell whether a nurse is named: ``X IDE``, or ``(X)`` after an institution."""
    t = people.t
    return end < people.count and bool(t.bits[end] & f.CARE) and t.gap(end) in (" ", ", ", " (")


def at_work(people: People, place: int) -> bool:
    """Tell whether one of the staff is named by a first name: ``dit à X``, ``appel de la clinique (X)``."""
    t = people.t
    if place > 1 and t.words[place - 1] == "A" and t.words[place - 2] == "DIT":
        return True
    return t.gap(place) == " (" and any(bits & f.PLACE for bits in t.bits[max(0, place - 6) : place])


def stands(people: People, place: int) -> bool:
    """Tell whether a word that opens a note is what the note is about: ``Rose a peur``, ``Iris : ...``."""
    t = people.t
    after = t.plain[t.ends[place] : t.ends[place] + 4]
    return after.startswith((" A ", " EST", " : ", ": ")) or (
        place + 1 < people.count and t.words[place + 1] in ("A", "EST")
    )
