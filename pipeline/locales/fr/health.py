"""What a short French clinical comment says of the patient, as categories of a closed vocabulary.

The word lists are the project's own: everyday words, shorthand of laboratories and wards (``ATCD``,
``HTA``, ``G2P1``), a few drug families. A fact that is denied ("pas de grossesse", "VIH négatif"), merely
tested ("dépistage VIH") or a relative's ("mère diabétique") is none of the patient's. No regex here has
nested quantifiers: time is linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from pipeline.locales.fr.health_words import (
    CONTEXT_BREAKS,
    FAMILY,
    NEGATION_AFTER,
    NEGATION_BEFORE,
    PAIRS,
    POSITIVE,
    STEMS,
    TESTS,
    WORDS,
)

_TOKEN = re.compile(r"[a-z]+[0-9]?[a-z0-9]*|[0-9]+|[+.;,:!?()/\n]")
_MINUS = re.compile(r"(?<=[a-z0-9]) ?-(?=\s|$|[,.;)])|\(\s?-\s?\)")
_GRAVIDITY = re.compile(r"g[0-9]p[0-9]\w*|[0-9]{1,2}sa")
_BEFORE, _AFTER, _FAMILY_REACH = 4, 4, 5
_INFECTIONS = frozenset({"health.hiv", "health.infection"})


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
    seen: dict[str, str | None] = {}
    return [_of(text, seen) for text in texts]


def _of(text: str, seen: dict[str, str | None]) -> frozenset[str]:
    """Find the facts of one comment; ``seen`` remembers the category of each word already met."""
    if not text:
        return frozenset()
    plain = _plain(text)
    tokens = _TOKEN.findall(plain)
    hits = _hits(tokens, seen)
    if not hits:
        return frozenset()
    if "-" in plain:
        tokens = _TOKEN.findall(_MINUS.sub(" negatif ", plain))
        hits = _hits(tokens, seen)
    return frozenset(category for place, category in hits.items() if _stated(tokens, place, hits))


def _hits(tokens: list[str], seen: dict[str, str | None]) -> dict[int, str]:
    """Find the places of words that stand for a category."""
    hits: dict[int, str] = {}
    for place, token in enumerate(tokens):
        if token not in seen:
            seen[token] = _category(token)
        category = seen[token]
        if category is not None:
            hits[place] = category
        elif place and (pair := PAIRS.get((tokens[place - 1], token))) is not None:
            hits[place] = pair
    return hits


def _plain(text: str) -> str:
    """Fold to lower case without accents."""
    text = text.lower().replace("œ", "oe").replace("’", "'")
    if text.isascii():
        return text
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _category(token: str) -> str | None:
    """Give the category that one word stands for, or None."""
    found = WORDS.get(token)
    if found is None and len(token) > 4:
        found = next((category for stem, category in STEMS if token.startswith(stem)), None)
    if found is None and _GRAVIDITY.fullmatch(token):
        found = "health.pregnancy"
    return found


def _stated(tokens: list[str], place: int, hits: dict[int, str]) -> bool:
    """Tell whether the word at ``place`` is said of the patient: not denied, not a test, not a relative's."""
    before = _clause(tokens[:place][::-1], _FAMILY_REACH)
    near = before[:_BEFORE]
    if not FAMILY.isdisjoint(before) or not NEGATION_BEFORE.isdisjoint(near):
        return False
    following = next((i for i in range(place + 1, len(tokens)) if not _listed(hits.get(i), hits[place])), len(tokens))
    after = _clause(tokens[place + 1 : following], _AFTER)
    if not FAMILY.isdisjoint(after[:3]) or not NEGATION_AFTER.isdisjoint(after):
        return False
    return TESTS.isdisjoint(near[:3]) or not POSITIVE.isdisjoint(after)


def _listed(other: str | None, own: str) -> bool:
    """Tell whether a result may reach past another hit: lists of infections share theirs ("VIH, VHC négatifs")."""
    return other is None or other == own or {other, own} <= _INFECTIONS


def _clause(tokens: list[str], reach: int) -> list[str]:
    """Take the first ``reach`` words up to the end of the clause."""
    words: list[str] = []
    for token in tokens:
        if token in CONTEXT_BREAKS or len(words) == reach:
            break
        words.append(token)
    return words
