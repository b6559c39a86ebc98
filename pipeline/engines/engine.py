"""What an engine is: where per-record functions are mapped, and where states of parts are fitted and merged."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import ClassVar, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.core.errors import UsageError
from pipeline.core.registry import subclasses
from pipeline.core.store import Store

Item = TypeVar("Item")
Item_co = TypeVar("Item_co", covariant=True)
Item_contra = TypeVar("Item_contra", contravariant=True)
Result = TypeVar("Result")


class Part(Protocol[Item_co]):
    """Some consecutive items that a process of their own can read; it travels by `pipeline.core.travel`."""

    def __iter__(self) -> Iterator[Item_co]: ...


class Reading(Protocol[Item_co]):
    """One reading of the input, item after item, here; or in parts that are, in their order, the same items."""

    def __iter__(self) -> Iterator[Item_co]: ...

    def parts(self, wanted: int) -> Sequence[Part[Item_co]]:
        """About so many parts, fewer where the input is small.

        Raises
        ------
        UsageError
            Where the input has none.
        """

    def passed(self, part: int) -> None:
        """Tell whoever looks on that part number ``part`` (from 0) is done."""


class State(Protocol[Item_contra]):
    """What is known after some items; merging states of consecutive parts gives that of all of them."""

    def fit(self, item: Item_contra, /) -> None:
        """Take in one item."""

    def merge(self, other: object, /) -> None:
        """Take in a state of the same kind, of the items that follow."""


Fitted = TypeVar("Fitted", bound=State)  # type: ignore[type-arg]
Function = Callable[[Item], Result]


class Engine(ABC):
    """One engine; ``folder`` makes a private folder for it, on storage that all its machines see."""

    name: ClassVar[str]
    apart: ClassVar[bool] = False
    """Whether other processes than this one read the input, each its ranges."""

    def __init__(self, folder: Callable[[], Path]) -> None:
        self._folder = folder

    @classmethod
    def missing(cls) -> str | None:
        """What has to be installed before it runs, None where nothing is missing."""
        return None

    @abstractmethod
    def map_batches(self, reading: Reading[Item], make: Callable[[], Function[Item, Result]]) -> Iterator[Result]:
        """Apply a pure function to every item, in order; ``make`` makes it, once in each process."""

    @abstractmethod
    def fold(self, reading: Reading[Item], state: Fitted, watch: Callable[[], None] = lambda: None) -> Fitted:
        """Fit all items into ``state`` (of no item so far); ``watch`` is called each time it has grown."""

    @abstractmethod
    def link(self, keys: Sequence[pl.Series]) -> npt.NDArray[np.int64]:
        """Number the connected persons (see `pipeline.engines.local.link`)."""

    @abstractmethod
    def count_by(self, frame: pl.DataFrame, dimensions: Sequence[str], measures: Sequence[pl.Expr]) -> pl.DataFrame:
        """Aggregate ``measures`` over each tuple of ``dimensions``, sorted by the tuple."""

    def store(self) -> Store:
        """What reaches the files of a store (`pipeline.core.store`).

        Raises
        ------
        UsageError
            Where the engine reaches none.
        """
        raise UsageError(
            f"--engine {self.name}: reads and writes no store", "estompe run --engine spark, or mount the store"
        )

    def close(self) -> None:  # noqa: B027 (nothing to let go of is right for most)
        """Let go of whatever runs for this engine alone."""


@cache
def engines() -> dict[str, type[Engine]]:
    """Every engine that there is, by its name."""
    return {kind.name: kind for kind in subclasses("pipeline.engines", Engine) if hasattr(kind, "name")}  # type: ignore[type-abstract]


def usable(name: str) -> type[Engine]:
    """The kind of engine called ``name``.

    Raises
    ------
    UsageError
        Where there is none of this name, or something that it needs is not installed.
    """
    kind = engines().get(name)
    if kind is None:
        raise UsageError(f"--engine {name}: is no engine", f"one of {', '.join(engines())}")
    if missing := kind.missing():
        raise UsageError(f"--engine {name}: {missing}", "estompe doctor tells what is installed")
    return kind


def engine(name: str, folder: Callable[[], Path]) -> Engine:
    """The engine called ``name``, ready to be used; raises as `usable` does."""
    return usable(name)(folder)
