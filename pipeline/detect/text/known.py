"""Record-linked search: the record's own values in its own text, in any order, case or form, one edit away.

What a record says of its person in other columns is the surest thing to find in its comment, and the worst to
leave there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.detect.text import flags as f
from pipeline.detect.text.edits import one_edit
from pipeline.detect.text.span import Span
from pipeline.detect.text.tokens import LOWER, Tokens, fold
from pipeline.locales.fr import headers
from pipeline.locales.fr.wording import CIVILITIES, DOCTORS, PARTICLES

_NAMES = {
    "person.name": "person.name",
    "person.birth_name": "person.birth_name",
    "person.first_name": "person.first_name",
    "prescriber.name": "prescriber.name",
}
_NUMBERS = frozenset(
    str.split("fr.nir phone fr.rpps fr.adeli fr.finess record.number patient.number insurer.member iban")
)
_VERBATIM = frozenset(["email", "credential.login", "credential.password", "url", "ip"])
_UNSEARCHED = frozenset(
    str.split(
        "person.sex blood_group text.free laboratory laboratory.code insurer address.postcode prescriber.postcode"
    )
)
_NO_NAMES = PARTICLES | DOCTORS | CIVILITIES
_WORD = re.compile(r"[A-Z]+")
_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})|(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})")


@lru_cache(maxsize=512)
def entity_of(column: str) -> str | None:
    """The entity that a column's header names, or None."""
    from pipeline.detect.catalogue import recognisers

    words = headers.words(column)
    scored = [(recogniser.header_strength(words), recogniser.ENTITY) for recogniser in recognisers()]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= 0.5 else None


@dataclass
class Own:
    """One record's values, made ready for searching: words of names, digits of numbers, strings, dates, streets."""

    names: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    strings: dict[str, str] = field(default_factory=dict)
    phrases: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    births: set[str] = field(default_factory=set)


def prepare(known: Mapping[str, object]) -> Own:
    """Make a record's values ready; empty ones, and those that identify nobody, are left out."""
    own = Own()
    for column, value in known.items():
        cell = str(value).strip() if value is not None else ""
        entity = entity_of(column)
        if len(cell) < 2 or entity in _UNSEARCHED:
            continue
        _add(own, entity, cell)
    return own


def _add(own: Own, entity: str | None, cell: str) -> None:
    folded = fold(cell)
    if entity in _NAMES:
        for word in _WORD.findall(folded):
            if len(word) > 1 and word not in _NO_NAMES:
                own.names.setdefault(word, _NAMES[entity])
    elif entity in _NUMBERS or (entity is None and sum(c.isdigit() for c in cell) >= 6):
        _add_number(own, entity or "patient.number", re.sub(r"[^0-9]", "", cell))
    elif entity in _VERBATIM and len(cell) >= 4:
        own.strings[folded] = entity
    elif entity == "person.birth_date":
        own.births |= _forms(cell)
    elif entity in ("address.street", "address.city"):
        words = tuple(word for word in _WORD.findall(folded) if len(word) > 1)
        words = words[1:] if entity == "address.street" and len(words) > 1 else words
        if sum(map(len, words)) >= 4:
            own.phrases.append((words, entity))


def _add_number(own: Own, entity: str, digits: str) -> None:
    """Keep a number's digits; of a phone's the last nine, whatever its prefix."""
    kept = digits[-9:] if entity == "phone" else digits
    if len(kept) >= 5:
        own.numbers[kept] = entity


def _forms(cell: str) -> set[str]:
    """Digits of a birth date in the orders that people glue them in."""
    match = _DAY.search(cell)
    packed = re.fullmatch(r"(\d{2})(\d{2})(\d{4})", cell)
    if match is None and packed is None:
        return set()
    parts = match or packed
    assert parts is not None
    day, month, year = (parts[1], parts[2], parts[3]) if parts[1] else (parts[6], parts[5], parts[4])
    day, month = day.zfill(2), month.zfill(2)
    return {day + month + year, year + month + day, day + month + year[2:]}


def find(tokens: Tokens, own: Own) -> Iterator[Span]:
    """Yield the places of a record's own values in its text."""
    if own.names:
        yield from _names(tokens, own.names)
    if own.phrases:
        yield from _phrases(tokens, own.phrases)
    for string, entity in own.strings.items():
        start = tokens.plain.find(string)
        while start >= 0:
            yield Span(start, start + len(string), entity, 0.99, "the record's own value")
            start = tokens.plain.find(string, start + 1)
    if own.numbers or own.births:
        yield from _numbers(tokens.plain, own)


def _names(tokens: Tokens, names: Mapping[str, str]) -> Iterator[Span]:
    """Runs of own words, with particles and initials between them."""
    places = {
        i: entity
        for i, word in enumerate(tokens.words)
        if (entity := _own_word(tokens, i, word, names)) and not _glued(tokens, i)
    }
    done = -1
    for start in sorted(places):
        if start <= done:
            continue
        end = start
        while end + 1 < len(tokens.words) and tokens.gap(end + 1) in (" ", "-", "'", ". "):
            step = 1 if end + 1 in places else 2 if end + 2 in places and tokens.words[end + 1] in PARTICLES else 0
            if not step:
                break
            end += step
        first = start
        while (
            first
            and tokens.bits[first - 1] & f.PARTICLE
            and tokens.gap(first) in (" ", "'")
            and _carries(tokens, first)
        ):
            first -= 1
        done = end
        if start == end and not _lone(tokens, start):
            continue
        kinds = {places[i] for i in range(start, end + 1) if i in places}
        entity = _one_kind(kinds)
        yield Span(tokens.starts[first], tokens.ends[end], entity, 0.97, "the record's own name")


def _glued(tokens: Tokens, place: int) -> bool:
    """Tell whether a word is a part of a login or an address: digits, dots or signs are glued to it."""
    plain, start, end = tokens.plain, tokens.starts[place], tokens.ends[place]
    before, after = plain[start - 1 : start], plain[end : end + 2]
    return (
        before in _GLUE
        or (before == "." and start > 1 and plain[start - 2].isalnum())
        or (after[:1] in _GLUE or (after[:1] == "." and after[1:].isalnum()))
    )


_GLUE = frozenset("@0123456789_")


def _carries(tokens: Tokens, place: int) -> bool:
    """Tell whether the particle before an own word is written like the name's own."""
    return (
        tokens.mixed
        and tokens.shape(place - 1) != LOWER
        and tokens.words[place - 1] not in ("A", "L", "D")
        and not tokens.opens(place - 1)
    )


def _one_kind(kinds: set[str]) -> str:
    """What a run of own words is: a physician's only where all are; a name where a surname is among them."""
    if len(kinds) == 1:
        return next(iter(kinds))
    return "person.name" if kinds - {"prescriber.name"} else "prescriber.name"


def _own_word(tokens: Tokens, place: int, word: str, names: Mapping[str, str]) -> str | None:
    """Entity of a word that is one of the record's, or one edit away from one that is long enough."""
    found = names.get(word)
    if found is not None:
        return found
    if len(word) < 4 or tokens.bits[place] & (f.FUNCTION | f.COMMON | f.CUE | f.KIN | f.CARE | f.CIVIL | f.DOCTOR):
        return None
    for own, entity in names.items():
        if len(own) > 4 and one_edit(word, own):
            return entity
    return None


def _lone(tokens: Tokens, place: int) -> bool:
    """Tell whether a single own word is the name and not the word that it also is."""
    bits = tokens.bits[place]
    if bits & f.FUNCTION:
        return False
    if not bits & (f.WORD | f.MEDICAL):
        return True
    return not tokens.mixed or tokens.shape(place) != LOWER


def _phrases(tokens: Tokens, phrases: list[tuple[tuple[str, ...], str]]) -> Iterator[Span]:
    words = tokens.words
    for phrase, entity in phrases:
        size = len(phrase)
        for place in range(len(words) - size + 1):
            if words[place] == phrase[0] and tuple(words[place : place + size]) == phrase:
                lone = size == 1 and tokens.bits[place] & f.COMMON
                if not lone:
                    yield Span(
                        tokens.starts[place], tokens.ends[place + size - 1], entity, 0.84, "the record's own address"
                    )


def _numbers(plain: str, own: Own) -> Iterator[Span]:
    """Own numbers, whatever stands between their digits."""
    places = [i for i, c in enumerate(plain) if "0" <= c <= "9"]
    if len(places) < 5:
        return
    digits = "".join(plain[i] for i in places)
    for number, entity in [*own.numbers.items(), *((form, "person.birth_date") for form in own.births)]:
        start = digits.find(number)
        while start >= 0:
            first, last = places[start], places[start + len(number) - 1]
            tight = last - first < 2 * len(number) + 4
            alone = (
                not (plain[first - 1 : first].isdigit() or plain[last + 1 : last + 2].isdigit()) or entity == "phone"
            )
            if tight and alone:
                yield Span(
                    _prefix(plain, first) if entity == "phone" else first,
                    last + 1,
                    entity,
                    0.98,
                    "the record's own number",
                )
            start = digits.find(number, start + 1)


_PHONE_PREFIX = re.compile(r"(?:\b33[ .\-]?|(?:\+|00)[ ]?\d{2,3}[ .\-]{0,2}(?:\(0\)[ ]?)?|\(?0\)?[ .\-]?)$")


def _prefix(plain: str, start: int) -> int:
    """Start of a phone number, with its zero or its country."""
    match = _PHONE_PREFIX.search(plain, max(0, start - 12), start)
    return match.start() if match else start
