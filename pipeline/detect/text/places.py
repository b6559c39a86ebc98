"""Addresses, postcodes, communes and institutions in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.detect.text import flags as f
from pipeline.detect.text.cities import city_after, city_itself, with_article
from pipeline.detect.text.institutions import institution
from pipeline.detect.text.slips import meant
from pipeline.detect.text.span import Span
from pipeline.detect.text.streets import numbered
from pipeline.detect.text.tokens import Tokens

_FLOOR = re.compile(r",? ?(?:APPT?|APPARTEMENT|BAT|BATIMENT|ESC|ESCALIER|ETAGE|PORTE|HALL|CHEZ)\b")


def find(tokens: Tokens, digits: bool) -> Iterator[Span]:
    """Yield addresses, postcodes, communes and institutions of a text; ``digits`` says that it has any."""
    if digits or "LIEU" in tokens.words:
        yield from numbered(tokens)
    for place, bits in enumerate(tokens.bits):
        if not bits and meant(tokens.words[place]) & f.LOCAL:
            yield from city_after(tokens, place)
        elif bits & _LOOKED_AT:
            if bits & f.PLACE and (found := institution(tokens, place)):
                yield found
            elif bits & f.LOCAL:
                yield from city_after(tokens, place)
            elif bits & f.CITY:
                yield from city_itself(tokens, with_article(tokens, place))


_LOOKED_AT = f.PLACE | f.LOCAL | f.CITY
