"""Where names start, from left to right."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.detect.text import flags as f
from pipeline.detect.text.alone import alone
from pipeline.detect.text.announced import SKIPPED, after_cue
from pipeline.detect.text.people import People
from pipeline.detect.text.slips import meant
from pipeline.detect.text.span import Span
from pipeline.detect.text.standing import Found
from pipeline.detect.text.titled import after_title, born, child
from pipeline.locales.fr.wording import CHILDREN


def named(people: People) -> Iterator[Span]:
    """Yield the names of a text, from left to right, each with its role."""
    t, done, after_doctor = people.t, 0, False
    for place, own in enumerate(t.bits):
        if place < done or (own and (not own & _LOOKED_AT or (own & _DULL and _nothing(people, place, own)))):
            continue
        found = _found(people, place, own or meant(t.words[place]), done)
        if found is not None:
            spans, end = found
            if after_doctor and t.gap(place) == " : " and place == done:
                spans = [span._replace(entity="prescriber.name") for span in spans]
            done, after_doctor = end, spans[-1].entity == "prescriber.name"
            yield from spans


_LOOKED_AT = f.STARTS | f.PARTICLE | f.INITIAL


_DULL = f.FUNCTION | f.CUE
"""What starts a name only with the right word after it."""


def _nothing(people: People, place: int, own: int) -> bool:
    """Tell at small cost that a word of grammar starts no name, and that a cue announces none, by the next word."""
    t = people.t
    if own & f.STRONG:
        if own & (f.NAME | _OTHERS):
            return False
        following = t.bits[place + 1] if place + 1 < people.count else f.WORD
        return (
            bool(following) and not following & _AFTER_CUE and t.words[min(place + 1, people.count - 1)] not in SKIPPED
        )
    if own & f.INITIAL and t.plain[t.ends[place] : t.ends[place] + 1] in (".", "-"):
        return False
    following = t.bits[place + 1] if place + 1 < people.count else f.FUNCTION
    return bool(following) and not following & (f.PURE | f.OWN | f.PARTICLE | f.LAST)


_AFTER_CUE = f.NAME | f.PARTICLE | f.INITIAL | f.STRONG
"""What the word after a cue needs one of, where it is known at all."""
_OTHERS = f.STRONG & ~f.CUE


def _found(people: People, place: int, bits: int, done: int) -> Found | None:
    """The name that starts at a word, or after it where it announces one."""
    t = people.t
    found = None
    if bits & f.STRONG or t.words[place] in CHILDREN:
        if bits & f.DOCTOR:
            found = after_title(people, place, "prescriber.name")
        elif bits & f.CIVIL:
            found = after_title(people, place, "person.name")
        elif bits & f.BORN or (t.words[place] == "FILLE" and place and t.words[place - 1] == "JEUNE"):
            found = born(people, place, done)
        elif bits & f.STRONG:
            found = after_cue(people, place, bits)
        else:
            found = child(people, place)
    if found is None and _may_start(people, place):
        return alone(people, place)
    return found


def _may_start(people: People, place: int) -> bool:
    """Tell at small cost whether a name may start here: most words that are also surnames are just words."""
    t = people.t
    bits = t.bits[place]
    if not bits:
        return t.ends[place] - t.starts[place] > 2 and not people.relation(place)
    if not bits & (f.NAME | f.PARTICLE):
        return bool(bits & f.INITIAL) and people.initial(place) and not people.relation(place)
    if bits & f.WORD and not bits & (f.FIRST | f.OWN | f.INITIAL):
        following = t.bits[place + 1] if place + 1 < people.count else f.FUNCTION
        return (
            not following
            or bool(following & (f.FIRST | f.INITIAL | f.PARTICLE))
            or bool(following & f.LAST and not following & f.WORD)
        ) and not people.relation(place)
    return not people.relation(place)
