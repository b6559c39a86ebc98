"""From what the user names to what is read: files, folders, standard input, stores; containers opened."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.errors import InputError, UsageError
from pipeline.core.progress import Progress, Silent
from pipeline.core.store import SETTINGS, Address, Location, Store, StoreError
from pipeline.ingest import container, reader
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.reader import Reader, Table
from pipeline.ingest.source import Bytes, FileBytes, unreadable
from pipeline.ingest.spool import spool
from pipeline.ingest.unpacked import ContainerError
from pipeline.ingest.unread import refusal


@dataclass(frozen=True)
class Input:
    """One file, or one member of a container, with the reader that understands it and the tables in it."""

    source: Bytes
    reader: Reader
    tables: tuple[Table, ...]

    @property
    def name(self) -> str:
        """The name that messages and the summary show."""
        return self.source.name

    @property
    def bytes(self) -> int:
        """Length in bytes, 0 where nobody knows it."""
        return self.source.size or 0


@dataclass(frozen=True)
class Opened:
    """What can be read, and what lies beside it and cannot: (name, why), as pictures in an archive do."""

    inputs: tuple[Input, ...]
    unread: tuple[tuple[str, str], ...] = ()

    @property
    def bytes(self) -> int:
        """Length of all inputs in bytes, 0 where nobody knows that of one of them."""
        sizes = [item.bytes for item in self.inputs]
        return sum(sizes) if all(sizes) else 0


@dataclass(frozen=True)
class Depot:
    """What is there for inputs that can be read once only: where they are kept, who reaches a store, who is told."""

    folder: Callable[[], Path] | None = None
    store: Callable[[], Store] | None = None
    progress: Progress = field(default_factory=Silent)


def open_inputs(arguments: Sequence[Location], overrides: Overrides | None = None, depot: Depot = Depot()) -> Opened:
    """Find the format and the tables of everything that the arguments hold, before anything is written.

    A file that is named and cannot be read is refused. One that lies in a folder or a container is told of in
    ``unread``, unless nothing else can be read either. ``-`` is standard input; that, and what an `Address` names, is
    spooled encrypted in the depot.

    Raises
    ------
    UsageError
        For standard input that is a terminal, or asked for twice; for an address where nothing reaches a store.
    InputError
        For what cannot be opened, a link, a container that breaks a limit, or when there is no readable file.
    """
    inputs: list[Input] = []
    unread: list[tuple[str, str]] = []
    for source, named in _all(arguments, depot):
        try:
            inputs.append(understand(source, overrides or Overrides()))
        except InputError as error:
            if named or isinstance(error, ContainerError):
                raise
            unread.append((source.name, error.message.removeprefix(f"{source.name}: ")))
    if not inputs:
        name, why = unread[0]
        others = f"; {len(unread) - 1} more cannot be read either" if len(unread) > 1 else ""
        raise InputError(f"{name}: {why}{others}", "estompe list formats")
    return Opened(tuple(inputs), tuple(unread))


def expand(arguments: Sequence[Location]) -> Iterator[Bytes]:
    """Every source behind the arguments, whatever is in it; errors as of `open_inputs`."""
    return (source for source, _ in _all(arguments, Depot()))


def _all(arguments: Sequence[Location], depot: Depot) -> Iterator[tuple[Bytes, bool]]:
    """The sources behind the arguments, each with whether the user named it himself."""
    if [str(argument) for argument in arguments].count("-") > 1:
        raise UsageError("-: standard input can be read once only")
    for argument in arguments:
        if isinstance(argument, Address):
            yield from _stored(argument, depot)
        else:
            yield from _piped(depot) if str(argument) == "-" else _sources(argument)


def _stored(address: Address, depot: Depot) -> Iterator[tuple[Bytes, bool]]:
    """What is behind an address, each file copied once: as ciphertext, since its bytes are read again and again."""
    if depot.store is None or depot.folder is None:
        raise UsageError(
            f"{address}: lies in a store, which this command does not read",
            "estompe run --engine spark, or mount the store",
        )
    store = depot.store()
    try:
        files = store.files(address)
        if not files:
            raise InputError(f"{address}: is a folder without any file" if files == [] else f"{address}: is not there")
        depot.progress.begin("copy", sum(file.size for file in files))
        for file in files:
            with store.open(file) as stream:
                spooled = spool(stream, depot.folder(), file.name, depot.progress.advance)
            yield from _found(spooled) if file.address == address else ((one, False) for one in _unpack(spooled, 0))
    except StoreError as error:
        raise InputError(f"{address}: the store does not give it ({error})", SETTINGS) from None


def _piped(depot: Depot) -> Iterator[tuple[Bytes, bool]]:
    if depot.folder is None:
        raise UsageError("-: standard input cannot be read again", "name a file")
    if sys.stdin.isatty():
        raise UsageError("-: standard input is a terminal", "pipe a file into the command, as in gpg -d leak.gpg | ...")
    yield from _found(spool(sys.stdin.buffer, depot.folder(), "-"))


def _found(source: Bytes) -> Iterator[tuple[Bytes, bool]]:
    """A source that the user named, or what is in it where it is a container."""
    if container.recognise(source.head()) is None:
        yield source, True
    else:
        yield from ((member, False) for member in _unpack(source, 0))


def understand(source: Bytes, overrides: Overrides) -> Input:
    """Find the reader of a source and the tables in it.

    Raises
    ------
    InputError
        When no reader recognises it.
    """
    head = source.head()
    found = reader.recognise(head, source.name, overrides)
    if found is None:
        raise refusal(head, source.name)
    return Input(source, found, found.tables(source, overrides))


def _sources(argument: Path) -> Iterator[tuple[Bytes, bool]]:
    """The sources behind one argument, each with whether it is a file that the user named."""
    if not argument.is_symlink() and argument.is_dir():
        for file in _files(argument, argument.name):
            yield from ((source, False) for source in _unpack(file, 0))
        return
    yield from _found(FileBytes(argument))


def _files(folder: Path, shown: str) -> Iterator[FileBytes]:
    """Every file of a folder and of the folders in it, in order of name; a link anywhere is refused."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise unreadable(shown, error) from None
    if not entries and "/" not in shown:
        raise InputError(f"{shown}: is a folder without any file")
    for entry in entries:
        name = f"{shown}/{entry.name}"
        if entry.is_symlink():
            raise InputError(f"{name}: cannot be opened (it is a symbolic link)", "name the file itself")
        if entry.is_dir():
            yield from _files(Path(entry.path), name)
        elif entry.is_file():
            yield FileBytes(Path(entry.path), name)
        else:
            raise InputError(f"{name}: is no regular file")


def _unpack(source: Bytes, depth: int) -> Iterator[Bytes]:
    """The source itself, or what is in it where it is a container, to `container.MAX_DEPTH`."""
    found = container.recognise(source.head())
    if found is None:
        yield source
        return
    if depth >= container.MAX_DEPTH:
        raise ContainerError(source.name, "nesting")
    for member in found.members(source):
        yield from _unpack(member, depth + 1)
