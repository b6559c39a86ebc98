"""The file's own names: a mergeable state that pass one fits and pass two searches texts with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from pipeline.detect.text import flags as f
from pipeline.detect.text.known import entity_of
from pipeline.detect.text.lexicon import Lexicon, shared
from pipeline.detect.text.tokens import fold
from pipeline.locales.fr.wording import CIVILITIES, DOCTORS, PARTICLES

MOST = 1_000_000
"""Words that texts are searched with, the most frequent ones: a bound on memory (some 120 bytes each)."""
_ENTITIES = {"person.name": f.LAST, "person.birth_name": f.LAST, "prescriber.name": 0, "person.first_name": f.FIRST}
_WORD = re.compile(r"[A-Z]{3,}")


@dataclass(frozen=True)
class Gazetteer:
    """Folded words of the name columns -> bits, and how often each was met; merging is associative and commutative.

    It holds values of the leak, in memory only: pickling it raises `TypeError`.
    """

    words: Mapping[str, int]
    counts: Mapping[str, int]

    @classmethod
    def empty(cls) -> Gazetteer:
        """Make the state before any record."""
        return cls({}, {})

    def fit(self, entity: str, cells: Iterable[str | None]) -> Gazetteer:
        """Take in the cells of a column of ``entity``; other entities than names change nothing."""
        return self.fit_counted(entity, ((cell, 1) for cell in cells))

    def fit_counted(self, entity: str, cells: Iterable[tuple[str | None, int]]) -> Gazetteer:
        """Take in the distinct cells of a column of ``entity``, each with how often it is there."""
        bit = _ENTITIES.get(entity)
        if bit is None:
            return self
        found, counts = dict(self.words), dict(self.counts)
        for cell, times in cells:
            for word in _WORD.findall(fold(cell)) if cell else ():
                if word not in PARTICLES and word not in DOCTORS and word not in CIVILITIES:
                    found[word] = found.get(word, f.OWN) | bit
                    counts[word] = counts.get(word, 0) + times
        return Gazetteer(found, counts)

    def fit_records(self, records: Iterable[Mapping[str, object]]) -> Gazetteer:
        """Take in records as ``{column: value}``; headers tell which columns hold names."""
        columns: dict[str, list[str]] = {}
        for record in records:
            for column, value in record.items():
                entity = entity_of(column)
                if entity in _ENTITIES and value is not None:
                    columns.setdefault(entity, []).append(str(value))
        state = self
        for entity, cells in columns.items():
            state = state.fit(entity, cells)
        return state

    def merge(self, other: Gazetteer) -> Gazetteer:
        """Unite the states of two parts of a file."""
        found, counts = dict(self.words), dict(self.counts)
        for word, bits in other.words.items():
            found[word] = found.get(word, 0) | bits
            counts[word] = counts.get(word, 0) + other.counts.get(word, 0)
        return Gazetteer(found, counts)

    def frequent(self, most: int = MOST) -> Gazetteer:
        """The ``most`` frequent words, the first of the alphabet among equals; for searching, no more to be merged."""
        if len(self.words) <= most:
            return Gazetteer(self.words, {})
        chosen = nsmallest(most, self.words, key=lambda word: (-self.counts[word], word))
        return Gazetteer({word: self.words[word] for word in chosen}, {})

    def bind(self) -> Lexicon:
        """The shared lexicon with the file's own words marked."""
        if not self.words:
            return shared()
        return Lexicon(self.words, shared())

    def __reduce__(self) -> Any:
        raise TypeError("a gazetteer holds values of the leak in memory and is never written")

    def __sealed__(self) -> tuple[object, ...]:
        return Gazetteer, (self.words, self.counts)
