"""Equivalence classes: which tuples look alike when attributes are generalised to certain levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from pipeline.anonymise.generalise.coded import Coded, Sensitive, combine
from pipeline.anonymise.generalise.hierarchy import Ints, summed

DENSE = 1 << 16
"""Keys up to this, and to some times the tuples, are counted in an array as they are; others are numbered first."""


class Histogram:
    """How often each sensitive value stands in each class: parallel arrays in order of class, one entry a pair."""

    def __init__(self, sensitive: Sensitive, class_of: Ints, classes: int) -> None:
        values = len(sensitive.values)
        key = class_of[sensitive.tuples].astype(np.int64) * values + sensitive.codes
        if classes * values <= DENSE + 4 * len(key):
            table = summed(key, sensitive.counts, classes * values)
            pair = np.flatnonzero(table)
            counts = table[pair]
        else:
            pair, place = np.unique(key, return_inverse=True)
            counts = summed(place, sensitive.counts, len(pair))
        self.size = values
        self.classes = pair // values
        self.codes = pair % values
        self.counts = counts
        self.values = sensitive.values
        self.overall = summed(sensitive.codes, sensitive.counts, values)


class Classes:
    """The classes of a table at some levels of some of its attributes.

    ``class_of`` numbers the class of each tuple (numbers may be left out), ``sizes`` are records of each class,
    ``population`` its persons in the population, zeros where none is known.
    """

    def __init__(self, coded: Coded, class_of: Ints, classes: int) -> None:
        self.coded = coded
        self.class_of = class_of
        self.number = classes
        self.sizes: Ints = np.bincount(class_of, weights=coded.counts, minlength=classes).astype(np.int64)

    @cached_property
    def population(self) -> Ints:
        """Persons of the population in each class."""
        persons = self.coded.population
        if persons is None:
            return np.zeros(self.number, dtype=np.int64)
        found: Ints = np.bincount(self.class_of, weights=persons, minlength=self.number).astype(np.int64)
        return found

    @cached_property
    def _histograms(self) -> dict[str, Histogram]:
        return {}

    def histogram(self, name: str) -> Histogram:
        """The values of one sensitive column in each class."""
        if name not in self._histograms:
            self._histograms[name] = Histogram(self.coded.sensitive[name], self.class_of, self.number)
        return self._histograms[name]


class Grouping:
    """Groups the tuples of a table at any levels; keeps the codes of each level at hand."""

    def __init__(self, coded: Coded) -> None:
        self.coded = coded
        self._codes: dict[tuple[int, int], Ints] = {}

    def codes(self, attribute: int, level: int) -> Ints:
        """The label of each tuple, by number."""
        if (attribute, level) not in self._codes:
            found = self.coded.hierarchies[attribute].codes[level]
            narrow = found.astype(np.min_scalar_type(int(found.max(initial=0))))
            self._codes[attribute, level] = narrow[self.coded.leaves[attribute]]
        return self._codes[attribute, level]

    def classes(self, levels: Mapping[int, int]) -> Classes:
        """The classes when attributes are at ``levels`` and those that are not named do not exist."""
        if not levels:
            return Classes(self.coded, np.zeros(len(self.coded.counts), dtype=np.int64), 1)
        cards = [len(self.coded.hierarchies[a].labels[level]) for a, level in levels.items()]
        columns: Sequence[Ints] = [self.codes(a, level) for a, level in levels.items()]
        key, bound = combine(columns, cards), 1
        for card in cards:
            bound *= card
        if bound > DENSE + 4 * len(key):
            found, key = np.unique(key, return_inverse=True)
            bound = len(found)
        return Classes(self.coded, key, bound)
