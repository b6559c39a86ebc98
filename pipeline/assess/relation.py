"""A released column beside the raw one that it came from: which label may stand for which record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from pipeline.assess import labels as readings
from pipeline.assess.labels import Codes, Pairs, Values
from pipeline.assess.raw import Leak

ANY = frozenset({"*", "any", "(any)", "all"})
UNKNOWN = frozenset({"", "unknown", "inconnu", "na", "n/a", "nan", "null", "none"})
"""These stand for raw values that no other label holds; an empty cell does likewise."""
REST = frozenset({"other", "autre", "others"})
_CLOSE, _NEAR = 0.3, 0.1
"""How far shares of labels may be from those in the leak: where the raw column is known, where it is guessed."""


@dataclass(frozen=True)
class Relation:
    """``rows``: the label of each released row; ``raw``: the value of each raw record; ``pairs``: which holds which."""

    column: str
    reading: str
    rows: Codes = field(repr=False)
    raw: Codes = field(repr=False)
    pairs: Pairs = field(repr=False)
    sizes: tuple[int, int]
    """Numbers of distinct raw values and of distinct labels, empty cells among both."""

    @cached_property
    def exclusive(self) -> bool:
        """Whether each raw value stands in one label at most, so that labels can be compared as codes."""
        return len(np.unique(self.pairs[0])) == len(self.pairs[0])

    @cached_property
    def label_of_value(self) -> Codes:
        """Raw value -> its label, -1 for none; of several the one that fewest values share."""
        share = np.bincount(self.pairs[1], minlength=self.sizes[1])
        order = np.argsort(-share[self.pairs[1]], kind="stable")
        found = np.full(self.sizes[0], -1, dtype=np.int64)
        found[self.pairs[0][order]] = self.pairs[1][order]
        return found

    @cached_property
    def raw_labels(self) -> Codes:
        """The label of each raw record, -1 for none."""
        return self.label_of_value[self.raw]

    @cached_property
    def distance(self) -> float:
        """How far the shares of the released labels are from those in the leak (total variation, 0 to 1)."""
        if not self.exclusive:
            held = np.isin(self.rows, self.pairs[1])
            return float(1 - held.mean()) if len(held) else 1.0
        found = np.bincount(self.rows, minlength=self.sizes[1]) / max(len(self.rows), 1)
        known = np.bincount(self.raw_labels + 1, minlength=self.sizes[1] + 1)[1:] / max(len(self.raw), 1)
        return float(np.abs(found - known).sum() + (1 - known.sum())) / 2


@dataclass
class Reader:
    """Finds relations between released columns and the columns of a leak; what is reckoned of a column is kept."""

    leak: Leak
    year: int | None = None
    hierarchies: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)
    """Raw column -> lines of a hierarchy: the raw value, then its labels from fine to coarse."""
    _known: dict[str, tuple[Values, Codes]] = field(default_factory=dict)

    def values(self, column: str) -> tuple[Values, Codes]:
        """The distinct values of a raw column, and which each record has; empty is the number after the last."""
        if column not in self._known:
            cells = self.leak.cells[column]
            distinct = cells.drop_nulls().unique(maintain_order=True)
            numbered = pl.DataFrame({"v": distinct}).with_row_index("n")
            codes = cells.to_frame("v").join(numbered, on="v", how="left", maintain_order="left")["n"]
            self._known[column] = (Values(distinct), codes.fill_null(len(distinct)).cast(pl.Int64).to_numpy())
        return self._known[column]

    def relate(self, released: pl.Series, column: str, shift: int | None = None) -> Iterator[Relation]:
        """Every reading of a released column as coming from ``column`` that holds at least half of its rows."""
        distinct = released.drop_nulls().unique(maintain_order=True).cast(pl.String)
        numbered = pl.DataFrame({"v": distinct}).with_row_index("n")
        frame = released.cast(pl.String).to_frame("v").join(numbered, on="v", how="left", maintain_order="left")
        rows = frame["n"].fill_null(len(distinct)).cast(pl.Int64).to_numpy()
        values, raw = self.values(column)
        for name, read in self._readings(column, shift, distinct):
            pairs = read(distinct, values)
            filled = rows < len(distinct)
            if not filled.any() or np.isin(rows[filled], np.unique(pairs[1])).mean() < 0.5:
                continue
            sizes = len(values.values) + 1, len(distinct) + 1
            yield Relation(column, name, rows, raw, _completed(pairs, distinct, rows, raw, sizes), sizes)

    def _readings(
        self, column: str, shift: int | None, labels: pl.Series
    ) -> Iterator[tuple[str, Callable[[pl.Series, Values], Pairs]]]:
        if shift is not None:
            yield "shifted", readings.shifted(shift)
            return
        yield "value", readings.same
        if column in self.hierarchies:
            yield "hierarchy", self._hierarchy(column)
        if len(labels) > _BANDS:
            return
        yield from (item for item in readings.READINGS.items() if item[0] != "value")
        spans = any(readings.spans_numbers(str(label)) for label in labels.head(_FEW))
        if spans and self.leak.entities.get(column) in ("person.birth_date", "date", None):
            for year in [self.year] if self.year else range(2000, 2031):
                yield f"age in {year}", readings.aged(year)

    def _hierarchy(self, column: str) -> Callable[[pl.Series, Values], Pairs]:
        lines = self.hierarchies[column]

        def climb(labels: pl.Series, raw: Values) -> Pairs:
            found = []
            for level in range(max(map(len, lines), default=0)):
                up = {line[0]: line[level] for line in lines if level < len(line)}
                found.append(
                    readings.equal(labels, raw.values.replace_strict(up, default=None, return_dtype=pl.String))
                )
            return readings.joined(found)

        return climb

    def best(
        self, released: pl.Series, columns: Sequence[str], known: bool, shift: int | None = None
    ) -> Relation | None:
        """The reading whose labels are shared out most as in the leak; None where none is close."""
        nearest = self.nearest(released, columns, shift)
        return nearest if nearest and nearest.distance < (_CLOSE if known else _NEAR) else None

    def nearest(self, released: pl.Series, columns: Sequence[str], shift: int | None = None) -> Relation | None:
        """The same however far, for whoever knows that the column comes from one of these."""
        found = [relation for column in columns for relation in self.relate(released, column, shift)]
        return min(found, key=lambda relation: round(relation.distance, 9), default=None)


_FEW = 50
_BANDS = 2_000
"""A column of more distinct labels than these holds values, not bands; only equality is tried."""


def _completed(pairs: Pairs, distinct: pl.Series, rows: Codes, raw: Codes, sizes: tuple[int, int]) -> Pairs:
    """The pairs with those of empty cells, ``*``, ``unknown``, ``other``: what no other label holds, or everything."""
    empty_raw, empty_label = sizes[0] - 1, sizes[1] - 1
    lowered = [(label or "").casefold() for label in distinct] if len(distinct) <= _BANDS else []
    whole = [n for n, label in enumerate(lowered) if label in ANY]
    left = np.setdiff1d(np.arange(sizes[0]), pairs[0])
    rest = [n for n, label in enumerate(lowered) if label in REST and n not in pairs[1]]
    unknown = [n for n, label in enumerate(lowered) if label in UNKNOWN and n not in pairs[1]]
    parts = [pairs]
    parts += [(left[left != empty_raw], np.full(int((left != empty_raw).sum()), n)) for n in rest]
    beside = left if not rest else np.array([empty_raw])
    parts += [(beside, np.full(len(beside), n)) for n in unknown]
    blanks = int((rows == empty_label).sum())
    if blanks and blanks <= 1.02 * np.isin(raw, beside).sum() and not unknown:
        parts.append((beside, np.full(len(beside), empty_label)))
    elif blanks:
        whole.append(empty_label)
    parts += [(np.arange(sizes[0]), np.full(sizes[0], n)) for n in whole]
    return readings.joined([(a.astype(np.int64), b.astype(np.int64)) for a, b in parts])
