"""What is known of a leak's columns after the first reading: counts and kinds, no values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class ColumnProfile:
    """One column of the leak, in file order.

    ``name`` is the header as a reader may see it (``column 7`` when the header does not read like one),
    ``entity`` the kind of identifying value or None where unknown, ``confidence`` in 0..1, ``why`` a short
    sentence without any value, ``distinct`` the (estimated) number of distinct non-empty values,
    ``null_share`` the share of empty cells in 0..1.
    """

    name: str
    entity: str | None
    category: str | None
    treatment: str
    confidence: float
    why: str
    distinct: int
    null_share: float


@dataclass(frozen=True)
class Profile:
    """The columns of a leak, in file order, and the number of accepted records that they were seen in."""

    columns: tuple[ColumnProfile, ...]
    records: int = 0

    def indices(self, *entities: str) -> list[int]:
        """Positions of the columns that hold a value of one of ``entities``, in file order."""
        return [i for i, column in enumerate(self.columns) if column.entity in entities and column.distinct]

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Profile:
        """Take back what `to_dict` gave."""
        return cls(tuple(ColumnProfile(**column) for column in data["columns"]), data["records"])

    def to_dict(self) -> dict[str, Any]:
        """The profile as plain data, ready for JSON."""
        return {"columns": [asdict(column) for column in self.columns], "records": self.records}
