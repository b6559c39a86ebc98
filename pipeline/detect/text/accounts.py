"""Logins and passwords that somebody wrote into a note, and addresses of the network.

A word after ``mdp``, ``mot de passe``, ``code d'accès`` is a password where it looks like one: digits, signs or
mixed letters, or no word of French. Read on the raw text, because capitals matter in passwords.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from pipeline.detect.text import flags as f
from pipeline.detect.text.edits import one_edit
from pipeline.detect.text.lexicon import bits
from pipeline.detect.text.slips import misspelt
from pipeline.detect.text.span import Span
from pipeline.detect.text.tokens import Tokens

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.%+'-]{1,64}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}(?![\w-])"
    r"|(?<![\w.+-])[\w.%+-]{2,64} ?(?:@ ?|\(at\) ?|\[at\] ?|\(arobase\) ?| at | arobase )[\w-]{2,63} ?"
    r"(?:\.|\(dot\)| point ) ?[a-zA-Z]{2,10}\b",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"(?<![\w.+-])[\w.%+'-]{2,64}@[\w-]{2,63}(?![\w.-])")
_URL = re.compile(r"(?i)\b(?:https?://|www\.)[^\s<>\"',;)]+[^\s<>\"',;).]")
_IP = re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])")
_IP6 = re.compile(
    r"(?i)(?<![\w:])(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}(?![\w:])|(?<![\w:])(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4}:?){1,6}(?![\w:])"
)

_PASS = re.compile(
    r"\b(?:MDP|M\.D\.P|MOTS? DE PAS+S?E?S?|MOT DE P\w{3,6}|PAS+WORDS?|PWD|PASSE?|"
    r"CODE (?:D'?ACCES|SECRET|SERVEUR|WEB|INTERNET|CONFIDENTIEL|"
    r"PERSONNEL)|CODE SERV\w{2,5}|CODE [ERSUV]{6,8}|CODE(?= REMIS| \S{4,40} POUR L'ACC)|CODE PIN|PIN)\b"
)
_LOGIN = re.compile(
    r"\b(?:LOGINS?|LOG|IDENTIFIANTS?|ID|USERS?(?:NAME)?|UT\w{1,4}SATEURS?|COMPTES?|"
    r"ACCES RES(?:ULTATS?|\.)?|CONNECTER AV(?:EC)?|IDENT|PSEUDO|"
    r"SESSION)\b"
)
_ITEM = re.compile(r"[^\s,;:/()\"«»]+(?:[:/][^\s,;()\"«»]+)*")
_FILLER = frozenset(
    str.split(
        "EST PROVISOIRE TEMPORAIRE REMIS REMISE INITIAL NOUVEAU NOUVELLE ANCIEN PAR DEFAUT C EN MAIN PROPRE : = -> => "
        "> - LE LA SON SA MON POUR ET AU OUBLIE CHANGE REINITIALISE REINIT MODIFIE DU PORTAIL PATIENT COMPTE INTERNET "
        "DE WEB SUR BLOQUE BLOQUEE ACTIVE REFUSE INVALIDE RESULTATS ACCES SERVEUR . PASSE WORD N° EST: MEME USER LABO "
        "AVEC"
    )
)
_DOTTED = re.compile(r"(?<![\w.@/-])[^\W\d_]{2,}[._][^\W\d_]{2,}(?:[._-][^\W\d_]+)*\d{0,4}(?![\w@]|\.\w)")


def find(text: str, plain: str, named: bool, dotted: bool) -> Iterator[Span]:
    """Yield e-mail addresses, network addresses, logins and passwords.

    ``named`` says that a word of accounts occurs, ``dotted`` that letters are joined by a dot or a colon.
    """
    if "@" in text or "(AT)" in plain or "AROBASE" in plain or "[AT]" in plain or " AT " in plain:
        yield from (Span(*m.span(), "email", 0.97, "e-mail address") for m in _EMAIL.finditer(text))
        yield from (Span(*m.span(), "email", 0.7, "e-mail address without its end") for m in _LOOSE.finditer(text))
    if dotted:
        if "WWW." in plain or "://" in plain:
            yield from (Span(*m.span(), "url", 0.9, "web address") for m in _URL.finditer(text))
        if text.count(".") >= 3 or text.count(":") >= 3:
            yield from (Span(*m.span(), "ip", 0.85, "network address") for m in _IP.finditer(text))
            yield from (Span(*m.span(), "ip", 0.85, "network address") for m in _IP6.finditer(text))
        yield from _dotted(text, plain)
    if named:
        yield from _accounts(text, plain)


def after_account(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Yield whatever stands within three words after a word of accounts, grammar and known news apart.

    For redaction that fails closed: a password may be any word. ``passe`` alone is a verb.
    """
    text, plain = tokens.text, tokens.plain
    for pattern in (_PASS, _LOGIN):
        for cue in pattern.finditer(plain):
            if cue[0] == "PASSE":
                continue
            for match in islice(_ITEM.finditer(text, cue.end(), cue.end() + 60), 3):
                folded = plain[match.start() : match.end()].strip(":=.")
                if any(mark in text[cue.end() : match.start()] for mark in ",;.\n"):
                    break
                if folded not in _FILLER | _NEWS and len(folded) > 2 and not bits(folded) & f.FUNCTION:
                    yield match.span()


def _accounts(text: str, plain: str) -> Iterator[Span]:
    taken = 0
    for match in _LOGIN.finditer(plain):
        login = _item(text, plain, match.end(), _looks_like_login)
        if login is None or login[0] < taken:
            continue
        yield Span(*login, "credential.login", 0.85, "login after its name")
        taken = login[1]
        following = _pass_after_login(text, plain, login[1], match[0])
        if following is not None:
            yield Span(*following, "credential.password", 0.85, "password after a login")
            taken = following[1]
    for match in _PASS.finditer(plain):
        weak = match[0] in ("CODE", "PASS", "PASSE", "PIN")
        secret = _told(text, plain, match.end())
        secret = secret or _item(text, plain, match.end(), _looks_like_secret if not weak else _surely_secret)
        secret = secret or (None if match[0] in ("CODE", "PIN") else _closing(text, plain, match.end()))
        if secret is not None:
            yield Span(*secret, "credential.password", 0.86, "password after its name")


def _dotted(text: str, plain: str) -> Iterator[Span]:
    for match in _DOTTED.finditer(text):
        if _looks_like_login(match[0], plain[match.start() : match.end()], False):
            yield Span(match.start(), match.end(), "credential.login", 0.83, "two names joined by a dot")
            following = _pass_after_login(text, plain, match.end(), "")
            if following is not None and text[following[0] : following[1]].count(".") == 0:
                yield Span(*following, "credential.password", 0.7, "password after a login")


def _item(text: str, plain: str, start: int, fits) -> tuple[int, int] | None:  # type: ignore[no-untyped-def]
    """The word after a cue and its fillers that fits, within a few words."""
    marked = False
    for number, match in enumerate(_ITEM.finditer(text, start, start + 90)):
        between = text[start : match.start()]
        if number == 0 and between.strip(" :=->.,'\"«(/°"):
            return None
        item = match[0].rstrip(".?'\"") or match[0]
        folded = plain[match.start() : match.start() + len(item)]
        marked = marked or any(mark in text[start : match.start()] for mark in ":=")
        if fits(item, folded, marked):
            return match.start(), match.start() + len(item)
        if not _filler(folded.strip(":=.")) or number > 6:
            return None
        marked = marked or folded in ("REMIS", "PROVISOIRE")
    return None


def _filler(folded: str) -> bool:
    """Tell whether a word between a cue and its value is a filler, or one slip from a long one."""
    if folded in _FILLER:
        return True
    return not bits(folded) and len(folded) > 4 and any(len(own) > 4 and one_edit(folded, own) for own in _FILLER)


_COLON = re.compile(r"(?: [^\W\d_'-]+){0,6} ?[:=] ?([^\s,;:/()\"«»]{4,40})")


def _told(text: str, plain: str, start: int) -> tuple[int, int] | None:
    """What stands after a colon a few words on: ``mdp remis en main propre : X``."""
    match = _COLON.match(text, start)
    if match is None:
        return None
    item = match[1].rstrip(".!?'\"") if len(match[1]) > 5 and match[1][-1] == "." else match[1]
    if plain[match.start(1) : match.start(1) + len(item)] in _FILLER or not _looks_like_secret(
        item, plain[match.start(1) : match.start(1) + len(item)], True
    ):
        return None
    return match.start(1), match.start(1) + len(item)


_CLOSING = re.compile(r" ([^\W\d_]{4,})(?=$|,| //| \+ | - | \n| pour l'ac| POUR L'AC)", re.MULTILINE)
_PARTICIPLE = re.compile(r"(?:[ÉE]E?S?|I|IE|U|UE|ANT)$")


def _closing(text: str, plain: str, start: int) -> tuple[int, int] | None:
    """A lone word that closes the clause right after the cue, were it a French one; no news of the password."""
    match = _CLOSING.match(text, start)
    if match is None:
        return None
    word = plain[match.start(1) : match.end(1)]
    if word in _FILLER or word in _NEWS or bits(word) & (f.FUNCTION | f.CUE | f.KIN) or _PARTICIPLE.search(word):
        return None
    return match.span(1)


def _looks_like_login(item: str, folded: str, marked: bool) -> bool:
    """Letters with a dot, an underscore or digits; an e-mail address; after a colon any word that is no French."""
    if len(item) < 3 or len(item) > 64 or "@" in item:
        return False
    if re.fullmatch(r"[^\W\d_]+(?:[._-][^\W\d_]+)+\d*", item):
        return (
            not all(bits(part) & f.COMMON for part in re.findall("[A-Z]+", folded))
            or "_" in item
            or item.count(".") > 1
        )
    if re.fullmatch(r"[\w.-]*[^\W\d_][\w.-]*\d[\w.-]*", item) and not re.fullmatch(r"\d+[^\W\d_]{1,3}|[A-Z]\d", item):
        return True
    if not item.isalnum() or len(item) < 4:
        return False
    known = bits(folded)
    return (marked and not known & (f.WORD | f.FUNCTION)) or (not known and len(item) > 4 and not misspelt(folded))


def _looks_like_secret(item: str, folded: str, marked: bool) -> bool:
    """Digits beside letters, signs, odd capitals; or a word that no list knows; after a colon any word."""
    if len(item) < 4 or len(item) > 40 or ("@" in item[1:-1] and "." in item):
        return False
    if _surely_secret(item, folded, marked):
        return True
    if not item.isalpha():
        return False
    known = bits(folded)
    if not known and not marked and misspelt(folded):
        return False
    if folded in _FILLER or known & (f.FUNCTION | f.CUE | f.KIN) or folded in _NEWS:
        return False
    return not known & f.WORD or marked


_NEWS = frozenset(
    str.split(
        "ENVOYE ENVOYEE DEMANDE DEMANDEE PERDU OUBLIE ERRONE INVALIDE INCORRECT EXPIRE BLOQUE DONNE TRANSMIS ADRESSE "
        "REFUSE COMMUNIQUE GENERE CREE EGARE INCONNU RAPPELE MAIL EMAIL SMS INJOIGNABLE ILLISIBLE PERIME"
    )
)


def _surely_secret(item: str, folded: str, marked: bool) -> bool:
    del folded
    if len(item) < 4 or len(item) > 40 or re.fullmatch(r"[\d.,/h-]+", item):
        return marked and item.isdigit() and 4 <= len(item) <= 8
    letters = sum(c.isalpha() for c in item)
    digits = any(c.isdigit() for c in item)
    signs = any(not c.isalnum() and c not in "'’-./" for c in item)
    odd = not item.isupper() and not item.islower() and any(c.isupper() for c in item[1:]) and "-" not in item
    if digits and letters and not re.fullmatch(r"\d{1,4}(?:[eE]?[a-zA-Z]{1,3})|[a-zA-Z]\d", item):
        return True
    return letters > 2 and (signs or odd)


_NEXT = re.compile(r"(?: ?/ ?| ?- ?|, ?| et | )(?:(?i:code|pass|passe|mdp) ?:? ?)?([^\s,;()\"«»]+)")


def _pass_after_login(text: str, plain: str, start: int, cue: str) -> tuple[int, int] | None:
    """``login / password``, or the two side by side after ``accès résultats``."""
    match = _NEXT.match(text, start)
    if match is None:
        return None
    item = match[1].rstrip(".?'\"")
    folded = plain[match.start(1) : match.start(1) + len(item)]
    close = "/" in text[start : match.start(1)] or cue.startswith("ACCES")
    if _surely_secret(item, folded, False) or (
        close and len(item) > 3 and item.isalnum() and not bits(folded) & f.FUNCTION
    ):
        return match.start(1), match.start(1) + len(item)
    return None
