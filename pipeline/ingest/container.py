"""What holds other files: archives and compressed files, found by their first bytes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cache
from typing import ClassVar

from pipeline.core.registry import subclasses
from pipeline.ingest.source import Bytes

MAX_DEPTH = 3
"""Containers inside containers that are opened; deeper ones are refused (threat T22)."""


class Container(ABC):
    """One kind of container. ``NAME`` and ``DESCRIPTION`` are as those of a reader."""

    NAME: ClassVar[str]
    DESCRIPTION: ClassVar[str]

    @abstractmethod
    def recognise(self, head: bytes) -> bool:
        """Whether the first bytes are those of this kind."""

    @abstractmethod
    def members(self, source: Bytes) -> Iterator[Bytes]:
        """The files inside, in their order; nothing is written anywhere.

        Raises
        ------
        InputError
            When the container is broken, climbs out of itself, holds a link or breaks a limit.
        """


@cache
def containers() -> tuple[Container, ...]:
    """Every container of the folder `containers`, by name."""
    found = [kind() for kind in subclasses("pipeline.ingest.containers", Container)]  # type: ignore[type-abstract]
    return tuple(sorted(found, key=lambda container: container.NAME))


def recognise(head: bytes) -> Container | None:
    """The kind of container whose first bytes these are, None where they are of none."""
    return next((container for container in containers() if container.recognise(head)), None)
