"""Institutions with their name in running text: ``EHPAD Les Tilleuls``, ``CHU de Rennes``."""

from __future__ import annotations

from pipeline.detect.text import flags as f
from pipeline.detect.text.cities import city_end
from pipeline.detect.text.span import Span
from pipeline.detect.text.tokens import LOWER, Tokens

_BEFORE_NAME = frozenset(
    str.split(
        "BON BONNE GRAND GRANDE GRANDS VIEUX VIEILLE PETIT PETITE PETITS BEAU BELLE BEL HAUT HAUTE BAS BASSE TROIS "
        "DEUX QUATRE SEPT CINQ MILLE NOTRE SAINT SAINTE ST STE JEAN VERT VERTE"
    )
)
_AFTER_NAME = frozenset(
    str.split(
        "FLEURI FLEURIE FLEURIS NEUF NEUVE VERT VERTE VERTS BLEU BLEUE BLANC BLANCHE ROUGE DORE DOREE CLAIR BRETON "
        "BRETONNE ROYAL ROYALE VIEUX HAUT BAS SOLEIL"
    )
)
_KINDS = frozenset(
    str.split(
        "INFIRMIER INFIRMIERS MEDICAL MEDICALE DENTAIRE HOSPITALIER HOSPITALIERE UNIVERSITAIRE RETRAITE REPOS SANTE "
        "CONVALESCENCE SOINS REEDUCATION READAPTATION DIALYSE ACCUEIL PRIVE PRIVEE GENERAL REGIONAL INTERCOMMUNAL "
        "SENIOR LOGEMENT VIE MUTUALISTE VETERINAIRE KINE"
    )
)
_ADJECTIVES = frozenset(
    [
        "CLINIQUE",
        "CABINET",
        "CENTRE",
        "MAISON",
        "MAS",
        "FAM",
        "CH",
        "LABO",
        "LABORATOIRE",
        "RESIDENCE",
        "CHI",
        "HOTEL",
        "COLLEGE",
        "CITE",
        "CHD",
        "HAD",
        "SSR",
        "CRECHE",
        "FONDATION",
        "ASSOCIATION",
        "INSTITUT",
    ]
)


def institution(tokens: Tokens, place: int) -> Span | None:
    """``EHPAD Les Tilleuls``, ``CHU de Rennes``, ``Cabinet infirmier Le Sablier``: its kind and its name."""
    if (
        place
        and tokens.bits[place - 1] & f.PLACE
        and tokens.gap(place) == " "
        and tokens.words[place - 1] != "RESIDENCE"
    ):
        return None
    if place + 1 < len(tokens.words) and tokens.bits[place + 1] & f.PLACE and tokens.words[place] == "RESIDENCE":
        return None
    t, after = tokens, place + 1
    while (
        after < len(t.words)
        and t.gap(after) == " "
        and (
            t.words[after] in _KINDS
            or (t.words[after] in ("DE", "D") and after + 1 < len(t.words) and t.words[after + 1] in _KINDS)
        )
    ):
        after += 1
    stop = _name_end(t, after)
    if stop == after or (t.words[place] in _ADJECTIVES and not _named(t, place, after)):
        return None
    return Span(t.starts[place], t.ends[stop - 1], "institution", 0.86, "institution with its name")


def _named(t: Tokens, place: int, after: int) -> bool:
    """Tell whether a word that is often no institution (``clinique``, ``centre``) has a name after it."""
    if t.mixed:
        capital = t.shape(after) != LOWER or (
            after + 1 < len(t.words) and t.words[after] in ("DE", "DU", "DES", "D") and t.shape(after + 1) != LOWER
        )
        return capital and (t.words[place] not in ("CABINET", "CENTRE") or t.words[after] != "DE" or after > place + 1)
    return t.words[after] in ("LE", "LA", "LES", "L", "SAINT", "SAINTE", "ST", "STE", "NOTRE") and (
        after > place + 1 or t.words[place] != "CENTRE"
    )


def _name_end(t: Tokens, place: int) -> int:
    """End of an institution's name: an article or preposition, then its words."""
    start = place
    if place >= len(t.words) or t.gap(place) not in (" ", " : "):
        return start
    article = t.words[place] in (
        "LE",
        "LA",
        "LES",
        "L",
        "DU",
        "DE",
        "DES",
        "D",
        "SAINT",
        "SAINTE",
        "ST",
        "STE",
        "NOTRE",
    )
    if article:
        place += 1
        if place < len(t.words) and t.words[place] in ("LA", "L", "LE", "LES") and t.gap(place) in (" ", "'"):
            place += 1
    if place >= len(t.words) or t.gap(place) not in (" ", "'", "-", "' "):
        return start
    city = city_end(t, place) if article and t.words[place - 1] in ("DE", "DU", "D") else place
    if city > place and (not t.mixed or t.shape(place) != LOWER):
        return city
    return (
        _title_words(t, place, start, article)
        if t.mixed and t.shape(place) != LOWER
        else _plain_words(t, place, start, article)
    )


def _title_words(t: Tokens, place: int, start: int, article: bool) -> int:
    """Where capitals count, a name goes on as long as they do."""
    stop = place
    while stop < len(t.words) and stop - place < 5 and (stop == place or t.gap(stop) in (" ", "-", "'")):
        if t.shape(stop) == LOWER and not (
            t.words[stop] in ("DE", "DU", "DES", "D", "LA", "ET")
            and stop + 1 < len(t.words)
            and t.shape(stop + 1) != LOWER
            and t.gap(stop + 1) in (" ", "'", "-")
            and stop > place
        ):
            break
        if t.bits[stop] & (f.DOCTOR | f.CIVIL | f.PLACE) and stop > place:
            break
        stop += 1
    return stop if stop > place and (article or not t.bits[place] & f.FUNCTION) else start


def _plain_words(t: Tokens, place: int, start: int, article: bool) -> int:
    """Elsewhere one noun, with what usually stands before and after it."""
    if not article or t.words[start] in ("DE", "D", "DU", "DES"):
        return start
    stop = place
    if t.words[stop] in _BEFORE_NAME and stop + 1 < len(t.words) and t.gap(stop + 1) in (" ", "-"):
        stop += 1
    if t.bits[stop] & (f.FUNCTION & ~f.NAME) and t.words[stop] not in _BEFORE_NAME:
        return start
    stop += 1
    while stop < len(t.words) and t.gap(stop) == "-":
        stop += 1
    if stop < len(t.words) and t.gap(stop) == " " and t.words[stop] in _AFTER_NAME:
        stop += 1
    return stop
