"""What a redaction that fails closed takes besides the findings: whatever no safe vocabulary vouches for.

Safe are French words, words of medicine, shorthand and measures. A name that no rule found is in none of these, unless
it is also a word; so a word that is also a name goes where it stands beside a name, after a title or a relative, or
with its capital amid small letters, and what stands after the word for a password goes whatever it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.detect.text import flags as f
from pipeline.detect.text.accounts import after_account
from pipeline.detect.text.lexicon import shared
from pipeline.detect.text.people import People
from pipeline.detect.text.slips import meant, misspelt
from pipeline.detect.text.span import NAMES, Span
from pipeline.detect.text.tokens import LOWER, TITLE, Tokens
from pipeline.locales.fr.medical import is_medical

RESIDUE = "residue"
"""Entity of what is redacted because nothing says that it is safe."""
_NUMBER = re.compile(r"\d[\d .\-/]{3,}\d")
_LETTER_RUN = re.compile(r"\S*[@\\_]\S*|\b[^\W\d_]{4,}\d{2,}\w*")
_MEASURE = re.compile(r"\d{1,3}(?:[ .,]\d{1,3}){0,2}(?:/\d{1,3})?(?: ?-? ?\d{1,3})?")
CLOSE = frozenset([" ", "-", "--", "---", "'", " - ", "  ", ". ", ".", "- ", " -", "' ", ".-", ""])
"""What stands between the words of one name."""


def residue(text: str, found: Sequence[Span]) -> list[Span]:
    """Words and numbers outside ``found`` that are in no safe vocabulary, or where a name or a password may stand."""
    tokens = Tokens(text, shared().__getitem__)
    tokens.place()
    covered = bytearray(len(text))
    for span in found:
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    left = list(_words(People(tokens), covered, found))
    for match in _NUMBER.finditer(text):
        if not any(covered[match.start() : match.end()]) and _MEASURE.fullmatch(match[0].strip()) is None:
            left.append(Span(*match.span(), RESIDUE, 0.1, "long number"))
    left += (Span(*match.span(), RESIDUE, 0.1, "joined by a sign") for match in _LETTER_RUN.finditer(text))
    left += (Span(start, end, RESIDUE, 0.1, "after a word of accounts") for start, end in after_account(tokens))
    return left


def _words(people: People, covered: bytearray, found: Sequence[Span]) -> Iterator[Span]:
    """Words that nothing vouches for, and those beside a name that might be more of it."""
    t = people.t
    named = bytearray(len(covered))
    for span in found:
        if span.entity in NAMES:
            named[span.start : span.end] = b"\1" * (span.end - span.start)
    taken = {i for i in range(people.count) if not covered[t.starts[i]] and not _safe(people, i)}
    names = taken | {i for i in range(people.count) if named[t.starts[i]]}
    for step in (1, -1):
        for place in sorted(names, reverse=step < 0):
            beside = place + step
            while 0 <= beside < people.count and not covered[t.starts[beside]] and _more(people, beside, step):
                taken.add(beside)
                beside += step
    for place in sorted(taken):
        end = t.ends[place]
        dotted = end - t.starts[place] < 3 and t.plain[end : end + 1] == "."
        yield Span(t.starts[place], end + dotted, RESIDUE, 0.1, "word in no safe vocabulary, or beside a name")


def _more(people: People, place: int, step: int) -> bool:
    """Tell whether a word may be more of the name that ends before it (``step`` 1) or starts after it (-1)."""
    t = people.t
    if t.gap(place if step > 0 else place + 1) not in CLOSE:
        return False
    bits = t.bits[place]
    if people.initial(place):
        return True
    if step < 0 and bits & f.PARTICLE:
        small = t.mixed and t.shape(place) == LOWER and t.shape(place + 1) != LOWER
        return t.words[place] not in ("A", "AU") and not (small and t.gap(place + 1) != "'")
    if bits & f.PARTICLE and step > 0 and place + 1 < people.count and t.gap(place + 1) in CLOSE:
        after = t.bits[place + 1]
        return not after & (f.FUNCTION | f.NOTE | f.STRONG) and bool(after & f.NAME or not after)
    return bool(bits & f.NAME) and not bits & (f.FUNCTION | f.STRONG)


def _safe(people: People, place: int) -> bool:
    """Tell whether a word may stay: no name without its context, and no word that nothing knows."""
    t = people.t
    bits, word = t.bits[place], t.words[place]
    if _announced(people, place) or _initialled(people, place):
        return False
    capital = t.mixed and t.shape(place) == TITLE and not t.opens(place)
    if len(word) < 3 or bits & (f.FUNCTION | f.STRONG | f.MONTH | f.WAY | f.PLACE | f.ACCOUNT):
        return True
    if bits & f.MEDICAL or is_medical(word):
        return not bits & f.FIRST or people.after_disease(place)
    if bits & f.NAME and not bits & f.NOTE:
        return bool(bits & f.COMMON) and not bits & f.FIRST and not capital
    if bits & (f.WORD | f.NOTE):
        return not capital
    return _slip(people, place, t.mixed and t.shape(place) != LOWER)


def _announced(people: People, place: int) -> bool:
    """Tell whether a title or a relative's word stands before a word that might be a name."""
    t = people.t
    before = place - 1
    while before > 0 and t.words[before] in _BETWEEN and t.gap(before).strip(" '") == "":
        before -= 1
    if before < 0 or not t.bits[before] & f.STRONG or not _close(t, place) or len(t.words[place]) < 2:
        return False
    cue, bits = t.bits[before], t.bits[place]
    if cue & (f.CIVIL | f.DOCTOR) and before == place - 1:
        if t.words[before] in ("M", "ME", "PR"):
            return bool(bits & f.NAME or not bits) and not bits & f.FUNCTION
        return not bits & (f.FUNCTION | f.STRONG) or (bool(bits & f.LAST) and _closes(t, place))
    if bits & (f.FUNCTION | f.STRONG | f.MEDICAL):
        return False
    return not bits or bool(cue & (f.KIN | f.CARE | f.BORN) and bits & f.NAME)


_BETWEEN = frozenset(str.split("LE LA L DE DU D USUEL USAGE PATERNEL PATERNELLE MATERNEL MATERNELLE EST"))
"""Words between a cue and its name."""


def _close(t: Tokens, place: int) -> bool:
    """Tell whether nothing but a space or a light sign stands before the word."""
    gap = t.gap(place)
    return not gap.strip(" .:(,'") and "\n" not in gap


def _closes(t: Tokens, place: int) -> bool:
    """Tell whether the word ends its clause, or brackets follow it."""
    after = t.plain[t.ends[place] : t.ends[place] + 2]
    return not after.strip() or after[0] in ".,;)" or after == " ("


def _initialled(people: People, place: int) -> bool:
    """Tell whether an initial with its dot is the word, or stands on either side of it."""
    t = people.t
    if t.bits[place] & f.STRONG:
        return False
    if people.initial(place):
        after = place + 1 < people.count and t.gap(place + 1) == ". " and len(t.words[place + 1]) > 1
        return (after and not t.bits[place + 1] & (f.STRONG | f.PLACE) and not t.opens(place + 1)) or place > 0
    before = place > 0 and people.initial(place - 1) and t.gap(place) == ". "
    following = place + 1 < people.count and people.initial(place + 1) and t.gap(place + 1) == " "
    name = not t.bits[place] & f.FUNCTION or bool(t.bits[place] & (f.MONTH | f.LAST))
    return (before or following) and name and len(t.words[place]) > 2


def _slip(people: People, place: int, capital: bool) -> bool:
    """Tell whether an unknown word is a cue or a long word with one wrong letter, and no first name with one."""
    word = people.t.words[place]
    if capital or len(word) < 6 or people.first(place):
        return False
    return bool(meant(word)) or misspelt(word)
