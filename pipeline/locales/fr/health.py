"""What a short French clinical comment says of the patient, as categories of a closed vocabulary.

The word lists are the project's own: everyday words, shorthand of laboratories and wards (``ATCD``,
``HTA``, ``G2P1``), names of medicines. A fact that is denied ("pas de grossesse", "VIH négatif"), merely
tested ("dépistage VIH") or a relative's ("mère diabétique") is none of the patient's: see
`pipeline.locales.fr.health_scope`. No regex here has nested quantifiers: time is linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from pipeline.locales.fr.health_drugs import DRUGS, SUFFIXES
from pipeline.locales.fr.health_scope import stated
from pipeline.locales.fr.health_words import LIGHT, PAIRS, STEMS, UNLIKE, UNSAID, WORDS

_TOKEN = re.compile(r"[a-z]+[0-9]?[a-z0-9]*|[0-9]+|//|[+;,:!?()/\n]|\.(?= |$)")
_MINUS = re.compile(r"(?<=[a-z0-9])-(?=\s|$|[,.;)])|\(\s?-\s?\)| -(?=$|[,.;)])")
_ELISION = re.compile(r"\b(?:d|l|n|s|j|qu|c)'")
_GRAVIDITY = re.compile(r"g[0-9]p[0-9]\w*|[0-9]{1,2}sa")
FUZZY = 7
"""Letters of a word that may have one wrong."""

Hits = dict[int, tuple[str, ...]]
"""Place of a word -> the categories that it stands for."""


def facts(texts: Sequence[str]) -> list[frozenset[str]]:
    """Find the health categories that each comment states of its patient.

    Parameters
    ----------
    texts:
        Comments; case and accents do not matter.

    Returns
    -------
    For each comment the ids ``health.*`` of `pipeline.core.categories`; empty where none is stated.

    Examples
    --------
    >>> [sorted(found) for found in facts(["Patiente enceinte, HTA", "pas de grossesse", "VIH +"])]
    [['health.cardiovascular', 'health.pregnancy'], [], ['health.hiv']]
    """
    return [_of(text) for text in texts]


def _of(text: str) -> frozenset[str]:
    """Find the facts of one comment."""
    if not text:
        return frozenset()
    plain = _plain(text)
    if "'" in plain:
        plain = _ELISION.sub("", plain)
    tokens = _TOKEN.findall(plain)
    hits = _hits(tokens)
    if not hits:
        return frozenset()
    if "-" in plain and _MINUS.search(plain):
        tokens = _TOKEN.findall(_MINUS.sub(" negatif ", plain))
        hits = _hits(tokens)
    found: set[str] = set()
    for place, categories in hits.items():
        if not found.issuperset(categories) and stated(tokens, place, hits):
            found.update(categories)
    return frozenset(found)


def _hits(tokens: list[str]) -> Hits:
    """Find the places of words that stand for categories."""
    hits: Hits = {}
    for place, token in enumerate(tokens):
        categories = _categories(token)
        paired = _paired(tokens, place) if token in _pair_ends() else None
        if paired is not None:
            hits[place] = (paired,)
        elif categories and not _unsaid(tokens, place, categories):
            hits[place] = categories
    return hits


def _paired(tokens: list[str], place: int) -> str | None:
    """Category of a word with the one before it, light words between them left out."""
    before = place - 1
    while before >= 0 and tokens[before] in LIGHT and place - before < 4:
        before -= 1
    return PAIRS.get((tokens[before], tokens[place])) if before >= 0 else None


def _unsaid(tokens: list[str], place: int, categories: tuple[str, ...]) -> bool:
    """Tell whether a neighbour makes something else of a word: an allergy of a medicine, a graft of a heart."""
    near = [token for token in tokens[max(0, place - 4) : place] if token not in LIGHT]
    for category in categories:
        blockers = UNSAID.get(category)
        if blockers is not None and not blockers.isdisjoint(near[-2:]):
            return True
    return (
        categories == ("health.treatment",)
        and tokens[place + 1 : place + 3] == ["en", "cours"]
        and tokens[place] in _BARE
    )


_BARE = frozenset(["ttt", "tt", "traitement", "traitements"])


def _plain(text: str) -> str:
    """Fold to lower case without accents."""
    text = text.lower().replace("œ", "oe").replace("’", "'")
    if text.isascii():
        return text
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


@lru_cache(maxsize=200_000)
def _categories(token: str) -> tuple[str, ...]:
    """Give the categories that one word stands for."""
    found = _listed(token)
    if found or len(token) < FUZZY or not token.isalpha() or token in UNLIKE:
        return found
    return next((_listed(word) for word in _alike().get((token[0], len(token)), ()) if _one_letter(token, word)), ())


def _listed(token: str) -> tuple[str, ...]:
    word = WORDS.get(token)
    if word is not None:
        return (word,)
    drug = DRUGS.get(token)
    if drug is not None:
        return drug
    if len(token) > 4:
        stem = next((category for stem, category in STEMS if token.startswith(stem)), None)
        if stem is not None:
            return (stem,)
        if len(token) > 6 and token.endswith(SUFFIXES):
            return ("health.treatment",)
    return ("health.pregnancy",) if _GRAVIDITY.fullmatch(token) else ()


@cache
def _pair_ends() -> frozenset[str]:
    return frozenset(second for _, second in PAIRS)


@cache
def _alike() -> dict[tuple[str, int], tuple[str, ...]]:
    """First letter and length of a mistyped word -> the long words that it may stand for."""
    found: dict[tuple[str, int], list[str]] = {}
    for word in (*WORDS, *DRUGS):
        if len(word) >= FUZZY:
            for length in (len(word) - 1, len(word), len(word) + 1):
                found.setdefault((word[0], length), []).append(word)
    return {key: tuple(words) for key, words in found.items()}


def _one_letter(typed: str, word: str) -> bool:
    """Tell whether a letter was dropped, added, replaced or swapped with its neighbour."""
    start, shorter = 0, min(len(typed), len(word))
    while start < shorter and typed[start] == word[start]:
        start += 1
    end = 0
    while end < shorter - start and typed[-1 - end] == word[-1 - end]:
        end += 1
    one, other = typed[start : len(typed) - end], word[start : len(word) - end]
    return len(one) + len(other) <= 1 or len(one) == len(other) == 1 or (len(one) == 2 and one == other[::-1])
