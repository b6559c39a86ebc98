"""Redaction that fails closed: what was found is replaced, and so is every word that is in no safe vocabulary.

Safe are French words, words of medicine, shorthand and measures. A name that no rule found is in none of these, unless
it is also a word; a word with its capital amid small letters that is also a name is redacted too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.detect.text import flags as f
from pipeline.detect.text.detector import TextDetector, detector
from pipeline.detect.text.slips import meant, misspelt
from pipeline.detect.text.span import Span, resolve
from pipeline.detect.text.tokens import LOWER, TITLE, Tokens, fold
from pipeline.locales.fr.medical import is_medical

RESIDUE = "residue"
"""Entity of what is redacted because nothing says that it is safe."""
_NUMBER = re.compile(r"\d[\d .\-/]{3,}\d")
_LETTER_RUN = re.compile(r"\S*[@\\_]\S*|\b[^\W\d_]{4,}\d{2,}\w*")
_MEASURE = re.compile(r"\d{1,3}(?:[ .,]\d{1,3}){0,2}(?:/\d{1,3})?(?: ?-? ?\d{1,3})?")


def redact(
    text: str, record: Mapping[str, object] | None = None, using: TextDetector | None = None
) -> tuple[str, list[Span]]:
    """Replace what identifies, and what might.

    Parameters
    ----------
    text, record:
        As in `TextDetector.find`.
    using:
        The detector with the file's own names; the plain one by default.

    Returns
    -------
    The text with ``[entity]`` in place of each span, and the spans.

    Examples
    --------
    >>> redact("Mme Le Goff à jeun, voir Xqwzt")[0]
    'Mme [person.name] à jeun, voir [residue]'
    """
    finder = using or detector()
    found = finder.find(text, record)
    spans = resolve([*found, *residue(text, found)])
    pieces, end = [], 0
    for span in spans:
        pieces += [text[end : span.start], f"[{span.entity}]"]
        end = span.end
    return "".join([*pieces, text[end:]]), spans


def residue(text: str, found: Sequence[Span]) -> list[Span]:
    """Words and numbers outside ``found`` that are in no safe vocabulary."""
    from pipeline.detect.text.lexicon import shared

    tokens = Tokens(text, shared().__getitem__)
    tokens.place()
    covered = bytearray(len(text))
    for span in found:
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    left = [
        Span(start, end, RESIDUE, 0.1, "word in no safe vocabulary")
        for place, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True))
        if not covered[start] and not _safe(tokens, place)
    ]
    for match in _NUMBER.finditer(text):
        if not any(covered[match.start() : match.end()]) and _MEASURE.fullmatch(match[0].strip()) is None:
            left.append(Span(*match.span(), RESIDUE, 0.1, "long number"))
    left += (Span(*match.span(), RESIDUE, 0.1, "joined by a sign") for match in _LETTER_RUN.finditer(text))
    return left


def _safe(tokens: Tokens, place: int) -> bool:
    """Tell whether a word may stay: no name without its context, and no word that nothing knows."""
    bits, word = tokens.bits[place], tokens.words[place]
    if len(word) < 3 or bits & (f.FUNCTION | f.NOTE | f.STRONG | f.MONTH | f.WAY | f.PLACE | f.ACCOUNT):
        return True
    if bits & f.MEDICAL or is_medical(word):
        return True
    shape = tokens.shape(place)
    if bits & f.NAME:
        doubtful = tokens.mixed and shape == TITLE and not tokens.opens(place)
        return bool(bits & f.COMMON) and not bits & f.FIRST and not doubtful
    if bits & f.WORD:
        return True
    return _slip(word, tokens.mixed and shape != LOWER)


def _slip(word: str, capital: bool) -> bool:
    """Tell whether an unknown word is a cue or a long word with one wrong letter."""
    return not capital and len(fold(word)) > 5 and (bool(meant(word)) or misspelt(word))
