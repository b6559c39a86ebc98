"""Whether a clinical word in a comment is said of the patient: not denied, not only tested for, not a relative's.

A comment is read as the matters that strong signs part (``.``, ``;``, ``/``, ``+``). Within one, a denial
reaches a few words on, a relative named first owns what follows the colon or comma, and one named after
("chez la soeur", "(mère)") owns what stands right before.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.locales.fr.health_words import (
    BREAKS,
    FAMILY,
    INTRODUCED,
    LIGHT,
    NEGATION_AFTER,
    NEGATION_BEFORE,
    POSITIVE,
    STRONG_BREAKS,
    TESTS,
)

_PATIENT = frozenset(["patient", "patiente", "pt", "pte", "elle", "il"])
_BEFORE, _AFTER, _REACH = 7, 6, 24
_KEPT_UP = frozenset(["arreter", "stopper", "interrompre", "oublier", "modifier", "changer"])
_INFECTIONS = frozenset({"health.hiv", "health.infection"})


def stated(tokens: list[str], place: int, hits: Mapping[int, tuple[str, ...]]) -> bool:
    """Tell whether the word at ``place`` is said of the patient.

    Parameters
    ----------
    tokens:
        Words and signs of the comment, folded.
    place:
        Where a clinical word stands.
    hits:
        All such places, with their categories.
    """
    before = _back(tokens, place)
    if _denied_before(before, hits, place) or _relatives_before(before):
        return False
    after = _forward(tokens, place, hits)
    if _denied_after(after) or _relatives_after(after):
        return False
    near = _clause(before)[:4]
    return TESTS.isdisjoint(near) or not POSITIVE.isdisjoint(after[:_AFTER])


def _back(tokens: list[str], place: int) -> list[str]:
    """Words before ``place`` in its matter, nearest first."""
    found: list[str] = []
    for i in range(place - 1, max(-1, place - 1 - _REACH), -1):
        if tokens[i] in STRONG_BREAKS:
            break
        found.append(tokens[i])
    return found


def _forward(tokens: list[str], place: int, hits: Mapping[int, tuple[str, ...]]) -> list[str]:
    """Words after ``place`` in its matter, up to the next clinical word that is no part of the same list."""
    found: list[str] = []
    for i in range(place + 1, min(len(tokens), place + 1 + _REACH)):
        if tokens[i] in STRONG_BREAKS or (
            i in hits and not _listed(hits[i], hits[place]) and not _qualifies(tokens, i)
        ):
            break
        found.append(tokens[i])
    return found


def _qualifies(tokens: list[str], place: int) -> bool:
    """Tell whether a clinical word qualifies the one before it (``diabète sous insuline``), so that a result passes."""
    return tokens[place - 1] in ("sous", "par", "au", "dialysee", "traite", "traitee")


def _listed(other: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Tell whether a result reaches past another word: lists of infections share theirs ("VIH, VHC négatifs")."""
    return bool(set(other) & set(own)) or set(other) | set(own) <= _INFECTIONS


def _clause(before: list[str]) -> list[str]:
    """The part of the matter that no comma, bracket or turn parts from the word."""
    for number, token in enumerate(before):
        if token in BREAKS:
            return before[:number]
    return before


def _denied_before(before: list[str], hits: Mapping[int, tuple[str, ...]], place: int) -> bool:
    """Tell whether a denial stands before the word: ``pas de``, ``ni``, ``aucun ATCD de``."""
    reach = 0
    for number, token in enumerate(before):
        if token in BREAKS or token == ":":
            return False
        if token in NEGATION_BEFORE:
            if number and before[number - 1] in _KEPT_UP:
                return False
            return not (token == "non" and number + 1 < len(before) and before[number + 1] == ":")
        if place - 1 - number in hits and not _same_list(before, number):
            reach += 2
        reach += token not in LIGHT
        if reach > _BEFORE:
            return False
    return False


def _same_list(before: list[str], number: int) -> bool:
    """Tell whether only light words part two clinical words."""
    return all(token in LIGHT for token in before[:number])


def _denied_after(after: list[str]) -> bool:
    """Tell whether a denial stands after the word: ``négatif``, ``exclu``, ``: non``."""
    words = 0
    for number, token in enumerate(after):
        if token == "non" and ((number and after[number - 1] == ":") or (number + 1 == len(after) and number < 3)):
            return True
        if token in NEGATION_AFTER:
            return True
        if token in ("mais", "puis", "car") or (token in "(),!" and words and token != ",") or words > _AFTER:
            return False
        if token == "," and not _result_follows(after[number + 1 :]):
            return False
        words += token not in LIGHT and token not in ",:"
    return False


def _result_follows(rest: list[str]) -> bool:
    """Tell whether what follows a comma is a list's or a date's end with its result: ``VIH, VHC négatifs : non``."""
    for number, token in enumerate(rest[:8]):
        if token == ":" and rest[number + 1 : number + 2] == ["non"]:
            return True
        if token in NEGATION_AFTER and number < 2:
            return True
    return False


def _relatives_before(before: list[str]) -> bool:
    """Tell whether a relative owns what the word says: ``mère diabétique``, ``frère Jean :``, ``ATCD fam. :``."""
    words = commas = 0
    colon = False
    for number, token in enumerate(before):
        if token in FAMILY:
            if token.startswith("fam"):
                return True
            if number and before[number - 1] == "de":
                return False
            rest = before[number + 1 :]
            introduced = any(other in INTRODUCED for other in rest[:3])
            opens = not rest or rest[0] in (",", ":", "(") or rest[0] in BREAKS
            if introduced or (commas and not opens):
                return False
            return (
                words < 2
                or colon
                or "pour" in before[:number]
                or "suivie" in before[:number]
                or (commas > 0 and words < 6)
            )
        if token in "()!" or token in _PATIENT or (len(token) > 5 and token.isdigit()):
            return False
        commas += token == ","
        colon = colon or token == ":"
        if commas > 1:
            return False
        words += token not in LIGHT and token not in ",:"
    return False


def _relatives_after(after: list[str]) -> bool:
    """Tell whether a relative named right after owns the word: ``chez la soeur``, ``(mère)``, ``(père)``."""
    words = 0
    for number, token in enumerate(after):
        if token in ("chez", "cz"):
            nearby = after[number + 1 : number + 4]
            return any(word in FAMILY for word in nearby) and words < 6
        if token == "(":
            inside = after[number + 1 : number + 2]
            return bool(inside) and inside[0] in FAMILY and words < 6
        if token in FAMILY:
            return words < 2 and not any(word in INTRODUCED for word in after[:number])
        if token in INTRODUCED or token == ",":
            return bool(token == "," and words < 5 and _bracketed(after[number + 1 :]))
        words += token not in LIGHT
    return False


def _bracketed(rest: list[str]) -> bool:
    """Tell whether a date's or a place's words end in a bracket with a relative: ``FIV, ponction le ... (mère)``."""
    for number, token in enumerate(rest[:9]):
        if token == "(":
            return rest[number + 1 : number + 2] != [] and rest[number + 1] in FAMILY
        if token in (",", ":") or token in FAMILY or token in INTRODUCED:
            return False
    return False
