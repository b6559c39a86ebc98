"""The detector of texts: every way of finding, in order, and their findings settled once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, reduce
from operator import or_

from pipeline.detect.text import accounts, flags, known, numbers, places, roles, slips
from pipeline.detect.text.gazetteer import Gazetteer
from pipeline.detect.text.people import People
from pipeline.detect.text.span import Span, resolve, united
from pipeline.detect.text.tokens import LOWER, Tokens

_DIGIT = re.compile(r"\d")
_DOTTED = re.compile(r"[^\W\d_][._][^\W_]|\d\.\d+\.\d|:[/:0-9A-Fa-f]")
_NAMED = flags.STRONG | flags.PURE | flags.INITIAL
_PLACED = flags.PLACE | flags.LOCAL | flags.CITY
_NAMING = flags.STARTS | flags.PLACE | flags.LOCAL | flags.CITY
LONG = 600
"""Characters from which a text names people again by surname alone."""


class TextDetector:
    """Finds identifying values in texts.

    Parameters
    ----------
    gazetteer:
        The file's own names; without it only the lists of the package are known.

    Examples
    --------
    >>> [span.entity for span in TextDetector().find("Rappeler Mme Le Goff au 06 39 98 00 12")]
    ['person.name', 'phone']
    """

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        slips.load()
        self._lexicon = (gazetteer or Gazetteer.empty()).bind()

    def find(self, text: str, record: Mapping[str, object] | None = None) -> list[Span]:
        """Find the spans of a text, in reading order, without overlaps.

        Parameters
        ----------
        text:
            Any text; offsets of the result count its characters.
        record:
            The record's other columns, ``{header: value}``: its own values are searched for first.
        """
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            return self._composed(text, record)
        tokens = Tokens(text, self._lexicon.__getitem__)
        found = self._all(tokens, known.prepare(record) if record else None)
        return resolve(united(found) if record else found)

    def _all(self, tokens: Tokens, own: known.Own | None) -> list[Span]:
        text, plain = tokens.text, tokens.plain
        digits = _DIGIT.search(text) is not None
        every = reduce(or_, tokens.bits, 0)
        found: list[Span] = []
        if digits:
            found = numbers.find(plain)
        if every & flags.MONTH:
            found += numbers.worded(plain)
            found += numbers.spoken(plain)
        dotted = ("." in text or ":" in text or "_" in text) and _DOTTED.search(text) is not None
        if dotted or every & flags.ACCOUNT or "@" in text:
            found += accounts.find(text, plain, bool(every & flags.ACCOUNT), dotted)
        if not (digits or own or every & _NAMING or 0 in tokens.bits):
            return found
        tokens.place()
        if own is not None:
            found += known.find(tokens, own)
        if digits or every & _PLACED:
            found += places.find(tokens, digits)
        if every & _NAMED or 0 in tokens.bits or (every & flags.FIRST and (tokens.mixed or "PETIT" in plain)):
            names = list(roles.named(People(tokens)))
            if len(text) > LONG and names:
                names += _again(tokens, names)
            found += names
        return found

    def _composed(self, text: str, record: Mapping[str, object] | None) -> list[Span]:
        """Search a text with separate accents as its composed form, and give the places of the original."""
        pieces, offsets = [], [0]
        cluster = ""
        for character in text:
            if cluster and not unicodedata.combining(character):
                composed = unicodedata.normalize("NFC", cluster)
                pieces.append(composed)
                offsets += [
                    offsets[-1] if i < len(composed) - 1 else offsets[-1] + len(cluster) for i in range(len(composed))
                ]
                cluster = ""
            cluster += character
        composed = unicodedata.normalize("NFC", cluster)
        pieces.append(composed)
        offsets += [offsets[-1] if i < len(composed) - 1 else offsets[-1] + len(cluster) for i in range(len(composed))]
        whole = "".join(pieces)
        tokens = Tokens(whole, self._lexicon.__getitem__)
        found = self._all(tokens, known.prepare(record) if record else None)
        spans = resolve(united(found) if record else found)
        return [span._replace(start=offsets[span.start], end=offsets[span.end]) for span in spans]


def _again(tokens: Tokens, names: list[Span]) -> list[Span]:
    """Find surnames again that the text has named in full: a letter says ``Jean Moreau`` once, then ``Moreau``."""
    said: dict[str, str] = {}
    inside: set[int] = set()
    for span in names:
        for place, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True)):
            if span.start <= start and end <= span.end:
                inside.add(place)
                bits = tokens.bits[place]
                told = bits & flags.FIRST or (span.score >= 0.8 and end - start > 3)
                if told and not bits & (flags.COMMON | flags.PARTICLE | flags.FUNCTION) and end - start > 2:
                    said.setdefault(tokens.words[place], span.entity)
    return [
        Span(tokens.starts[i], tokens.ends[i], said[word], 0.7, "named in full elsewhere in the text")
        for i, word in enumerate(tokens.words)
        if word in said and i not in inside and (not tokens.mixed or tokens.shape(i) != LOWER)
    ]


@cache
def detector() -> TextDetector:
    """The detector without any file's own names."""
    return TextDetector()
