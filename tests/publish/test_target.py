"""A release appears in a store as in a folder of this machine: whole or not at all, and in nobody's way."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.errors import PublishedError, UsageError
from pipeline.core.store import Address
from pipeline.publish.target import Here, There, target
from tests.stores import Shelf

OUT = Address("shelf://host/releases/one")


def lay(folder: Path, *names: str, content: str = "old") -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    (tmp_path / "store" / "releases").mkdir(parents=True)
    (tmp_path / "here").mkdir()
    return Shelf(tmp_path / "store")


def there(shelf: Shelf) -> There:
    found = target(OUT, lambda: shelf, lambda: shelf.root.parent / "here")
    assert isinstance(found, There)
    return found


def publish(shelf: Shelf, content: str = "new", draft: str = "") -> None:
    with there(shelf).opened() as (folder, place):
        lay(folder, "manifest.json", "cubes/a.parquet", content=content)
        if draft:
            place.write_text(draft)


def content(shelf: Shelf) -> dict[str, str]:
    files = [path for path in shelf.root.rglob("*") if path.is_file()]
    return {path.relative_to(shelf.root / "releases").as_posix(): path.read_text() for path in files}


NEW = {"one/manifest.json": "new", "one/cubes/a.parquet": "new"}
OLD = {"one/manifest.json": "old", "one/cubes/a.parquet": "old"}

STANDING = {
    "nothing": (),
    "a release": ("manifest.json", "cubes/a.parquet"),
    "an unfinished release": ("cubes/a.parquet",),
    "something else": ("holiday.jpg",),
    "a release and notes": ("manifest.json", "notes.md"),
}


@pytest.mark.parametrize("force", [True, False])
@pytest.mark.parametrize("standing", STANDING)
def test_what_is_refused_in_a_store_is_what_is_refused_here(
    shelf: Shelf, tmp_path: Path, standing: str, force: bool
) -> None:
    lay(shelf.root / "releases" / "one", *STANDING[standing])
    lay(tmp_path / "one", *STANDING[standing])
    said = []
    for place in (there(shelf), Here(tmp_path / "one")):
        try:
            place.check(force, False)
            said.append("")
        except UsageError as error:
            said.append(error.message.rpartition("one: ")[2] + error.hint)
    assert said[0] == said[1]
    assert bool(said[0]) == (standing != "nothing" and not (force and standing == "a release"))


def test_a_file_and_a_private_manifest_are_in_the_way(shelf: Shelf) -> None:
    lay(shelf.root / "releases", "one.private.age")
    there(shelf).check(False, False)
    there(shelf).check(True, True)
    with pytest.raises(UsageError, match="exists already"):
        there(shelf).check(False, True)
    lay(shelf.root / "releases", "one")
    with pytest.raises(UsageError, match="is a file"):
        there(shelf).check(True, False)


def test_a_release_appears_with_its_private_manifest_and_replaces_what_stood_there(shelf: Shelf) -> None:
    publish(shelf, "old", "private")
    assert content(shelf) == OLD | {"one.private.age": "private"}
    publish(shelf, "new", "secret")
    assert content(shelf) == NEW | {"one.private.age": "secret"}
    publish(shelf, "old")
    assert content(shelf) == OLD | {"one.private.age": "secret"}
    assert not list((shelf.root.parent / "here").iterdir())


@pytest.mark.parametrize("broken", ["files", "put", "rename in", "rename out"])
def test_a_store_that_refuses_leaves_what_stood_there(shelf: Shelf, broken: str) -> None:
    publish(shelf, "old")
    shelf.broken = {broken}
    with pytest.raises(UsageError, match=r"does not take it \(Refused\); nothing was published"):
        publish(shelf)
    assert content(shelf) == OLD


def test_a_store_that_refuses_once_the_release_stands_says_what_is_left_beside_it(shelf: Shelf) -> None:
    publish(shelf, "old")
    shelf.broken = {"remove"}
    with pytest.raises(UsageError, match=r"is published, but .* left beside it \(Refused\)"):
        publish(shelf, "new", "secret")
    left = content(shelf)
    assert {name: text for name, text in left.items() if not name.startswith(".")} == NEW
    assert sorted(text for name, text in left.items() if name.startswith(".")) == ["old", "old", "secret"]


def test_what_fails_before_it_is_whole_writes_nothing_into_the_store(shelf: Shelf) -> None:
    opened = there(shelf).opened()
    folder, _ = opened.__enter__()
    lay(folder, "manifest.json")
    assert opened.__exit__(ZeroDivisionError, ZeroDivisionError(), None) is False
    assert content(shelf) == {}
    assert not list((shelf.root.parent / "here").iterdir())


@pytest.mark.parametrize("force", [True, False])
@pytest.mark.parametrize("standing", ["nothing", "a release", "something else", "a release and notes"])
@pytest.mark.parametrize("stored", [True, False])
def test_what_appears_meanwhile_is_asked_for_as_what_stood_there(
    shelf: Shelf, tmp_path: Path, standing: str, force: bool, stored: bool
) -> None:
    out = shelf.root / "releases" / "one" if stored else tmp_path / "one"
    place = there(shelf) if stored else Here(out)
    place.check(force, False)

    def publish_late() -> None:
        with place.opened() as (folder, _):
            lay(folder, "manifest.json", content="new")
            lay(out, *STANDING[standing], content="somebody's")

    if standing == "nothing" or (force and standing == "a release"):
        publish_late()
        assert (out / "manifest.json").read_text() == "new"
    else:
        with pytest.raises(UsageError, match=r"exists already|holds"):
            publish_late()
        assert {path.read_text() for path in out.rglob("*") if path.is_file()} == {"somebody's"}
    assert [path.name for path in out.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("place", ["put", "rename out"])
def test_an_interrupt_leaves_what_stood_there_and_nothing_beside_it(shelf: Shelf, place: str) -> None:
    publish(shelf, "old")
    shelf.interrupted = place
    with pytest.raises(KeyboardInterrupt):
        publish(shelf, "new", "secret")
    assert content(shelf) == OLD


@pytest.mark.parametrize(("place", "said"), [("rename in", "may be published or not"), ("remove", "is published, but")])
def test_an_interrupt_once_the_release_has_its_name_does_not_say_that_nothing_was_published(
    shelf: Shelf, place: str, said: str
) -> None:
    publish(shelf, "old")
    shelf.interrupted = place
    with pytest.raises(PublishedError, match=said):
        publish(shelf, "new")
    assert "old" in content(shelf).values()


def test_what_stood_there_and_cannot_come_back_is_named_and_the_rest_is_taken_away(shelf: Shelf) -> None:
    publish(shelf, "old")
    shelf.broken = {"rename in", "rename"}
    with pytest.raises(
        PublishedError, match=r"is not published, and what stood there is now .*/\.one-\w+-old \(Refused\)"
    ):
        publish(shelf, "new", "secret")
    assert sorted(content(shelf).values()) == ["old", "old"]
