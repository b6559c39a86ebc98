"""Files that only a cluster reaches (``hdfs://``, ``s3a://``): how they are named, and what is done there.

Who does it is an engine (`pipeline.engines.engine.Engine.store`); nothing in this project opens a connection itself.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from pipeline.core.errors import UsageError

SETTINGS = "its address and credentials are in Spark's configuration, its Java classes among spark.jars"
"""What to look at where a store refuses."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://(.*)", re.DOTALL)


@dataclass(frozen=True)
class Address:
    """A file or folder of a store, as its URI; ``name`` is the last part of it, as of a path."""

    uri: str

    def __str__(self) -> str:
        return self.uri

    def __truediv__(self, name: str) -> Address:
        return Address(f"{self.uri.rstrip('/')}/{name}")

    @property
    def name(self) -> str:
        """The last part."""
        return self.uri.rstrip("/").rpartition("/")[2]

    def with_name(self, name: str) -> Address:
        """What stands beside it under another name."""
        return Address(self.uri.rstrip("/").rpartition("/")[0]) / name


Location = Path | Address


def location(said: str) -> Location:
    """What a user names: a path, or an address where it has a scheme; ``file://`` is this machine's.

    >>> location("leak.csv"), location("s3a://bucket/leak.csv"), location("file:///leaks/a%20b.csv")
    (PosixPath('leak.csv'), Address(uri='s3a://bucket/leak.csv'), PosixPath('/leaks/a b.csv'))

    Raises
    ------
    UsageError
        For an address with a password, which every process of the machine could read, for one of nothing, and for one
        with ``.`` or ``..`` in it: what stands beside it is not what its letters say.
    """
    found = _SCHEME.fullmatch(said)
    if found is None:
        return Path(said)
    if found[1].lower() == "file":
        return Path("/" + unquote(found[2]).removeprefix("localhost").lstrip("/"))
    host, _, below = found[2].partition("/")
    if ":" in host.rpartition("@")[0]:
        raise UsageError(
            f"{found[1]}://: an address with a password in it is seen by everybody on this machine", SETTINGS
        )
    if not below.strip("/"):
        raise UsageError(f"{said}: names no file and no folder of the store", "as hdfs://host/leaks/leak.csv")
    if {".", ".."} & set(below.split("/")):
        raise UsageError(f"{said}: has . or .. in it", "name the place itself")
    return Address(said)


def on_disk(named: Iterable[Location]) -> list[Path]:
    """The files of this machine among what a user names, those below a folder in order: no store, no standard input."""
    paths = [one for one in named if isinstance(one, Path) and str(one) != "-"]
    return [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]


@dataclass(frozen=True)
class Stored:
    """A file of a store: where it is, its name from the one that was asked for on, its length in bytes."""

    address: Address
    name: str
    size: int


class Store(ABC):
    """What an engine does with files that this machine does not have; the paths beside them are this machine's.

    Every method raises `StoreError` where the store refuses or does not answer.
    """

    @abstractmethod
    def files(self, address: Address) -> list[Stored] | None:
        """The file under its name, or all below the folder as ``folder/name``, in order; None where nothing is."""

    @abstractmethod
    def open(self, file: Stored) -> AbstractContextManager[BinaryIO]:
        """Its bytes, from the first to the last; raises where fewer come than its length says."""

    @abstractmethod
    def put(self, path: Path, address: Address) -> None:
        """Write a file there, and the folders above it."""

    @abstractmethod
    def rename(self, old: Address, new: Address) -> None:
        """Give a file or a folder another name, which nothing has yet; at once where the store can."""

    @abstractmethod
    def remove(self, address: Address) -> None:
        """Remove a file, or a folder with all that is in it, where it is there."""


class StoreError(OSError):
    """What a store says when it refuses, in a word of its own; never a value of the data."""
