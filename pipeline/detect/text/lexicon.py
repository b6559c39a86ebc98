"""The words that there are: every name, every French word and every cue, each with what it may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
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
"""Commonness (see `words`) from which a word is an everyday one: about three in a million."""
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
def words() -> pl.DataFrame:
    """French words: ``word`` (folded), ``commonness``: 40 times the logarithm of its uses in subtitles by 50."""
    return pl.read_parquet(Path(pipeline.locales.fr.__file__).parent / "data" / "words.parquet")


@cache
def lexicon() -> dict[str, int]:
    """Every known word, folded -> its bits of `pipeline.detect.text.flags`."""
    known = _vocabulary()
    _names(known)
    _mark(known, _CUES)
    for word in wording.NOTES:
        known[word] = known.get(word, 0) & ~f.FIRST | f.NOTE | f.WORD | f.COMMON
    medicine = TERMS | EPONYMS | {drug.upper() for drug in DRUGS}
    _mark(known, ((medicine, f.MEDICAL), (frozenset(["ST", "STE"]), f.CITY), (_city_words(known), f.CITY)))
    _mark(known, ((wording.AMBIGUOUS_FIRST, f.FIRST | f.WORD),))
    for word in ("MARIE", "ANNE", "JEAN"):
        known[word] = f.FIRST | f.LAST
    for word, bits in known.items():
        if bits & f.NAME and not bits & f.WORD:
            known[word] = bits | f.PURE
    return known


def _mark(known: dict[str, int], marks: Iterable[tuple[frozenset[str], int]]) -> None:
    """Add bits to words."""
    for chosen, bits in marks:
        for word in chosen:
            known[word] = known.get(word, 0) | bits


def _city_words(known: Mapping[str, int]) -> frozenset[str]:
    """Words by which a commune's name is met in a text: the first, or the one after an article."""
    found = set()
    for name in commune_names():
        first, *rest = name.split()
        found.add(rest[0] if rest and known.get(first, 0) & f.FUNCTION else first)
    return frozenset(found)


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
    table = words().select(
        "word",
        (f.WORD + (pl.col("commonness") >= EVERYDAY).cast(pl.Int64) * f.COMMON).alias("bits"),
    )
    return dict(zip(table["word"].to_list(), table["bits"].to_list(), strict=True))


def _names(known: dict[str, int]) -> None:
    """Add names; a word that is far more often a name loses its bits of a word."""
    uses = {word: 50 * (10 ** (rank / 40) - 1) for word, rank in words().filter(pl.col("commonness") > 0).iter_rows()}
    ranks = dict(words().iter_rows())
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
    plain: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for counts, source in ((plain, words()["word"]), (names, surname_counts()["name"])):
        long = source.filter(source.str.len_chars() > 5)
        for size in (3, 4):
            counts.update(dict(long.str.slice(-size).value_counts().iter_rows()))
    scale = log(names.total() / plain.total())
    return {ending: log((plain[ending] + 3) / (names[ending] + 3)) + scale for ending in plain | names}


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
        "FES MARRAKECH DAKAR ABIDJAN KINSHASA BAMAKO TOKYO PEKIN WASHINGTON BOSTON CHICAGO MONTREAL QUEBEC MILAN "
        "NAPLES BARCELONE SEVILLE AMSTERDAM VIENNE VARSOVIE PRAGUE BUDAPEST ATHENES ISTANBUL JERUSALEM BEYROUTH DUBAI "
        "FRANCE"
    )
)


def _made_of_medicine(word: str) -> int:
    """Bits of a word that no list holds: of medicine by its making, unless it is one letter from a first name."""
    if not is_medical(word):
        return 0
    from pipeline.detect.text.slips import near_name

    return 0 if near_name(word) else f.MEDICAL


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
            found |= own | f.PURE
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
