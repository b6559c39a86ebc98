"""Where a release appears, with its private manifest beside it: a folder of this machine, or one of a store."""

from __future__ import annotations

import secrets
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from pipeline.core.errors import PublishedError, UsageError
from pipeline.core.store import SETTINGS, Address, Location, Store, StoreError
from pipeline.publish import manifest, private, stage


class Target(ABC):
    """One place for a release."""

    _asked: tuple[bool, bool] | None = None

    def check(self, force: bool, entrusted: bool) -> None:
        """Refuse what exists already or cannot be written, before any work is done; ``entrusted``: to a custodian.

        `opened` asks the same again at its end, of what somebody put there meanwhile.

        Raises
        ------
        UsageError
            With what is in the way.
        """
        self._asked = force, entrusted
        self._look(force, entrusted)

    def _look_again(self) -> None:
        if self._asked is not None:
            self._look(*self._asked)

    @abstractmethod
    def _look(self, force: bool, entrusted: bool) -> None:
        """Refuse what is in the way now."""

    @abstractmethod
    def opened(self) -> AbstractContextManager[tuple[Path, Path]]:
        """A folder for the release, a path for its private manifest; both appear when the block ends well.

        Raises
        ------
        UsageError
            Where they cannot; nothing is published then.
        PublishedError
            Where it stands, or what stood there no more does, and something beside it has to be looked at.
        """


def target(out: Location, store: Callable[[], Store], folder: Callable[[], Path]) -> Target:
    """What is at ``out``; ``folder`` gives a private folder for what is to go into a store."""
    return There(out, store(), folder) if isinstance(out, Address) else Here(out)


class Here(Target):
    """A folder of this machine."""

    def __init__(self, out: Path) -> None:
        self._out = out

    def _look(self, force: bool, entrusted: bool) -> None:
        stage.check_target(self._out, force)
        if entrusted:
            private.check(self._out, force)

    @contextmanager
    def opened(self) -> Iterator[tuple[Path, Path]]:
        """Folders beside it that take its name."""
        with private.drafted(self._out) as draft, stage.staging(self._out) as folder:
            yield folder, draft
            self._look_again()


class There(Target):
    """A folder of a store: written beside under another name, then renamed."""

    def __init__(self, out: Address, store: Store, folder: Callable[[], Path]) -> None:
        self._out, self._store, self._folder = out, store, folder
        self._entrusted = out.with_name(out.name + private.SUFFIX)

    def _look(self, force: bool, entrusted: bool) -> None:
        with self._answering():
            found = self._store.files(self._out)
            taken = entrusted and self._store.files(self._entrusted)
        if found is not None:
            names = sorted(file.name.removeprefix(f"{self._out.name}/") for file in found)
            stage.check_found(self._out, names, [file.address for file in found] != [self._out], force)
        if taken and not force:
            raise UsageError(
                f"{self._entrusted}: exists already", "take --force to replace it, or name another with --out"
            )

    @contextmanager
    def opened(self) -> Iterator[tuple[Path, Path]]:
        """Folders of this machine, which are then copied."""
        with tempfile.TemporaryDirectory(dir=self._folder()) as here:
            folder, draft = Path(here) / "release", Path(here) / "draft"
            folder.mkdir()
            yield folder, draft
            self._look_again()
            with self._answering():
                self._appear(folder, draft)

    def _appear(self, folder: Path, draft: Path) -> None:
        """Copy both under names that nobody looks at, then give them theirs; the manifest comes last."""
        token = secrets.token_hex(4)
        new, old, aside = (self._out.with_name(f".{self._out.name}-{token}{end}") for end in ("", "-old", ".private"))
        moved = naming = False
        try:
            if draft.exists():
                self._store.put(draft, aside)
            for path in sorted(folder.rglob("*"), key=lambda path: (path.name == manifest.NAME, path)):
                if path.is_file():
                    self._store.put(path, _below(new, path.relative_to(folder)))
            if self._store.files(self._out) is not None:
                self._store.rename(self._out, old)
                moved = True
            naming = True
            self._store.rename(new, self._out)
        except BaseException as error:  # an interrupt, too, takes back what is half there
            if naming and not isinstance(error, StoreError):  # nobody knows how far the store is
                said = f"{self._out}: {_word(error)} while it was given its name; it may be published or not"
                raise PublishedError(said, "look there, and beside it at names that begin with a dot") from None
            back = not moved or self._done(self._store.rename, old, self._out)
            for left in (new, aside):
                self._done(self._store.remove, left)
            if back:
                raise
            said = f"{self._out}: is not published, and what stood there is now {old} ({_word(error)})"
            raise PublishedError(said, "give it its name again, in the store") from None
        self._finish(old if moved else None, aside if draft.exists() else None)

    @staticmethod
    def _done(ask: Callable[..., None], *given: Address) -> bool:
        """Whether the store does as it is asked; where it does not, the first error is the one to tell."""
        try:
            ask(*given)
        except StoreError:
            return False
        return True

    def _finish(self, old: Address | None, aside: Address | None) -> None:
        """The release stands: put the private manifest beside it, take away what stood there before."""
        try:
            if aside is not None:
                self._store.remove(self._entrusted)
                self._store.rename(aside, self._entrusted)
            if old is not None:
                self._store.remove(old)
        except BaseException as error:  # an interrupt would say that nothing was published
            said = f"{self._out}: is published, but names that begin with a dot are left beside it ({_word(error)})"
            raise PublishedError(said, "they are an old release to be removed, or the private manifest") from None

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except StoreError as error:
            said = f"{self._out}: the store does not take it ({error}); nothing was published"
            raise UsageError(said, SETTINGS) from None


def _word(error: BaseException) -> str:
    return str(error) if isinstance(error, StoreError) else type(error).__name__


def _below(address: Address, relative: Path) -> Address:
    for part in relative.parts:
        address = address / part
    return address
