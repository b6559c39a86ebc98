"""Presidio's interface, imported without a socket.

Presidio imports requests, and urllib3 below it opens a socket while it is imported, to see whether this machine has
IPv6. Nothing of ours opens one (threat T27), so it is told beforehand that there is none.
"""

from __future__ import annotations

import socket

_has_ipv6 = socket.has_ipv6
socket.has_ipv6 = False
try:
    from presidio_analyzer import (
        AnalysisExplanation,
        AnalyzerEngine,
        ContextAwareEnhancer,
        EntityRecognizer,
        RecognizerRegistry,
        RecognizerResult,
    )
    from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
finally:
    socket.has_ipv6 = _has_ipv6

__all__ = [
    "AnalysisExplanation",
    "AnalyzerEngine",
    "ContextAwareEnhancer",
    "EntityRecognizer",
    "NlpArtifacts",
    "NlpEngine",
    "RecognizerRegistry",
    "RecognizerResult",
]
