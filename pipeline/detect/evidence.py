"""What is known of each column before roles are told: which recognisers accept its values, what its header says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.detect.recogniser import Recogniser
from pipeline.locales.fr import headers

if TYPE_CHECKING:
    from pipeline.detect.columns import ColumnState

JUDGED = 600
"""Values judged of a column's distinct ones, and as many of the cells of sampled rows."""
_FIRST_LOOK = 60


@dataclass(frozen=True)
class Evidence:
    """One column: its counts, a sample of its values, and the marks of every recogniser.

    ``shares`` is the mean score of values, half by distinct value and half by cell, so that neither a few
    frequent values nor a long tail of odd ones decides alone. ``header`` is the strength of the header for
    each entity, 0 to 1, and ``title`` its words; both are empty where the file has no header.
    """

    position: int
    records: int
    filled: int
    distinct: int
    mean_length: float
    values: tuple[str, ...]
    shares: dict[str, float]
    header: dict[str, float]
    title: frozenset[str] = frozenset()

    @property
    def null_share(self) -> float:
        """Share of empty cells."""
        return 1 - self.filled / self.records if self.records else 0.0

    @property
    def distinct_share(self) -> float:
        """Distinct values by filled cell, at most 1 (an estimate)."""
        return min(1.0, self.distinct / self.filled) if self.filled else 0.0

    def share(self, *entities: str) -> float:
        """Give the largest share of ``entities``."""
        return max(self.shares.get(entity, 0.0) for entity in entities)


def gather(state: ColumnState, recognisers: Sequence[Recogniser]) -> list[Evidence]:
    """Judge a sample of every column with every recogniser."""
    found = []
    for position, (name, column) in enumerate(zip(state.names, state.columns, strict=True)):
        distinct = column.sketch.values[:JUDGED]
        cells = state.rows.rows[:, position].drop_nulls()[:JUDGED].to_list()
        header_words = headers.words(name) if state.has_header else frozenset()
        found.append(
            Evidence(
                position=position,
                records=state.records,
                filled=column.filled,
                distinct=min(column.sketch.distinct(), column.filled),
                mean_length=column.length_sum / column.filled if column.filled else 0.0,
                values=distinct,
                shares={r.ENTITY: _share(r, distinct, cells) for r in recognisers},
                header={r.ENTITY: r.header_strength(header_words) for r in recognisers} if header_words else {},
                title=header_words,
            )
        )
    return found


def _share(recogniser: Recogniser, distinct: Sequence[str], cells: Sequence[str]) -> float:
    """Score values with one recogniser; a first look spares the rest where nothing fits."""
    scores = {value: recogniser.matches(value) for value in {*distinct[:_FIRST_LOOK], *cells[:_FIRST_LOOK]}}
    if sum(scores.values()) < 0.05 * len(scores) or not scores:
        return 0.0
    for value in (*distinct, *cells):
        if value not in scores:
            scores[value] = recogniser.matches(value)
    by_value = sum(scores[value] for value in distinct) / len(distinct) if distinct else 0.0
    by_cell = sum(scores[value] for value in cells) / len(cells) if cells else by_value
    return (by_value + by_cell) / 2
