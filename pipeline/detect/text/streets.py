"""Streets, post boxes and postcodes in running text.

Kinds of way follow the postal standard NF Z10-011 (AFNOR); postcodes are of the official list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from pipeline.detect.text import flags as f
from pipeline.detect.text.cities import LONGEST_CITY, capitals, capitals_on, city_end
from pipeline.detect.text.span import Span
from pipeline.detect.text.tokens import LOWER, Tokens
from pipeline.locales.fr.geography import department_of, postcodes

_STREET = re.compile(
    r"(?<![\w,./\-])(?<!\d[ .])(?!(?:19|20)\d\d\b)\d{1,4}(?: ?(?:BIS|TER|QUATER|[A-D])\b)?"
    r"(?: ?[-/] ?\d{1,4}(?: ?(?:BIS|TER))?)?,? {1,2}"
    r"(?:(?:GRANDE?|VIEILLE|ANCIENNE?|QUARTIER|RESIDENCE|LOTISSEMENT|HAMEAU|LES?|LA) )?"
    r"(?:RUE|R|AVENUE|AVE?|BD|BLD|BLVD|BVD|BOULEVARD|BOUL|IMPASSE|IMP|ALLEES?|ALL|CHEMIN|CHEM|CHE|CH|PLACE|PLACETTE|PL|"
    r"ROUTE|RTE|SQUARE|SQ|QUAI|COURS|CRS|LOTISSEMENT|LOT|RESIDENCE|RES|HAMEAU|HAM|PASSAGE|SENTIER|SENTE|VENELLE|"
    r"ESPLANADE|ESP|CLOS|FAUBOURG|FBG|FG|CITE|VOIE|RUELLE|PROMENADE|PROM|TRAVERSE|MONTEE|QUARTIER|VILLAGE|MAIL|"
    r"CHAUSSEE|DESCENTE|ROCADE|DOMAINE|VILLA|CORNICHE|LIEU[ -]DIT|GRAND[ -]?RUE|GRAND[ -]PLACE|PARC|PARVIS)\b\.?"
)
_BOX = re.compile(r"\b(?:BP|CS|TSA) ?\d{2,5}\b|\bLIEU[ -]?DIT {1,2}(?:LES? |LA |L'|KER ?)?[A-Z]{3,}(?:[ -][A-Z]{4,})?")


_POSTCODE = re.compile(r"(?<![\dA-Z.,/])(?:F-? ?)?(\d{5}|\d{2} \d{3})(?![\d/,]|\.\d)")


_STREET_LINKS = frozenset(str.split("DE DU DES LA LE LES L D ET EN AUX AU SUR SOUS SAINT SAINTE ST STE DR PR A"))


def _word_at(tokens: Tokens, offset: int) -> int:
    """Number of the first word at or after a character."""
    return bisect_left(tokens.starts, offset)


def numbered(tokens: Tokens) -> Iterator[Span]:
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
            return _ordinal(tokens, end)
        word = tokens.words[place]
        if word == "A" and taken and gap == " ":
            stop = _hamlet(tokens, place + 1)
            if stop == place + 1:
                break
            taken, end, place = taken + 1, tokens.ends[stop - 1], stop
            continue
        if not taken and word in ("ET", "EN", "A"):
            return offset
        if (not taken and word not in _STREET_LINKS) or _inside(tokens, place, gap):
            taken, end, place = taken + 1, tokens.ends[place], place + 1
            continue
        if _stops(tokens, place, gap, taken):
            break
        if word not in _STREET_LINKS:
            taken += 1
            end = tokens.ends[place]
        elif _continues(tokens, place):
            end = tokens.ends[place]
        else:
            break
        place += 1
    return end


def _stops(tokens: Tokens, place: int, gap: str, taken: int) -> bool:
    """Tell whether a word is no more of a street's name: of grammar, of people, or in small letters after capitals."""
    word, bits = tokens.words[place], tokens.bits[place]
    if word in _STREET_LINKS:
        return False
    capital = tokens.mixed and tokens.shape(place) != LOWER
    barred = bits & (f.FUNCTION | f.KIN | f.CIVIL | f.CARE | f.BORN | f.CUE | f.PLACE)
    if barred and not (bits & f.CIVIL and len(word) > 3):
        named = capital and gap in (" ", "-", "'") and bits & f.WORD and not bits & f.CUE
        if not named:
            return True
    return bool(taken) and tokens.mixed and not capital and tokens.shape(place - 1) != LOWER and gap == " "


def _old_commune(tokens: Tokens, place: int) -> bool:
    """Tell whether ``rue X - Y`` names the commune that a merged one came from."""
    if tokens.mixed and tokens.shape(place) == LOWER:
        return False
    stop = city_end(tokens, place)
    if stop > place and tokens.ends[stop - 1] - tokens.starts[place] > 3:
        return True
    for last in range(place, min(place + 4, len(tokens.words))):
        bits, linked = tokens.bits[last], last > place and tokens.words[last] in _STREET_LINKS
        if (last > place and tokens.gap(last) not in " -'") or (bits & _NO_COMMUNE and not linked):
            break
        addressed = _ADDRESS_ON.match(tokens.plain, tokens.ends[last])
        if addressed or (not bits & f.COMMON and _CLOSED.match(tokens.plain, tokens.ends[last])):
            return True
    return False


_NO_COMMUNE = f.BARRED | f.NOTE | f.MEDICAL
_ADDRESS_ON = re.compile(r" A [A-Z]|,? \d{5}\b")
_CLOSED = re.compile(r"$|,|\n| [+/] | //| - ")


def _inside(tokens: Tokens, place: int, gap: str) -> bool:
    """Tell whether what stands before makes a part of the street's name of any word: ``d'or``, ``grand mas``."""
    if not place:
        return False
    before, bits = tokens.words[place - 1], tokens.bits[place]
    if before in ("D", "L") and gap == "'":
        return True
    if before in ("GRAND", "GRANDE", "PETIT", "PETITE", "VIEUX", "VIEILLE", "HAUT", "BAS"):
        return gap in (" ", "-") and bool(bits & f.PLACE)
    return bool(tokens.bits[place - 1] & f.FIRST and bits & f.LAST and bits & f.KIN) and gap == " "


def _hamlet(tokens: Tokens, place: int) -> int:
    """End of a place inside a street's name, where the commune follows it: ``route des Prés à X, Lorient``."""
    for stop in range(place + 1, min(place + 4, len(tokens.words))):
        if tokens.bits[stop - 1] & (f.BARRED & ~f.FUNCTION) or (stop - place > 1 and tokens.gap(stop - 1) not in " -'"):
            break
        after = tokens.plain[tokens.ends[stop - 1] : tokens.ends[stop - 1] + 8]
        if _POSTCODE_NEXT.match(after):
            return stop
        again = tokens.words[stop] == "A" and tokens.gap(stop) == " " and stop + 1 < len(tokens.words)
        city = stop + 1 if again else stop
        if (again or tokens.gap(stop) == ", ") and city_end(tokens, city) > city:
            return stop
    return place


_POSTCODE_NEXT = re.compile(r",? \d{5}\b")


def _ordinal(tokens: Tokens, end: int) -> int:
    """Take in the number of ``rue du 8 mai 1945`` and the like."""
    match = _DATED_STREET.match(tokens.plain, end)
    return match.end() if match else end


_DATED_STREET = re.compile(
    r" \d{1,2}(?:ER)? (?:MAI|JUIN|JUILLET|AOUT|SEPTEMBRE|NOVEMBRE|MARS|AVRIL|FEVRIER|DECEMBRE|OCTOBRE|RI|RE|E)\b"
    r"(?: (?:19|18|20)\d\d)?"
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
        stop = stop if stop > place else capitals(tokens, place)
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
        stop = capitals_on(tokens, stop)
    elif near and (after_street or (code in postcodes() and tokens.mixed)):
        stop = capitals(tokens, place)
    if bracket and code in postcodes():
        yield from _before_bracket(tokens, match.start() - 1)
    if (stop > place and match[1][2:3] != " ") or after_street or (bracket and code in postcodes()) or said:
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
    for first in range(max(0, last - LONGEST_CITY + 1), last + 1):
        if city_end(tokens, first) == last + 1:
            yield Span(tokens.starts[first], tokens.ends[last], "address.city", 0.9, "commune before its postcode")
            return
