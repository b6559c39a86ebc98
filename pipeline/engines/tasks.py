"""What a worker of a cluster does: opens the recipe, reads its part, seals what came out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from pipeline.core.errors import EstompeError
from pipeline.core.process import harden_process
from pipeline.core.travel import seal, unseal
from pipeline.engines.engine import State

RECIPE = "recipe"
SCHEMA = "part bigint, place bigint, sealed binary"
"""What comes back, in Spark's words: numbers in clear, everything else sealed."""
_ARROW = pa.schema([("part", pa.int64()), ("place", pa.int64()), ("sealed", pa.binary())])


class Task(Protocol):
    """From the items of a part to its results."""

    def __call__(self, items: Iterable[Any]) -> Iterator[Any]:
        """Do it."""


class Mapped:
    """A function for every item; it is made once in each process."""

    def __init__(self, make: Callable[[], Callable[[Any], Any]]) -> None:
        self._make = make
        self._function: Callable[[Any], Any] | None = None

    def __call__(self, items: Iterable[Any]) -> Iterator[Any]:
        """One result an item."""
        if self._function is None:
            self._function = self._make()
        return map(self._function, items)

    def __sealed__(self) -> tuple[object, ...]:
        return Mapped, (self._make,)


class Folded:
    """A state for every part, each from the same empty one."""

    def __init__(self, empty: State[Any]) -> None:
        self._empty = empty

    def __call__(self, items: Iterable[Any]) -> Iterator[Any]:
        """One state."""
        for item in items:
            self._empty.fit(item)
        yield self._empty


def work(batches: Iterator[pa.RecordBatch], key: str, recipe: str) -> Iterator[pa.RecordBatch]:
    """Do the parts whose numbers come in; what goes wrong is sealed, too, or told without a word of the data."""
    harden_process()
    for batch in batches:
        for number in batch.column(0).to_pylist():
            for place, sealed in enumerate(_results(Path(key).read_bytes(), recipe, number)):
                yield pa.record_batch([[number], [place], [sealed]], schema=_ARROW)


def _results(key: bytes, recipe: str, number: int) -> Iterator[bytes]:
    place = 0
    try:
        parts, task = _mapped(key, recipe) or _opened(key, recipe)
        for result in task(parts[number]):
            yield seal(key, result, _label(number, place))
            place += 1
    except EstompeError as error:
        yield seal(key, error, _label(number, place))
        return
    except Exception as error:
        raise RuntimeError(f"part {number}: {type(error).__name__}") from None


def _opened(key: bytes, recipe: str) -> tuple[Sequence[Any], Task]:
    found: tuple[Sequence[Any], Task] = unseal(key, Path(recipe).read_bytes(), RECIPE)
    return found


@lru_cache(maxsize=1)
def _mapped(key: bytes, recipe: str) -> tuple[Sequence[Any], Task] | None:
    """The recipe of a function, kept for the next part; None for that of a state, which starts anew each time."""
    found = _opened(key, recipe)
    return found if isinstance(found[1], Mapped) else None


def opened(key: bytes, found: Mapping[int, Sequence[bytes]], number: int) -> list[Any]:
    """The results of a part.

    Raises
    ------
    EstompeError
        What a worker came upon.
    """
    results = [unseal(key, sealed, _label(number, place)) for place, sealed in enumerate(found[number])]
    for result in results:
        if isinstance(result, EstompeError):
            raise result
    return results


def _label(number: int, place: int) -> str:
    return f"part {number}, result {place}"
