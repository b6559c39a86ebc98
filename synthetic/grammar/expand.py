"""Expands the rules: symbols in brackets, chosen by weight, down to literal text and named slots.

In a rule ``a | 3*b`` chooses among alternatives, the second three times as often; ``[SYMBOL]`` is expanded in
turn, ``[SYMBOL?]`` half of the time, ``[!FACT]`` without asserting the fact of the patient; ``{slot}`` stays,
to be filled with a value of the record or made up; ``<venu/venue>`` agrees with the patient.
"""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from random import Random

from synthetic.grammar import clinical, office
from synthetic.grammar.conditions import ADULT_F, CHILD_F, CHILD_M, CONDITIONS, DRUGS, WOMAN

RULES: dict[str, str] = {**office.RULES, **clinical.RULES}
FEMALE = frozenset({CHILD_F, WOMAN, ADULT_F})
MAX_LENGTH = 220
"""Characters of a skeleton; longer ones are drawn again."""

OPTIONAL = 0.5
_PART = re.compile(r"\[(?P<deny>!?)(?P<rule>[A-Z]+)(?P<maybe>\??)\]|<(?P<m>[^/<>]*)/(?P<f>[^<>]*)>|(?P<text>[^\[<]+)")
_WEIGHT = re.compile(r"(\d+)\*")
_CLEAN = (
    (re.compile(r"\s+"), " "),
    (re.compile(r" (?=[,.)])(?!\.\.)"), ""),
    (re.compile(r"\b([Dd])e (?=[aeiouéèêâîôûAEIOUÉ])"), r"\1'"),
    (re.compile(r"\b([Ll])[ea] (?=[aeiouéèêâîôûAEIOUÉ])"), r"\1'"),
    (re.compile(r"\b([Ss])a (?=[aeéè])"), r"\1on "),
    (re.compile(r"\b([Pp])our le (?=l')"), r"\1our "),
)


@dataclass(frozen=True)
class Alternatives:
    """Alternatives of one symbol, parsed, and their cumulated weights."""

    parts: tuple[tuple[re.Match[str], ...], ...]
    ends: tuple[int, ...]


@cache
def _rule(symbol: str) -> Alternatives:
    texts, weights = [], []
    for text in RULES[symbol].split(" | "):
        weighted = _WEIGHT.match(text)
        weights.append(int(weighted[1]) if weighted else 1)
        texts.append(tuple(_PART.finditer(text[weighted.end() :] if weighted else text)))
    return Alternatives(tuple(texts), tuple(accumulate(weights)))


@cache
def _cleaned(text: str) -> str:
    for pattern, new in _CLEAN:
        text = pattern.sub(new, text)
    return text.strip()


@dataclass
class Expansion:
    """One expansion for an audience: the facts asserted on the way are collected."""

    random: Random
    audience: int
    facts: set[str] = field(default_factory=set)

    def text(self, symbol: str) -> str:
        """Skeleton of ``symbol``, cleaned: single blanks, elisions."""
        return _cleaned(self._expand(symbol))

    def _expand(self, symbol: str) -> str:
        rule = _rule(symbol)
        chosen = rule.parts[bisect(rule.ends, self.random.random() * rule.ends[-1])]
        return "".join(self._part(part) for part in chosen)

    def _part(self, part: re.Match[str]) -> str:
        if part["text"] is not None:
            self._note(part["text"])
            return part["text"]
        if part["rule"] is None:
            return str(part["f"] if self.audience in FEMALE else part["m"])
        if part["maybe"]:
            return f" {self._expand(part['rule'])} " if self.random.random() < OPTIONAL else ""
        if part["rule"] in ("FACT", "ALLERGY"):
            return self._fact(part["rule"] == "ALLERGY", bool(part["deny"]))
        return self._expand(part["rule"])

    def _fact(self, allergy: bool, denied: bool) -> str:
        fitting = [
            one
            for one in CONDITIONS
            if self.audience in one.suits and (not allergy or one.category == "health.allergy")
        ]
        condition = self.random.choice(fitting)
        if denied:
            return self.random.choice([phrase for phrase in condition.phrases if "+" not in phrase])
        self.facts.add(condition.category)
        return self.random.choice(condition.phrases)

    def _note(self, text: str) -> None:
        """A drug that is taken is a treatment, and may say of what."""
        if "{drug" in text:
            self.facts.add("health.treatment")
            self.facts.update(category for category in DRUGS if category and f"{{drug_{category[7:]}}}" in text)


def start(audience: int) -> str:
    """Symbol from which the comments of an audience are expanded."""
    return "CHILD" if audience in (CHILD_M, CHILD_F) else "GROWN"
