"""Names in running text: where one may start, how far it goes, and whose it is.

A word's likeness to a name follows from the lexicon and from how it is written; a title, a relative's word or
a cue before it lowers the bar. Particles stay with their surname, initials with their name; a disease that
bears somebody's name is nobody.
"""

from __future__ import annotations

from functools import lru_cache

from pipeline.detect.text import flags as f
from pipeline.detect.text.slips import misspelt, near_name
from pipeline.detect.text.tokens import LOWER, TITLE, UPPER, Tokens
from pipeline.locales.fr.medical import EPONYM_HEADS, EPONYMS
from pipeline.locales.fr.names import surnames as surnames_listed
from pipeline.locales.fr.wording import SHORT_FIRST

ALONE = 0.46
"""Likeness that the first word of a name needs where nothing announces it."""
MOST = 6
"""Words of the longest name."""
_JOINTS = frozenset([" ", "-", "--", "'", " - ", "  ", ". ", ".", " -", "- ", ".-", "' "])


@lru_cache(maxsize=4096)
def likeness(bits: int, shape: int, mixed: bool, length: int) -> float:
    """How much a word looks like part of a name, 0 to 1, before any context.

    ``shape`` counts only where the text is ``mixed``: in a text of one case, capitals say nothing.
    """
    if bits & (f.BARRED & ~f.CUE & ~f.KIN) or length < 2:
        return 0.0
    base = _base(bits, length)
    if bits & (f.CUE | f.KIN) and not bits & f.NAME:
        return 0.1 if mixed and shape != LOWER else 0.0
    if not mixed or bits & f.NOTE:
        return base
    if shape == LOWER:
        return base * (0.9 if not bits & f.WORD else 0.35)
    return min(1.0, base + (0.3 if shape == TITLE or length > 3 else 0.1))


def _base(bits: int, length: int) -> float:
    """Likeness by the lexicon alone."""
    word, common = bool(bits & f.WORD), bool(bits & f.COMMON)
    if bits & f.NOTE:
        base = 0.05
    elif bits & f.OWN:
        base = 0.6 if common else 0.95
    elif bits & f.FIRST:
        base = 0.5 if word else 0.95
    elif bits & f.LAST:
        base = (0.3 if common else 0.4) if word else 0.7 if bits & f.RARE else 0.85
    elif word:
        base = 0.05 if common else 0.12
    else:
        base = 0.5 if length > 3 else 0.35
    return min(base, 0.5 if bits & f.FIRST else 0.2) if bits & f.MEDICAL else base


class People:
    """The names of one text."""

    def __init__(self, tokens: Tokens) -> None:
        self.t = tokens
        self.count = len(tokens.words)

    def like(self, place: int) -> float:
        """Likeness of the word at ``place``."""
        t = self.t
        bits = t.bits[place]
        shape = t.shape(place) if t.mixed else UPPER
        return likeness(bits, shape, t.mixed, t.ends[place] - t.starts[place])

    def joined(self, place: int) -> bool:
        """Tell whether the word at ``place`` may continue the name before it."""
        gap = self.t.gap(place)
        if gap not in _JOINTS:
            return False
        if "." in gap:
            before = self.t.ends[place - 1] - self.t.starts[place - 1]
            return before == 1 or (before == 2 and self.t.words[place - 1] in SHORT_FIRST | {"ST"})
        return gap != " - "

    def linked(self, place: int) -> bool:
        """Tell whether a hyphen or an apostrophe ties the word to the one before it."""
        return place > 0 and self.t.gap(place) in ("-", "--", "'", ".-", "' ")

    def initial(self, place: int) -> bool:
        """Tell whether the word is an initial: one letter with a dot, or of a hyphenated first name."""
        t = self.t
        if not t.bits[place] & f.INITIAL:
            return False
        length = t.ends[place] - t.starts[place]
        after = t.plain[t.ends[place] : t.ends[place] + 1]
        if after == "." or (after == "-" and length == 1):
            return not t.mixed or t.shape(place) != LOWER or self._small_initial(place)
        return False

    def _small_initial(self, place: int) -> bool:
        """Tell whether a small letter with a dot stands before a small surname (``b. dumont``)."""
        t = self.t
        if place + 1 >= self.count or t.gap(place + 1) != ". " or t.shape(place + 1) != LOWER:
            return False
        bits = t.bits[place + 1]
        return len(t.words[place + 1]) > 3 and (not bits or bool(bits & f.NAME and not bits & f.WORD))

    def end_of(self, start: int, bar: float) -> int:
        """First word after the name that starts at ``start``, or ``start`` where none does.

        ``bar`` is the likeness that the first word needs; later ones need 0.45, or a tie to the one before.
        """
        place, surnames = start, 0
        while place < self.count and place - start < MOST:
            if place > start and not self.joined(place):
                break
            step = self._step(place, start, bar, surnames)
            if not step:
                break
            last = place + step - 1
            if not self.t.bits[last] & (f.FIRST | f.INITIAL) and not self.linked(last):
                surnames += 1
            place += step
        return place if any(not self.initial(i) for i in range(start, place)) or place - start > 1 else start

    def _step(self, place: int, start: int, bar: float, surnames: int) -> int:
        """How many words from ``place`` on belong to the name: 0 none, 1, or 2 and more after particles."""
        bits = self.t.bits[place]
        if place > start and self.linked(place) and not bits & (f.DOCTOR | f.CIVIL):
            return 1 if self.t.gap(place)[0] == "-" or self.like(place) >= 0.2 or bits & f.WORD else 0
        if bits & f.INITIAL and self.initial(place):
            return 1 if place > start or self._after_initial(place) else 0
        if place > start and self.t.mixed and self._drops(place, start):
            return 0
        if bits & f.PARTICLE:
            named = place > start and not surnames and self.t.bits[place - 1] & (f.FIRST | f.WORD) == f.FIRST
            return self._after_particle(place, bar if place == start else 0.2 if named else 0.45, surnames)
        need = bar if place == start else 0.45
        like = self.like(place)
        if like < need and self._beside(place, start, bar, surnames):
            return 1
        if like < need or (place > start and surnames and not self._second(place)):
            return 0
        return 1

    def _drops(self, place: int, start: int) -> bool:
        """Tell whether small letters follow a name in capitals: no name goes on so, but for its particles."""
        t = self.t
        return t.shape(place) == LOWER and t.shape(start) != LOWER and not t.bits[place] & f.PARTICLE

    def relation(self, place: int) -> bool:
        """Tell whether a hyphen makes a relative of the word: ``belle-soeur``, ``petit-fils``."""
        return place + 1 < self.count and bool(self.t.bits[place + 1] & f.KIN) and self.linked(place + 1)

    def _beside(self, place: int, start: int, bar: float, surnames: int) -> bool:
        """Tell whether a word counts as surname by what stands beside it; after a cue any first name will do."""
        if place > start:
            if surnames:
                return False
            bits, before = self.t.bits[place], self.t.bits[place - 1]
            cued = bar < ALONE and before & f.FIRST and bits & f.LAST and not bits & (f.BARRED | f.NOTE | f.MEDICAL)
            return bool(cued) or self._surname_beside(place, place - 1)
        if place + 1 >= self.count or self.t.bits[place] & f.NOTE or not self.joined(place + 1):
            return False
        return self._surname_beside(place, place + 1)

    def _surname_beside(self, place: int, other: int) -> bool:
        """Tell whether a surname that is also a word stands beside a first name that is none."""
        t = self.t
        bits = t.bits[place]
        month = bits & f.MONTH and bits & f.LAST and not t.plain[t.ends[place] : t.ends[place] + 2].strip().isdigit()
        if (
            not 0 <= other < self.count
            or (bits & (f.BARRED & ~f.CIVIL) and not month)
            or t.ends[place] - t.starts[place] < 3
        ):
            return False
        if t.mixed and (t.shape(place) == LOWER) != (t.shape(other) == LOWER):
            return False
        capitals = t.mixed and other < place and t.shape(place) != LOWER
        if bits & f.MEDICAL and t.words[place] not in EPONYMS and not (capitals and bits & f.LAST):
            return False
        if not bits & f.LAST and not capitals:
            return False
        return self.first(other) or self.initial(other)

    def first(self, place: int) -> bool:
        """Tell whether the word is a frequent first name and no word, or unknown and one letter away from one."""
        if not 0 <= place < self.count:
            return False
        bits = self.t.bits[place]
        return (
            not bits & (f.WORD | f.RARE | f.MEDICAL) if bits & f.FIRST else not bits and near_name(self.t.words[place])
        )

    def _second(self, place: int) -> bool:
        """Tell whether a further word may follow a surname: a first name, another listed name, no typing error."""
        bits = self.t.bits[place]
        if bits & f.NAME:
            return not bits & f.COMMON or bool(bits & f.FIRST) or (self.t.mixed and self.t.shape(place) != LOWER)
        word = self.t.words[place]
        return not bits & f.WORD and (not misspelt(word) or near_name(word))

    def _after_initial(self, place: int) -> bool:
        """Tell whether a name follows the initial(s) at ``place``."""
        after = place + 1
        while after < self.count and self.joined(after) and self.initial(after):
            after += 1
        if after >= self.count or not self.joined(after):
            return False
        if self.t.bits[after] & f.PARTICLE:
            return self._after_particle(after, 0.45, 0) > 0
        return self.like(after) >= 0.25 or bool(self.t.bits[after] & f.LAST and not self.t.bits[after] & f.BARRED)

    def _after_particle(self, place: int, bar: float, surnames: int) -> int:
        """Words from a particle to the surname that it belongs to, or 0; ``le`` before a day is no particle."""
        t = self.t
        after = place + 1
        while after < self.count and t.bits[after] & f.PARTICLE and self.joined(after) and after - place < 3:
            after += 1
        own_like = self.like(place) if t.bits[place] & f.NAME and not t.bits[place] & f.FUNCTION else 0.0
        if after < self.count and self.joined(after):
            if f"{t.words[after - 1]} {t.words[after]}" in surnames_listed() and self._cased(place, after, bar):
                return after - place + 1
            fits = self._fits(place, after, bar)
            if fits and not (surnames and t.words[place] in _WEAK and not self._capital(place, after)):
                return after - place + 1
        return 1 if own_like >= max(bar, 0.45) and not t.bits[place] & f.WORD else 0

    def _fits(self, place: int, after: int, bar: float) -> bool:
        """Tell whether the word after particles carries a surname."""
        t = self.t
        bits = t.bits[after]
        if bits & (f.FUNCTION | f.DOCTOR | f.CIVIL | f.CARE) or t.ends[after] - t.starts[after] < 2:
            return False
        small = not t.mixed or t.shape(after) == LOWER
        if self.relation(after) or (small and bits & (f.CUE | f.KIN)):
            return False
        if t.mixed and t.shape(after) == LOWER and t.shape(place) != LOWER:
            return False
        if t.mixed and t.shape(after) == LOWER:
            return self.like(after) >= (0.6 if bar >= 0.45 else 0.015)
        return self.like(after) >= min(bar, 0.45) or (bar < 0.2 and not bits & f.KIN)

    def _cased(self, place: int, after: int, bar: float) -> bool:
        """Tell whether a particle and its listed surname are written as one, and are no two common words."""
        t = self.t
        doubtful = t.bits[after] & (f.COMMON | f.KIN | f.CUE) and not (t.mixed and t.shape(after) != LOWER)
        if bar >= 0.3 and doubtful and not self.first_beside(place, after):
            return False
        return not t.mixed or (t.shape(place) == LOWER) == (t.shape(after) == LOWER)

    def _capital(self, place: int, after: int) -> bool:
        """Tell whether a particle amid a name has the name's capitals, or its word is no common one."""
        t = self.t
        if t.mixed:
            return t.shape(after) != LOWER and (t.shape(place) != LOWER or t.words[place] in ("DE", "D", "DU", "DES"))
        return bool(t.bits[after] & f.NAME) and not t.bits[after] & f.WORD and not t.bits[after] & f.CITY

    def first_beside(self, start: int, last: int) -> bool:
        """Tell whether a first name or an initial stands right before ``start`` or right after ``last``."""
        sides = ((start - 1, start), (last + 1, last + 1))
        return any(
            0 <= place < self.count and self.joined(gap) and (self.first(place) or self.initial(place))
            for place, gap in sides
        )

    def eponym(self, place: int) -> bool:
        """Tell whether the word alone is a disease's, unless a first name stands beside it."""
        t = self.t
        if not t.bits[place] & f.MEDICAL or t.bits[place] & f.OWN:
            return False
        beside = t.bits[place + 1] if place + 1 < self.count and self.joined(place + 1) else 0
        if t.bits[place] & f.FIRST and beside & f.LAST and not beside & f.COMMON:
            return False
        if t.bits[place] & f.LAST and place + 1 < self.count and self.joined(place + 1) and self.initial(place + 1):
            return False
        return not (beside & f.FIRST and not beside & f.WORD and t.bits[place] & f.LAST)

    def headed(self, place: int) -> bool:
        """Tell whether a noun of disease, sign or score stands before the word."""
        return self.disease(place) and not self.eponym(place)

    def disease(self, place: int) -> bool:
        """Tell whether a noun before the word makes a disease, sign or score of the name."""
        return self.eponym(place) or self.after_disease(place)

    def after_disease(self, place: int) -> bool:
        """Tell whether such a noun stands before the word, whatever the word is."""
        t, i = self.t, place - 1
        while i >= 0 and i >= place - 3 and t.words[i] in ("DE", "D", "DU", "DES", "A", "LA", "L", "LE", "SELON"):
            i -= 1
        return i >= 0 and (t.words[i] in EPONYM_HEADS or (i < place - 1 and t.words[i].startswith("SYNDROM")))


_WEAK = frozenset(["LE", "LA", "LES", "A", "D", "DE", "DU", "DES", "L", "AL", "EL", "TER", "MC", "O"])
