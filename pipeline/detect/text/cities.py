"""Communes in running text: the longest name of the official list, after a word of place, or by where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pipeline.detect.text import flags as f
from pipeline.detect.text.lexicon import large_cities
from pipeline.detect.text.span import Span
from pipeline.detect.text.tokens import LOWER, UPPER, Tokens
from pipeline.locales.fr.geography import commune_names

_LOCATIVE = frozenset(["A", "DE", "D", "SUR", "VERS", "AU", "AUX"])


LONGEST_CITY = 7


@cache
def _starts() -> dict[str, int]:
    """First word, or first two, of a commune's name -> words of the longest name that starts so."""
    longest: dict[str, int] = {}
    for name in commune_names():
        words = name.split()
        for start in {words[0]} if len(words) == 1 else {" ".join(words[:2])}:
            longest[start] = max(longest.get(start, 0), len(words))
    return longest


_SPELLED = {"ST": "SAINT", "STE": "SAINTE", "S": "SUR", "SS": "SOUS"}


def city_end(tokens: Tokens, place: int) -> int:
    """First word after the longest commune's name that starts at ``place``; ``place`` where there is none."""
    words, starts = tokens.words, _starts()
    name = _SPELLED.get(words[place], words[place])
    best = place + 1 if name in starts else place
    if place + 1 >= len(words):
        return best
    name = f"{name} {_SPELLED.get(words[place + 1], words[place + 1])}"
    most = starts.get(name, 0)
    if not most:
        return best
    names = commune_names()
    for i in range(place + 1, min(place + most, len(words))):
        if tokens.gap(i) not in (" ", "-", "'", "- ", " - "):
            break
        if i > place + 1:
            name = f"{name} {_SPELLED.get(words[i], words[i])}"
        if name in names:
            best = i + 1
    return best


def with_article(tokens: Tokens, place: int) -> int:
    """Place of the article that belongs to a commune's name (``Le Havre``), or the word's own."""
    if (
        place
        and tokens.bits[place - 1] & f.FUNCTION
        and f"{tokens.words[place - 1]} {tokens.words[place]}" in _starts()
    ):
        return place - 1
    return place


def capitals_on(tokens: Tokens, stop: int) -> int:
    """Lengthen a commune by words that hyphens tie to it (``Saint-X-de-Y`` with a typing error)."""
    while stop < len(tokens.words) and tokens.gap(stop) == "-":
        stop += 1
    return stop


def capitals(tokens: Tokens, place: int) -> int:
    """End of a run of words that could be a commune no list holds: not of grammar, capitals where they count."""
    start = place
    while place < len(tokens.words) and place - start < 5:
        bits = tokens.bits[place]
        gap = tokens.gap(place)
        if place > start and gap not in (" ", "-", "'"):
            break
        tied = place > start and gap == "-"
        if not tied and tokens.mixed and tokens.shape(place) == LOWER:
            break
        barred = bits & (f.FUNCTION | f.CUE | f.KIN | f.CIVIL | f.DOCTOR) and not bits & f.PARTICLE
        if not tied and (barred or (bits & f.COMMON and place > start)):
            break
        place += 1
    return place


def city_after(tokens: Tokens, place: int) -> Iterator[Span]:
    """A commune after a word of place: ``habite à X``, ``cabinet de X``, ``domicile : X``."""
    after, moved = place + 1, 0
    while (
        after < len(tokens.words)
        and tokens.words[after] in (_LOCATIVE | {"LE"})
        and moved < 2
        and tokens.gap(after) in (" ", "'", " : ")
    ):
        if city_end(tokens, after) - after > 1:
            break
        after, moved = after + 1, moved + 1
    if after >= len(tokens.words) or tokens.gap(after).strip(" :('"):
        return
    stop = city_end(tokens, after)
    if stop == after:
        stop = _joined_capitals(tokens, after, moved)
    bits = tokens.bits[after]
    if stop == after or (
        stop - after == 1
        and (bits & f.FUNCTION or (bits & f.COMMON and not (tokens.mixed and tokens.shape(after) != LOWER)))
    ):
        return
    if not moved and tokens.plain[tokens.ends[place] : tokens.starts[after]] == " " and not tokens.mixed:
        return
    stop = capitals_on(tokens, stop)
    yield Span(tokens.starts[after], tokens.ends[stop - 1], "address.city", 0.87, "commune after a word of place")
    if (
        stop + 1 < len(tokens.words)
        and tokens.words[stop] in ("A", "ET")
        and (end := city_end(tokens, stop + 1)) > stop + 1
    ):
        yield Span(
            tokens.starts[stop + 1], tokens.ends[end - 1], "address.city", 0.8, "second commune after a word of place"
        )


def city_itself(tokens: Tokens, place: int) -> Iterator[Span]:
    """A commune that nothing else could be: of several words, after ``à``, in brackets, or after a name and a comma."""
    stop = city_end(tokens, place)
    if stop == place or (tokens.mixed and tokens.shape(place) == LOWER):
        return
    words, bits = stop - place, tokens.bits[place]
    before = tokens.gap(place)
    length = tokens.ends[stop - 1] - tokens.starts[place]
    several = words > 2 or (
        words > 1
        and length > 8
        and (bits & f.PARTICLE or "-" in tokens.plain[tokens.starts[place] : tokens.ends[stop - 1]])
    )
    if several and not (words == 2 and tokens.bits[place] & f.FIRST and not tokens.bits[place] & f.PARTICLE):
        yield Span(tokens.starts[place], tokens.ends[stop - 1], "address.city", 0.83, "commune of several words")
        return
    comma = before == ", " and place > 1 and _ends_clause(tokens, stop)
    if comma and length > 4 and not bits & f.BARRED and _surely(tokens, place, words):
        yield Span(tokens.starts[place], tokens.ends[stop - 1], "address.city", 0.81, "commune after a comma")
        return
    if bits & (f.COMMON | f.FUNCTION | f.MEDICAL | f.BARRED) or length < 4:
        return
    closes = tokens.plain[tokens.ends[stop - 1] : tokens.ends[stop - 1] + 1] == ")"
    after_a = place > 0 and tokens.words[place - 1] == "A" and before == " "
    named = bool(bits & f.FIRST) and not bits & f.RARE and tokens.words[place] not in large_cities()
    if (after_a and not named) or (before.endswith("(") and closes) or (comma and not named):
        score = 0.82 if before.endswith("(") or after_a else 0.81
        yield Span(
            tokens.starts[place], tokens.ends[stop - 1], "address.city", score, "commune by its place in the text"
        )


def _surely(tokens: Tokens, place: int, words: int) -> bool:
    """Tell whether a commune that is also a word is the commune: of two words, large, or in capitals amid others."""
    if words > 1:
        return not tokens.bits[place] & f.FIRST
    return tokens.words[place] in large_cities() or (tokens.mixed and tokens.shape(place) == UPPER)


def _ends_clause(tokens: Tokens, stop: int) -> bool:
    """Tell whether nothing of the clause follows the word before ``stop``."""
    after = tokens.plain[tokens.ends[stop - 1] : tokens.ends[stop - 1] + 2]
    return not after.strip() or after[0] in ".,;/)" or after in (" -", " /", " +")


def _joined_capitals(tokens: Tokens, place: int, moved: int) -> int:
    """A hyphenated name with a capital after a locative is a commune, listed or mistyped."""
    stop = place + 1
    while stop < len(tokens.words) and tokens.gap(stop) == "-":
        stop += 1
    return stop if moved and stop - place > 1 and not tokens.bits[place] & f.FIRST else place
