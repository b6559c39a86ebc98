"""Redaction that fails closed: what was found is replaced, and so is every word that is in no safe vocabulary."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.detect.text.detector import TextDetector, detector
from pipeline.detect.text.residue import CLOSE, RESIDUE, residue
from pipeline.detect.text.span import NAMES, Span, resolve


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
    spans = suspicious(text, record, using or detector())
    pieces, end = [], 0
    for span in spans:
        pieces += [text[end : span.start], f"[{span.entity}]"]
        end = span.end
    return "".join([*pieces, text[end:]]), spans


def suspicious(text: str, record: Mapping[str, object] | None, using: TextDetector) -> list[Span]:
    """What identifies, and every word that might: disjoint spans in text order, one a name."""
    found = using.find(text, record)
    return _bridged(text, resolve([*found, *residue(text, found)]))


def _bridged(text: str, spans: list[Span]) -> list[Span]:
    """Unite the words of one name: a name and what is left beside it, with the space between them."""
    kept: list[Span] = []
    for span in spans:
        last = kept[-1] if kept else None
        if last is not None and {last.entity, span.entity} <= _NAMED and text[last.end : span.start] in CLOSE:
            main = max(last, span, key=lambda s: (s.entity != RESIDUE, s.end - s.start))
            kept[-1] = main._replace(start=last.start, end=span.end)
        else:
            kept.append(span)
    return kept


_NAMED = NAMES | {RESIDUE}
