"""Every way of tampering with a release that we could think of is found; a table, one line a way."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import minisign
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import verify
from pipeline.core import keyfile, signing
from pipeline.core.errors import InputError
from pipeline.publish import manifest, signature
from pipeline.publish.output import outputs


@dataclass(frozen=True)
class Scene:
    """A copy of a release to tamper with, another release of its signer, and keys."""

    release: Path
    other: Path
    keys: Path


@pytest.fixture
def scene(signed: Path, tmp_path: Path) -> Scene:
    return Scene(shutil.copytree(signed / "release", tmp_path / "release"), signed / "other", signed / "keys")


def flip(name: str) -> Callable[[Scene], None]:
    def change(scene: Scene) -> None:
        path = scene.release / name
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(bytes(content))

    return change


def replace(name: str, old: str, new: str) -> Callable[[Scene], None]:
    def change(scene: Scene) -> None:
        text = (scene.release / name).read_text("utf-8")
        assert old in text
        (scene.release / name).write_text(text.replace(old, new, 1), "utf-8")

    return change


def edit_manifest(change: Callable[[dict], object]) -> Callable[[Scene], None]:
    """Change the manifest as its writer would write it."""

    def edited(scene: Scene) -> None:
        path = scene.release / "manifest.json"
        facts = json.loads(path.read_text("utf-8"))
        change(facts)
        path.write_text(json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")

    return edited


def rows(change: Callable[[list[dict]], object], name: str = "region") -> Callable[[Scene], None]:
    """Change the rows of a cube, in the same layout as before."""

    def changed(scene: Scene) -> None:
        path = scene.release / "cubes" / f"{name}.parquet"
        table = pq.read_table(path)
        found = table.to_pylist()
        change(found)
        found.sort(key=lambda row: row[name])
        pq.write_table(pa.Table.from_pylist(found, schema=table.schema), path, compression="zstd", version="2.6")

    return changed


def sql(statement: str) -> Callable[[Scene], None]:
    def changed(scene: Scene) -> None:
        with duckdb.connect(str(scene.release / "release.duckdb")) as connection:
            connection.execute(statement)

    return changed


def swap(scene: Scene) -> None:
    one, other = (scene.release / "cubes" / name for name in ("month.parquet", "year.parquet"))
    kept = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(kept)


def link(scene: Scene) -> None:
    path = scene.release / "report.html"
    shutil.move(path, scene.release.parent / "elsewhere.html")
    path.symlink_to(scene.release.parent / "elsewhere.html")


def linked_folder(scene: Scene) -> None:
    shutil.move(scene.release / "cubes", scene.release.parent / "cubes")
    (scene.release / "cubes").symlink_to(scene.release.parent / "cubes")


def footer(scene: Scene) -> None:
    path = scene.release / "cubes" / "region.parquet"
    pq.write_table(pq.read_table(path).replace_schema_metadata({"note": "trust me"}), path, compression="zstd")


def unsorted(scene: Scene) -> None:
    path = scene.release / "cubes" / "region.parquet"
    table = pq.read_table(path)
    pq.write_table(table.take(list(range(table.num_rows))[::-1]), path, compression="zstd", version="2.6")


TAMPERINGS: dict[str, Callable[[Scene], object]] = {
    "a flipped byte in a cube": flip("cubes/region.parquet"),
    "a flipped byte in the database": flip("release.duckdb"),
    "bytes behind the database": lambda s: (s.release / "release.duckdb").open("ab").write(b"x"),
    "a flipped byte in the report": flip("report.html"),
    "a flipped byte in the manifest": flip("manifest.json"),
    "a flipped byte in the signature": flip("manifest.json.sig"),
    "a flipped byte in the CSV": flip("cubes.csv.zip"),
    "a number in the dictionary": replace("dictionary.md", " 12 ", " 11 "),
    "a description in Croissant": replace("croissant.json", "leaked", "public"),
    "a version in the bill of materials": replace("sbom.json", '"version": "', '"version": "9'),
    "a field of the data package": replace("datapackage.json", '"integer"', '"string"'),
    "an added file": lambda s: (s.release / "notes.md").write_text("x"),
    "an added cube": lambda s: shutil.copy(s.release / "cubes" / "year.parquet", s.release / "cubes" / "years.parquet"),
    "an added empty folder": lambda s: (s.release / "more").mkdir(),
    "a hidden file": lambda s: (s.release / "cubes" / ".DS_Store").write_bytes(b"x"),
    "a named pipe": lambda s: os.mkfifo(s.release / "pipe"),
    "a removed cube": lambda s: (s.release / "cubes" / "region.parquet").unlink(),
    "a removed dictionary": lambda s: (s.release / "dictionary.md").unlink(),
    "a removed signature": lambda s: (s.release / "manifest.json.sig").unlink(),
    "a link for a file": link,
    "a link for a folder": linked_folder,
    "two cubes swapped": swap,
    "an added row": rows(lambda found: found.append({"region": "Corse", "persons": 20, "records": 30})),
    "a removed row": rows(lambda found: found.pop()),
    "a cell under k": rows(lambda found: found[0].update(persons=11)),
    "a changed number": rows(lambda found: found[0].update(records=found[0]["records"] + 1)),
    "another footer": footer,
    "rows in another order": unsorted,
    "a changed row of the database": sql("UPDATE region SET persons = persons + 1"),
    "a view of the database": sql("CREATE OR REPLACE VIEW by_region AS SELECT region, 12 AS persons FROM region"),
    "a comment of the database": sql("COMMENT ON TABLE region IS 'x'"),
    "a threshold in the manifest": edit_manifest(lambda facts: facts.update(k=5)),
    "a count in the manifest": edit_manifest(lambda facts: facts["counts"].update(persons=9)),
    "a figure of the gate": edit_manifest(lambda facts: facts["gate"]["checks"][0].update(value=0.5)),
    "another signer named": edit_manifest(
        lambda facts: facts.update(signer=signing.PublicKey(bytes(32), bytes(8)).text)
    ),
    "no signer named": edit_manifest(lambda facts: facts.update(signer=None)),
    "a key of the manifest twice": replace("manifest.json", '"k": 12', '"k": 12, "k": 12'),
    "the manifest of another release": lambda s: shutil.copy(s.other / "manifest.json", s.release / "manifest.json"),
    "the signature of another release": lambda s: shutil.copy(s.other / signature.NAME, s.release / signature.NAME),
    "manifest and signature of another release": lambda s: [
        shutil.copy(s.other / name, s.release / name) for name in ("manifest.json", signature.NAME)
    ],
}


def found(release: Path, signer: Path | None = None) -> list[str]:
    """The problems that `verify` tells; a refusal to read the manifest is one."""
    try:
        return verify.verify(release, signer=signer)
    except InputError as error:
        return [error.message]


def test_what_nobody_touched_is_whole(scene: Scene) -> None:
    public = scene.keys / "a.key.sign.pub"
    for release in (scene.release, scene.other):
        assert found(release) == []
        assert found(release, public) == []


@pytest.mark.parametrize("signer", [True, False], ids=["with the signer", "with nothing but the folder"])
@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found(name: str, signer: bool, scene: Scene) -> None:
    TAMPERINGS[name](scene)
    assert found(scene.release, scene.keys / "a.key.sign.pub" if signer else None)


def rehash(scene: Scene) -> None:
    """What somebody does who knows the format: write all digests of the manifest again."""
    edit_manifest(lambda facts: facts.update(files=manifest.files(scene.release)))(scene)


SAME_DIGESTS = ("a named pipe", "an added empty folder", "a link for a file", "a removed signature")
"""Found by what they are (see above): no digest of a file changes, so the manifest and its signature stay right."""

REHASHED = [
    name
    for name in TAMPERINGS
    if "manifest" not in name
    and "behind" not in name
    and not name.startswith("a flipped byte in")
    and "signer" not in name
]


@pytest.mark.parametrize("name", [n for n in REHASHED if n not in SAME_DIGESTS])
def test_a_manifest_made_to_fit_is_found_by_its_signature(name: str, scene: Scene) -> None:
    TAMPERINGS[name](scene)
    rehash(scene)
    assert any(signature.NAME in problem for problem in found(scene.release))
    assert any(signature.NAME in problem for problem in found(scene.release, scene.keys / "a.key.sign.pub"))


def resign(scene: Scene) -> None:
    """Sign again with one's own key."""
    key = keyfile.signer(scene.keys / "b.key")
    edit_manifest(lambda facts: facts.update(signer=signing.public_key(key.public_key()).text))(scene)
    signature.write(scene.release, manifest.content(scene.release), manifest.read(scene.release), key)


@pytest.mark.parametrize("name", [None, "a changed number"])
def test_a_release_signed_again_by_somebody_else_is_not_the_signers(name: str | None, scene: Scene) -> None:
    if name:
        TAMPERINGS[name](scene)
        rehash(scene)
    resign(scene)
    assert any("--signer" in problem for problem in found(scene.release, scene.keys / "a.key.sign.pub"))
    assert not any(signature.NAME in problem for problem in found(scene.release))


PROVABLE = [
    *("a number in the dictionary", "a description in Croissant", "a field of the data package"),
    *("a removed dictionary", "an added row", "a removed row", "a cell under k", "a changed number"),
    *("another footer", "rows in another order", "a changed row of the database", "a view of the database"),
    *("a comment of the database", "a threshold in the manifest", "a count in the manifest", "a figure of the gate"),
    *("two cubes swapped", "an added cube"),
]


@pytest.mark.parametrize("name", PROVABLE)
def test_a_lie_that_the_files_disprove_is_found_without_any_signature(name: str, scene: Scene) -> None:
    """Digests made to fit, signature taken away: what is left are the claims themselves."""
    TAMPERINGS[name](scene)
    edit_manifest(lambda facts: facts.update(signer=None))(scene)
    (scene.release / signature.NAME).unlink()
    rehash(scene)
    assert found(scene.release)


def test_an_unsigned_release_fails_where_a_signer_is_asked_for(clean: Path, signed: Path) -> None:
    assert found(clean / "release") == []
    assert found(clean / "release", signed / "keys" / "a.key.sign.pub") == ["manifest.json: is not signed"]


def test_minisign_itself_checks_a_release(signed: Path) -> None:
    public = signing.load(signed / "keys" / "a.key.sign.pub").text
    found = minisign.Signature.from_file(signed / "release" / signature.NAME)
    minisign.PublicKey.from_base64(public).verify((signed / "release" / "manifest.json").read_bytes(), found)


def third_party(release: Path) -> dict[str, int]:
    """Run the printed SQL as somebody else would, in the folder of the release."""
    before = Path.cwd()
    os.chdir(release)
    try:
        with duckdb.connect() as connection:
            return dict(connection.execute(verify.script(release)).fetchall())
    except duckdb.Error:
        return {"it cannot even be read": 1}
    finally:
        os.chdir(before)


def test_the_sql_of_the_checks_finds_nothing_in_a_whole_release(scene: Scene) -> None:
    told = third_party(scene.release)
    assert set(told.values()) == {0}
    assert len(told) > 40


SQL_FINDS = [
    *("a flipped byte in the report", "a number in the dictionary", "an added file", "an added cube"),
    *("a removed dictionary", "two cubes swapped", "an added row", "a removed row", "a cell under k"),
    *("a changed number", "another footer", "a changed row of the database"),
]


@pytest.mark.parametrize("name", SQL_FINDS)
def test_the_sql_of_the_checks_finds_tampering(name: str, scene: Scene) -> None:
    TAMPERINGS[name](scene)
    assert sum(third_party(scene.release).values()) > 0


def test_the_sql_of_a_manifest_that_names_anything_else_is_not_printed(scene: Scene) -> None:
    edit_manifest(lambda facts: facts["cubes"][0].update(name="region'); DROP TABLE x; --"))(scene)
    with pytest.raises(InputError):
        verify.script(scene.release)


def test_every_output_that_follows_from_cubes_and_manifest_is_written_again() -> None:
    assert [output.path for output in outputs() if not output.recomputable] == ["sbom.json"]
