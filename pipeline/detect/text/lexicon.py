"""The words that there are: every name, every French word and every cue, each with what it may be."""

from __future__ import annotations

from collections.abc import Mapping
from collections import Counter
from functools import cache, lru_cache
from math import log
from pathlib import Path

import polars as pl

import pipeline.locales.fr
from pipeline.detect.text import flags as f
from pipeline.locales.fr import wording
from pipeline.locales.fr.geography import commune_names, communes
from pipeline.locales.fr.health_drugs import DRUGS
from pipeline.locales.fr.medical import EPONYMS, TERMS, is_medical
from pipeline.locales.fr.names import first_name_counts, fold, surname_counts

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
EVERYDAY = 60
"""Commonness (see `_words`) from which a word is an everyday one: about three in a million."""
SELDOM = 40
"""Commonness under which a word is a name rather, where many people bear it."""
MANY = 100
"""Bearers of a surname that outweigh a seldom word."""
WORDLIKE = 1.0
"""Logarithm of the odds, of an ending, from which an unknown word is rather a word."""
FEW = 60
"""Bearers under which a name is rare."""
BIRTHS_PER_USE = 20
"""Births for each use in subtitles that make a first name of a word ("Jean" and no "Rose")."""
LARGE = 20_000
"""Inhabitants of a city whose name alone is rather the city."""


@cache
def _words() -> pl.DataFrame:
    """French words: ``word`` (folded), ``commonness``: 40 times the logarithm of its uses in subtitles by 50."""
    return pl.read_parquet(Path(pipeline.locales.fr.__file__).parent / "data" / "words.parquet")


@cache
def lexicon() -> dict[str, int]:
    """Every known word, folded -> its bits of `pipeline.detect.text.flags`."""
    known = _vocabulary()
    _names(known)
    for words, bit in _CUES:
        for word in words:
            known[word] = known.get(word, 0) | bit
    for word in wording.NOTES:
        known[word] = known.get(word, 0) & ~f.FIRST | f.NOTE | f.WORD | f.COMMON
    for word in TERMS | EPONYMS | {drug.upper() for drug in DRUGS}:
        known[word] = known.get(word, 0) | f.MEDICAL
    for name in commune_names():
        first = name.split()[0]
        known[first] = known.get(first, 0) | f.CITY
    for word in ("ST", "STE"):
        known[word] = known.get(word, 0) | f.CITY
    for word in wording.AMBIGUOUS_FIRST:
        known[word] = known.get(word, 0) | f.FIRST | f.WORD
    for word in ("MARIE", "ANNE", "JEAN"):
        known[word] = f.FIRST | f.LAST
    return known


_CUES = (
    (wording.FUNCTION, f.FUNCTION | f.WORD | f.COMMON),
    (wording.PARTICLES, f.PARTICLE),
    (wording.DOCTORS, f.DOCTOR),
    (wording.CIVILITIES, f.CIVIL),
    (wording.KIN, f.KIN),
    (wording.CARE, f.CARE),
    (wording.CUES, f.CUE),
    (wording.BORN, f.BORN),
    (wording.WAYS, f.WAY),
    (wording.PLACES, f.PLACE),
    (frozenset([*_LETTERS, *wording.SHORT_FIRST]), f.INITIAL),
    (wording.MONTHS, f.MONTH),
    (wording.BEFORE_CITY, f.LOCAL),
    (wording.ACCOUNTS, f.ACCOUNT),
)


def _vocabulary() -> dict[str, int]:
    """French words, common or not."""
    table = _words().select(
        "word",
        (f.WORD + (pl.col("commonness") >= EVERYDAY).cast(pl.Int64) * f.COMMON).alias("bits"),
    )
    return dict(zip(table["word"].to_list(), table["bits"].to_list(), strict=True))


def _names(known: dict[str, int]) -> None:
    """Add names; a word that is far more often a name loses its bits of a word."""
    uses = {word: 50 * (10 ** (rank / 40) - 1) for word, rank in _words().filter(pl.col("commonness") > 0).iter_rows()}
    ranks = dict(_words().iter_rows())
    for name, count in surname_counts().iter_rows():
        bits = known.get(name, 0)
        if bits & f.WORD and count >= MANY and ranks[name] < SELDOM and name not in TERMS:
            bits = 0
        known[name] = bits | f.LAST | (f.RARE if count < FEW else 0)
    births: dict[str, int] = {}
    for name, count in first_name_counts().select("name", "count").iter_rows():
        folded = fold(name)
        births[folded] = births.get(folded, 0) + count
    for name, count in births.items():
        bits = known.get(name, 0)
        often = count >= BIRTHS_PER_USE * uses.get(name, 1.0) and count >= 500
        if bits & f.WORD and often and name not in wording.AMBIGUOUS_FIRST:
            bits &= ~(f.WORD | f.COMMON)
        known[name] = (bits & ~f.RARE) | f.FIRST | (f.RARE if count < 5 * FEW and not bits & f.LAST else 0)


@cache
def _endings() -> dict[str, float]:
    """Last three and four letters -> how much rather a French word ends so than a surname, as a logarithm."""
    words: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for counts, source in ((words, _words()["word"]), (names, surname_counts()["name"])):
        for size in (3, 4):
            counts.update(source.filter(source.str.len_chars() > 5).str.slice(-size).to_list())
    scale = log(names.total() / words.total())
    return {ending: log((words[ending] + 3) / (names[ending] + 3)) + scale for ending in words | names}


def wordlike(word: str) -> bool:
    """Tell whether a word that no list holds ends rather as French words do than as surnames do.

    >>> wordlike("BICANALAIRES"), wordlike("KERVAZO")
    (True, False)
    """
    endings = _endings()
    return endings.get(word[-4:], endings.get(word[-3:], 0.0)) > WORDLIKE


@cache
def large_cities() -> frozenset[str]:
    """Cities that are known by their name alone, folded; single words only."""
    names = communes().filter(pl.col("population") >= LARGE)["name"]
    return frozenset(folded for name in names if " " not in (folded := fold(name))) | _ABROAD


_ABROAD = frozenset(
    str.split(
        "LONDRES MADRID ROME BERLIN BRUXELLES GENEVE LAUSANNE ZURICH LISBONNE MOSCOU ALGER ORAN TUNIS RABAT CASABLANCA "
        "FES MARRAKECH DAKAR ABIDJAN KINSHASA BAMAKO TOKYO PEKIN WASHINGTON BOSTON CHICAGO MONTREAL QUEBEC MILAN NAPLES "
        "BARCELONE SEVILLE AMSTERDAM VIENNE VARSOVIE PRAGUE BUDAPEST ATHENES ISTANBUL JERUSALEM BEYROUTH DUBAI FRANCE"
    )
)


CUES = f.KIN | f.CARE | f.CUE | f.DOCTOR | f.CIVIL | f.BORN


@lru_cache(maxsize=200_000)
def _near(word: str) -> tuple[bool, int, bool]:
    """What one letter away from a word that no list holds: see `misspelt`, `meant`, `near_name`."""
    known, size = lexicon(), len(word)
    if size < 4:
        return False, 0, False
    usual = f.COMMON | f.FUNCTION | f.CUE | f.KIN | f.MEDICAL | (f.WORD if size > 7 else 0)
    slip, cue, name = False, 0, False
    for other in _neighbours(word):
        bits = known.get(other)
        if bits is None or len(other) < 4:
            continue
        if bits & usual and bits & (f.WORD | f.FUNCTION | f.MEDICAL | CUES):
            slip = True
        if size > 4:
            cue = cue or bits & CUES
            name = name or bits & (f.FIRST | f.RARE | f.NOTE | f.FUNCTION) == f.FIRST
    return slip, cue, name


def misspelt(word: str) -> bool:
    """Tell whether a word that no list holds is one letter away from a French word that notes use."""
    return _near(word)[0]


def meant(word: str) -> int:
    """Bits of the cue that a word which no list holds was meant to be; 0 where it is none."""
    return _near(word)[1]


def near_name(word: str) -> bool:
    """Tell whether a word is one letter away from a frequent first name."""
    return _near(word)[2]


def _neighbours(word: str) -> list[str]:
    """Words at one edit: a letter dropped, added, replaced, or two swapped (Damerau, 1964)."""
    found = []
    for i in range(len(word)):
        head, tail = word[:i], word[i + 1 :]
        found.append(head + tail)
        found += [head + letter + tail for letter in _LETTERS]
        found += [head + letter + word[i:] for letter in _LETTERS]
        if tail:
            found.append(head + tail[0] + word[i] + tail[1:])
    found += [word + letter for letter in _LETTERS]
    return found


def _made_of_medicine(word: str) -> int:
    """Bits of a word that no list holds: of medicine by its making, unless it is one letter from a first name."""
    return f.MEDICAL if is_medical(word) and not near_name(word) else 0


class Lexicon(dict[str, int]):
    """Folded word -> bits, filled as words are met: the known ones, those of medicine, and a file's own.

    ``own`` maps a file's words to the bits that they get besides; ``base`` is asked for everything else.
    """

    MOST = 400_000

    def __init__(self, own: Mapping[str, int], base: Mapping[str, int]) -> None:
        super().__init__()
        self._own, self._base = own, base

    def __missing__(self, word: str) -> int:
        found = self._base.get(word, -1)
        if found < 0:
            found = self._base[word] if isinstance(self._base, Lexicon) else _made_of_medicine(word)
        own = self._own.get(word)
        if own is not None and not found & f.FUNCTION:
            found |= own
        if len(self) < self.MOST:
            self[word] = found
        return found


@cache
def shared() -> Lexicon:
    """The lexicon without any file's own words."""
    return Lexicon({}, lexicon())


def bits(word: str) -> int:
    """Bits of one folded word; 0 where nothing is known of it."""
    return shared()[word]
