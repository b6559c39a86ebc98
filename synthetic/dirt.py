"""Which records are damaged, and how: shares from ``dirt.yaml``, drawn for each record.

A kind harms *values*, the *line*, or says that the record is there *again*. At rate 0 nothing is drawn, and
the leak's counts are exact. What a kind does is in `synthetic.soils` and `synthetic.soil_lines`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from pipeline.core.errors import UsageError
from synthetic.streams import Bools, Floats, Ints, choose

VALUES = (
    "near_duplicate", "names_glued", "names_inverted", "columns_swapped", "phones_glued", "date_form",
    "nir_truncated", "nir_mistyped", "letter_for_digit", "zero_lost", "typo", "mojibake", "accents_lost", "case_lost",
    "spaces", "embedded_newline",
)  # fmt: skip
"""Kinds that change values, in the order in which they are applied."""

LINES = (
    "field_lost", "extra_delimiter", "stray_quote", "bad_byte", "nul", "broken_line", "truncated_line",
    "mixed_encoding",
)  # fmt: skip
"""Kinds that harm the line; a record has one at most."""

AGAIN = ("duplicate", "near_duplicate")
KINDS = (*dict.fromkeys((*VALUES, *LINES, *AGAIN)),)
UNREADABLE = frozenset({"field_lost", "extra_delimiter", "bad_byte", "nul", "broken_line", "truncated_line"})
"""Kinds after which a careful reader cannot read the record whole."""

UNDECIDED = frozenset({"broken_line"})
"""Kinds after which it is open how many records a careful reader counts."""

BETWEEN = ("repeated_header", "blank_line", "preamble")
"""Lines between the records."""

DEFAULT = Path(__file__).with_name("dirt.yaml")


@dataclass(frozen=True)
class Config:
    """Shares of the damaged records by kind; of those with a second kind; of lines between records; the footer."""

    records: dict[str, float]
    second: float = 0.0
    lines: dict[str, float] = field(default_factory=dict)
    footer: bool = False


def load(path: Path | None = None) -> Config:
    """Read a configuration; ``dirt.yaml`` of this package when none is given.

    Raises
    ------
    UsageError
        When the file cannot be read, names an unknown kind, or holds an impossible share.
    """
    path = path or DEFAULT
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise UsageError(f"--dirt-config {path.name}: cannot be read as YAML") from None
    if not isinstance(said, dict):
        raise UsageError(f"--dirt-config {path.name}: must hold the keys records, second, lines, footer")
    known: dict[str, Collection[str]] = {"records": KINDS, "lines": BETWEEN}
    for key in said:
        if key not in ("records", "second", "lines", "footer"):
            raise UsageError(f"--dirt-config {path.name}: unknown key {key}")
    tables = {key: _shares(said.get(key) or {}, names, f"{path.name}: {key}") for key, names in known.items()}
    second = _shares({"second": said.get("second", 0.0)}, ["second"], path.name)["second"]
    if sum(tables["records"].values()) > 1 + 1e-9:
        raise UsageError(f"--dirt-config {path.name}: records: the shares add up to more than 1")
    return Config(tables["records"], second, tables["lines"], bool(said.get("footer", False)))


def _shares(said: Any, known: Collection[str], where: str) -> dict[str, float]:
    if not isinstance(said, dict):
        raise UsageError(f"--dirt-config {where}: must be a table of shares")
    for name, share in said.items():
        if name not in known:
            raise UsageError(f"--dirt-config {where}: unknown kind {name}")
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
            raise UsageError(f"--dirt-config {where}.{name}: a share goes from 0 to 1")
    return {name: float(share) for name, share in said.items()}


@dataclass(frozen=True)
class Dirt:
    """Kinds of a chunk's records: a mask for each kind, and numbers in 0..1 that decide where and how."""

    kinds: dict[str, Bools]
    where: Floats

    def rows(self, kind: str) -> Ints:
        """Positions of the records with that kind."""
        mask = self.kinds.get(kind)
        return np.flatnonzero(mask) if mask is not None else np.zeros(0, dtype=np.int64)

    def any(self, kinds: Collection[str]) -> Bools:
        """Tell which records have one of ``kinds``."""
        found: Bools = np.zeros(len(self.where), dtype=np.bool_)
        for kind in kinds:
            if kind in self.kinds:
                found |= self.kinds[kind]
        return found

    def drop(self, kind: str, rows: Ints) -> None:
        """Forget a kind that turned out to change nothing in ``rows``."""
        self.kinds[kind][rows] = False

    def taken(self, rows: Ints) -> Dirt:
        """Dirt of some of the records."""
        return Dirt({kind: mask[rows] for kind, mask in self.kinds.items()}, self.where[rows])


def draw(rng: np.random.Generator, size: int, rate: float, config: Config, usable: Collection[str]) -> Dirt:
    """Choose which of ``size`` records are damaged, and how, among the kinds that the file's shape allows."""
    names = [name for name in config.records if name in usable and config.records[name] > 0]
    if rate == 0 or not names:
        return Dirt({}, np.zeros(size))
    damaged = rng.random(size) < rate * min(sum(config.records.values()), 1.0)
    first = np.where(damaged, choose(rng, [config.records[name] for name in names], size), -1)
    values = [place for place, name in enumerate(names) if name in VALUES and name != "near_duplicate"]
    more = damaged & (rng.random(size) < config.second)
    second = np.array(values)[rng.integers(0, len(values), size)] if values else np.full(size, -2)
    kinds = {name: first == place for place, name in enumerate(names)}
    clean_line = ~np.isin(first, [place for place, name in enumerate(names) if name in LINES])
    for place in values:
        kinds[names[place]] |= more & clean_line & (second == place)
    return Dirt(kinds, rng.random(size))
