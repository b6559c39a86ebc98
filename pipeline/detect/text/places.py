"""Addresses, postcodes, communes and institutions in running text.

Kinds of way follow the postal standard NF Z10-011 (AFNOR); communes and postcodes are the official lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.detect.text import flags as f
from pipeline.detect.text.lexicon import large_cities
from pipeline.detect.text.span import Span
from pipeline.detect.text.tokens import LOWER, Tokens
from pipeline.locales.fr.geography import commune_names, department_of, postcodes

_STREET = re.compile(
    r"(?<![\w,./\-])(?<!\d[ .])(?!(?:19|20)\d\d\b)\d{1,4}(?: ?(?:BIS|TER|QUATER|[A-D])\b)?(?: ?[-/] ?\d{1,4}(?: ?(?:BIS|TER))?)?,? {1,2}(?:(?:GRANDE?|VIEILLE|ANCIENNE?|QUARTIER|"
    r"RESIDENCE|LOTISSEMENT|HAMEAU|LES?|LA) )?"
    r"(?:RUE|R|AVENUE|AVE?|BD|BLD|BLVD|BVD|BOULEVARD|BOUL|IMPASSE|IMP|ALLEES?|ALL|CHEMIN|CHEM|CHE|CH|PLACE|PLACETTE|PL|ROUTE|RTE|"
    r"SQUARE|SQ|QUAI|COURS|CRS|LOTISSEMENT|LOT|RESIDENCE|RES|HAMEAU|HAM|PASSAGE|SENTIER|SENTE|VENELLE|ESPLANADE|ESP|"
    r"CLOS|FAUBOURG|FBG|FG|CITE|VOIE|RUELLE|PROMENADE|PROM|TRAVERSE|MONTEE|QUARTIER|VILLAGE|MAIL|CHAUSSEE|DESCENTE|"
    r"ROCADE|DOMAINE|VILLA|CORNICHE|LIEU[ -]DIT|GRAND[ -]?RUE|GRAND[ -]PLACE|PARC|PARVIS)\b\.?"
)
_BOX = re.compile(r"\b(?:BP|CS|TSA) ?\d{2,5}\b|\bLIEU[ -]?DIT {1,2}(?:LES? |LA |L'|KER ?)?[A-Z]{3,}(?:[ -][A-Z]{4,})?")
_POSTCODE = re.compile(r"(?<![\dA-Z.,/])(?:F-? ?)?(\d{5}|\d{2} \d{3})(?![\d/,]|\.\d)")
_FLOOR = re.compile(r",? ?(?:APPT?|APPARTEMENT|BAT|BATIMENT|ESC|ESCALIER|ETAGE|PORTE|HALL|CHEZ)\b")

_STREET_LINKS = frozenset(str.split("DE DU DES LA LE LES L D ET EN AUX AU SUR SOUS SAINT SAINTE ST STE DR PR A"))
_LOCATIVE = frozenset(["A", "DE", "D", "SUR", "VERS", "AU", "AUX"])
_LONGEST_CITY = 7


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


def find(tokens: Tokens, digits: bool) -> Iterator[Span]:
    """Yield addresses, postcodes, communes and institutions of a text; ``digits`` says that it has any."""
    if digits:
        yield from _numbered(tokens)
    for place, bits in enumerate(tokens.bits):
        if bits & _LOOKED_AT:
            if bits & f.PLACE and (institution := _institution(tokens, place)):
                yield institution
            elif bits & f.LOCAL:
                yield from _city_after(tokens, place)
            elif bits & f.CITY:
                yield from _city_itself(tokens, _with_article(tokens, place))


def _with_article(tokens: Tokens, place: int) -> int:
    """Place of the article that belongs to a commune's name (``Le Havre``), or the word's own."""
    if place and tokens.bits[place - 1] & f.FUNCTION and f"{tokens.words[place - 1]} {tokens.words[place]}" in _starts():
        return place - 1
    return place


_LOOKED_AT = f.PLACE | f.LOCAL | f.CITY


def _word_at(tokens: Tokens, offset: int) -> int:
    """Number of the first word at or after a character."""
    from bisect import bisect_left

    return bisect_left(tokens.starts, offset)


def _numbered(tokens: Tokens) -> Iterator[Span]:
    """Streets, post boxes, postcodes with their communes."""
    plain = tokens.plain
    ends: list[int] = []
    ways = any(bits & f.WAY for bits in tokens.bits)
    for match in _STREET.finditer(plain) if ways else ():
        end = _street_end(tokens, match.end())
        if end > match.end():
            ends.append(end)
            yield Span(match.start(), end, "address.street", 0.96, "number and kind of way")
            yield from _city_near(tokens, end)
    for match in _BOX.finditer(plain) if ways else ():
        yield Span(match.start(), match.end(), "address.street", 0.75, "post box or hamlet")
    for match in _POSTCODE.finditer(plain):
        yield from _postcode(tokens, match, ends)


def _street_end(tokens: Tokens, offset: int) -> int:
    """End of a street's name that starts after its kind of way: at punctuation, a number, a word of grammar."""
    place, end, taken = _word_at(tokens, offset), offset, 0
    while place < len(tokens.words) and taken < 7:
        gap = tokens.plain[end : tokens.starts[place]]
        if (
            gap not in (" ", "  ", "-", "'", ". ", " '", "' ", ".", " - ")
            or (gap == " - " and taken and not _old_commune(tokens, place))
            or (gap == ". " and taken and tokens.ends[place - 1] - tokens.starts[place - 1] > 3)
        ):
            return _ordinal(tokens, end, taken)
        word, bits = tokens.words[place], tokens.bits[place]
        if word == "A" and taken and (gap == " "):
            break
        if not taken and word not in _STREET_LINKS:
            taken, end, place = 1, tokens.ends[place], place + 1
            continue
        if (
            bits & (f.FUNCTION | f.KIN | f.CIVIL | f.CARE | f.BORN | f.CUE | f.PLACE)
            and word not in _STREET_LINKS
            and not (bits & f.CIVIL and len(word) > 3)
        ):
            if not (
                tokens.mixed
                and tokens.shape(place) != LOWER
                and gap in (" ", "-", "'")
                and bits & f.WORD
                and not bits & f.CUE
            ):
                break
        if (
            taken
            and tokens.mixed
            and tokens.shape(place) == LOWER
            and tokens.shape(place - 1) != LOWER
            and word not in _STREET_LINKS
            and gap == " "
        ):
            break
        if word not in _STREET_LINKS:
            taken += 1
            end = tokens.ends[place]
        else:
            nearest = tokens.ends[place]
            if not _continues(tokens, place):
                break
            end = nearest
        place += 1
    return end


def _old_commune(tokens: Tokens, place: int) -> bool:
    """Tell whether ``rue X - Y`` names the commune that a merged one came from."""
    if tokens.mixed and tokens.shape(place) == LOWER:
        return False
    stop = city_end(tokens, place)
    if stop > place and tokens.ends[stop - 1] - tokens.starts[place] > 3:
        return True
    bits = tokens.bits[place]
    closed = tokens.plain[tokens.ends[place] : tokens.ends[place] + 3]
    return not bits & (f.BARRED | f.NOTE | f.MEDICAL | f.COMMON) and (closed[:1] in ("", ",") or closed == " A ")


def _ordinal(tokens: Tokens, end: int, taken: int) -> int:
    """Take in the number of ``rue du 8 mai 1945`` and the like."""
    match = _DATED_STREET.match(tokens.plain, end)
    return match.end() if match else end


_DATED_STREET = re.compile(
    r" \d{1,2}(?:ER)? (?:MAI|JUIN|JUILLET|AOUT|SEPTEMBRE|NOVEMBRE|MARS|AVRIL|FEVRIER|DECEMBRE|OCTOBRE|RI|RE|E)\b(?: (?:19|18|20)\d\d)?"
)


def _continues(tokens: Tokens, place: int) -> bool:
    """Tell whether a word of grammar inside a street's name is followed by more of the name, or by its date."""
    after = place + 1
    if after >= len(tokens.words) or tokens.gap(after) not in (" ", "'", "-", "' ", ". "):
        return _DATED_STREET.match(tokens.plain, tokens.ends[place]) is not None
    bits = tokens.bits[after]
    if tokens.words[after] in _STREET_LINKS:
        return True
    return (
        not bits & f.FUNCTION
        or tokens.words[place] in ("L", "D", "LA", "LES", "DES", "DU")
        or tokens.words[after] == "NOTRE"
    )


def _city_near(tokens: Tokens, end: int) -> Iterator[Span]:
    """The commune right after an address without a postcode: ``, Lorient``, ``à Lorient``, ``(Lorient)``."""
    place = _word_at(tokens, end)
    if place >= len(tokens.words) or tokens.plain[end : tokens.starts[place]].strip(" ,(-"):
        return
    if tokens.words[place] in ("A", "SUR"):
        place += 1
        if place >= len(tokens.words) or tokens.gap(place) != " ":
            return
        stop = city_end(tokens, place)
        stop = stop if stop > place else _capitals(tokens, place)
    else:
        stop = city_end(tokens, place)
    if stop > place:
        yield Span(tokens.starts[place], tokens.ends[stop - 1], "address.city", 0.88, "commune after an address")


def _postcode(tokens: Tokens, match: re.Match[str], streets: list[int]) -> Iterator[Span]:
    """A postcode counts where a commune, an address, or a bracket tells it from a measure."""
    code = match[1].replace(" ", "")
    if department_of(code) is None:
        return
    place = _word_at(tokens, match.end())
    near = place < len(tokens.words) and tokens.plain[match.end() : tokens.starts[place]] in (
        " ",
        "  ",
        " - ",
        "-",
        ", ",
        " (",
        "  ",
    )
    stop = city_end(tokens, place) if near else place
    after_street = any(0 <= match.start(1) - end <= 30 for end in streets)
    bracket = (
        tokens.plain[match.start() - 1 : match.start()] == "(" and tokens.plain[match.end() : match.end() + 1] == ")"
    )
    said = re.search(
        r"(?:\bCP|POSTAL|DOMICILE|ADRESSE|HABITE\w*)\W{0,4}$", tokens.plain[max(0, match.start() - 14) : match.start()]
    )
    if stop > place:
        stop = _capitals_on(tokens, place, stop)
    elif near and (after_street or (code in postcodes() and tokens.mixed)):
        stop = _capitals(tokens, place)
    if bracket and code in postcodes():
        yield from _before_bracket(tokens, match.start() - 1)
    if stop > place and not match[1][2:3] == " " or after_street or (bracket and code in postcodes()) or said:
        yield Span(match.start(1), match.end(1), "address.postcode", 0.9, "postcode with its commune or address")
        if stop > place:
            end = tokens.ends[stop - 1]
            cedex = re.match(r" CEDEX(?: \d{1,2})?", tokens.plain[end : end + 10])
            yield Span(
                tokens.starts[place], end + (cedex.end() if cedex else 0), "address.city", 0.9, "after a postcode"
            )


def _before_bracket(tokens: Tokens, offset: int) -> Iterator[Span]:
    """The commune before a postcode in brackets: ``Lorient (56100)``."""
    last = _word_at(tokens, offset) - 1
    if last < 0 or tokens.plain[tokens.ends[last] : offset].strip():
        return
    for first in range(max(0, last - _LONGEST_CITY + 1), last + 1):
        if city_end(tokens, first) == last + 1:
            yield Span(tokens.starts[first], tokens.ends[last], "address.city", 0.9, "commune before its postcode")
            return


def _capitals_on(tokens: Tokens, place: int, stop: int) -> int:
    """Lengthen a commune by words that hyphens tie to it (``Saint-X-de-Y`` with a typing error)."""
    while stop < len(tokens.words) and tokens.gap(stop) == "-":
        stop += 1
    return stop


def _capitals(tokens: Tokens, place: int) -> int:
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


def _city_after(tokens: Tokens, place: int) -> Iterator[Span]:
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
    stop = _capitals_on(tokens, after, stop)
    yield Span(tokens.starts[after], tokens.ends[stop - 1], "address.city", 0.87, "commune after a word of place")
    if (
        stop + 1 < len(tokens.words)
        and tokens.words[stop] in ("A", "ET")
        and (end := city_end(tokens, stop + 1)) > stop + 1
    ):
        yield Span(
            tokens.starts[stop + 1], tokens.ends[end - 1], "address.city", 0.8, "second commune after a word of place"
        )


def _city_itself(tokens: Tokens, place: int) -> Iterator[Span]:
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
    if bits & (f.COMMON | f.FUNCTION | f.MEDICAL | f.BARRED) or length < 4:
        return
    closes = tokens.plain[tokens.ends[stop - 1] : tokens.ends[stop - 1] + 1] == ")"
    after_a = place > 0 and tokens.words[place - 1] == "A" and before == " "
    comma = before == ", " and place > 1 and _ends_clause(tokens, stop)
    named = bool(bits & f.FIRST) and not bits & f.RARE and tokens.words[place] not in large_cities()
    if after_a and not named or (before.endswith("(") and closes) or (comma and not named):
        score = 0.82 if before.endswith("(") or after_a else 0.81
        yield Span(
            tokens.starts[place], tokens.ends[stop - 1], "address.city", score, "commune by its place in the text"
        )


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


_BEFORE_NAME = frozenset(
    str.split(
        "BON BONNE GRAND GRANDE GRANDS VIEUX VIEILLE PETIT PETITE PETITS BEAU BELLE BEL HAUT HAUTE BAS BASSE TROIS DEUX QUATRE SEPT CINQ MILLE NOTRE SAINT SAINTE ST STE JEAN VERT VERTE"
    )
)
_AFTER_NAME = frozenset(
    str.split(
        "FLEURI FLEURIE FLEURIS NEUF NEUVE VERT VERTE VERTS BLEU BLEUE BLANC BLANCHE ROUGE DORE DOREE CLAIR BRETON BRETONNE ROYAL ROYALE VIEUX HAUT BAS SOLEIL"
    )
)
_KINDS = frozenset(
    str.split(
        "INFIRMIER INFIRMIERS MEDICAL MEDICALE DENTAIRE HOSPITALIER HOSPITALIERE UNIVERSITAIRE RETRAITE REPOS SANTE CONVALESCENCE SOINS REEDUCATION READAPTATION DIALYSE ACCUEIL PRIVE PRIVEE GENERAL REGIONAL INTERCOMMUNAL SENIOR LOGEMENT VIE MUTUALISTE VETERINAIRE KINE"
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


def _institution(tokens: Tokens, place: int) -> Span | None:
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
        if t.mixed and t.shape(start) != LOWER
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
