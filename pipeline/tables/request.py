"""What `estompe anonymise` is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.errors import UsageError
from pipeline.ingest.overrides import Overrides
from pipeline.tables.demands import Demands


@dataclass(frozen=True)
class Columns:
    """Which columns are quasi-identifiers, sensitive, or kept as they are, each a list as it was written."""

    quasi: Sequence[str]
    sensitive: Sequence[str] = ()
    keep: Sequence[str] = ()


@dataclass(frozen=True)
class Wanted:
    """One table, its columns, what is demanded of the result, and how the best one is chosen.

    ``kinds`` are hierarchies by name of kind, column by column; ``population`` another table with the same columns,
    ``persons`` its size where there is no such table.
    """

    table: Path
    out: Path
    columns: Columns
    demands: Demands
    hierarchies: Path | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)
    limit: float = 0.0
    utility: str = "loss"
    weights: Mapping[str, float] = field(default_factory=dict)
    population: Path | None = None
    overrides: Overrides = field(default_factory=Overrides)
    force: bool = False
    local: bool = False
    persons: int | None = None


def pairs(given: Sequence[str], flag: str) -> dict[str, str]:
    """``column=value`` texts as a mapping; a column may hold ``=``, a value not.

    Raises
    ------
    UsageError
        For a text without ``=``, or a column that stands twice.
    """
    found: dict[str, str] = {}
    for text in given:
        column, sign, value = text.rpartition("=")
        if not sign or not column or not value or column in found:
            raise UsageError(f"{flag}: takes column=value, once a column")
        found[column] = value
    return found


def weights(given: Sequence[str]) -> dict[str, float]:
    """``column=number`` texts.

    Raises
    ------
    UsageError
        For what is no number.
    """
    try:
        return {column: float(text) for column, text in pairs(given, "--weight").items()}
    except ValueError:
        raise UsageError("--weight: takes column=number, as in --weight age=2") from None
