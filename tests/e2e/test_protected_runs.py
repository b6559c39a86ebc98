"""Every protection as a command: what the release says of itself, what is refused, what stays in the work folder."""

from __future__ import annotations

import json
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import call, leak

from pipeline.core import keyfile
from pipeline.core.database import locked
from pipeline.core.policy import PROTECTIONS
from pipeline.publish import manifest, signature, stage
from pipeline.publish.output import outputs
from pipeline.publish.tables import tables, write
from pipeline.report import stage as report
from pipeline.twin import plan as twin

CUBES = """cubes:
  - {name: region, dimensions: [region]}
  - {name: region_department, dimensions: [region, department]}
  - {name: department, dimensions: [department]}
"""
WORDS = {
    "suppression": ("Published numbers are exact", "Les chiffres publiés sont exacts"),
    "rounding": ("Numbers are rounded to 5", "Les nombres sont arrondis à 5"),
    "cell_key": ("noise of at most 5", "bruit d’au plus 5"),
    "dp": ("differential privacy, ε = 2", "confidentialité différentielle, ε = 2"),
}
NAMES = [
    pytest.param(n, marks=[pytest.mark.skipif(n == "dp" and find_spec("opendp") is None, reason="extra dp missing")])
    for n in PROTECTIONS
]


def policy(folder: Path, name: str) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(f"tier: public\nprotection: {name}\ndp: {{epsilon: 2}}\n{CUBES}")
    return path


def make(folder: Path) -> None:
    keyfile.create(folder / "keys" / "project.key")
    leak(folder, 3_000, dirt=0.1)
    for name in PROTECTIONS:
        if name == "dp" and find_spec("opendp") is None:
            continue
        done = call(
            *("run", folder / "leak.csv", "--policy", policy(folder, name), "--key", folder / "keys" / "project.key"),
            *("--out", folder / name, "--work", folder / f"work-{name}"),
        )
        assert done.code == 0, done.err
        (folder / f"{name}.txt").write_text(done.err)


@pytest.fixture(scope="module")
def made(shared) -> Path:
    return shared("protections", make)


@pytest.mark.parametrize("name", NAMES)
def test_manifest_report_data_package_and_database_name_the_protection(made: Path, name: str) -> None:
    facts = manifest.read(made / name)
    assert facts["protection"] == facts["policy"]["protection"] == name
    page = (made / name / "report.html").read_text("utf-8").replace("\u202f", " ").replace("\u00a0", " ")
    assert all(words in page for words in WORDS[name])
    package = json.loads((made / name / "datapackage.json").read_text("utf-8"))
    assert package["protection"] == name
    with locked(made / name / "release.duckdb") as connection:
        (comment,) = connection.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'region'").fetchone()
    assert comment.removeprefix("Persons by region; ") in package["description"]
    assert call("verify", made / name).code == 0


@pytest.mark.parametrize("name", NAMES)
def test_the_share_of_persons_kept_is_told_on_stderr_and_stands_in_no_release(made: Path, name: str) -> None:
    said = (made / f"{name}.txt").read_text("utf-8")
    assert "Persons kept (for you alone: " in said
    private = json.loads((made / f"work-{name}" / "anonymise" / "private.json").read_text("utf-8"))
    assert [cube["cube"] for cube in private["cubes"]] == ["region", "region_department", "department"]
    files = [path for path in (made / name).rglob("*") if path.is_file()]
    assert files
    assert not any(b"persons_kept" in path.read_bytes() for path in files)


@pytest.mark.parametrize("name", ["rounding", "cell_key"])
def test_the_same_leak_key_and_policy_give_the_same_release(made: Path, name: str) -> None:
    again = made / f"{name}-again"
    key = made / "keys" / "project.key"
    assert call("run", made / "leak.csv", "--policy", made / f"{name}.yaml", "--key", key, "--out", again).code == 0
    assert manifest.read(again)["files"] == manifest.read(made / name)["files"]


def tamper(release: Path, cube: str, change: int) -> None:
    """Change the first number of persons of one cube, and mend everything that would give that away."""
    path = release / "cubes" / f"{cube}.parquet"
    facts = manifest.read(release)
    rows = pq.read_table(path)
    persons = rows["persons"].to_pylist()
    persons[0] += change
    changed = rows.set_column(rows.column_names.index("persons"), "persons", pa.array(persons, pa.int64()))
    (described,) = (table for table in tables(facts) if table.name == cube)
    with tempfile.TemporaryDirectory() as folder:
        pq.write_table(changed, Path(folder) / "cube.parquet")
        write(Path(folder) / "cube.parquet", release, described)
    for entry in facts["cubes"]:
        rows = pq.read_table(release / "cubes" / f"{entry['name']}.parquet")
        entry["persons_share"] = min(1.0, sum(rows["persons"].to_pylist()) / facts["counts"]["persons"])
    facts["published"] = manifest.published(facts["cubes"], facts["columns"])
    facts["release_id"] = stage.release_id(release / "cubes", facts["policy_digest"])
    facts["twin"] = twin.plan(facts)
    (release / "release.duckdb").unlink()
    for output in outputs():
        output.write(release, facts)
    (release / report.NAME).write_text(report.html(release, facts, "fr"), encoding="utf-8")
    (release / signature.NAME).unlink(missing_ok=True)
    manifest.write(release, facts)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("suppression", 1),
        ("rounding", 1),
        ("rounding", 50),
        ("cell_key", 1),
        pytest.param("dp", -1_000, marks=NAMES[-1].marks),
    ],
)
def test_a_changed_number_is_found_though_every_digest_was_mended(
    made: Path, tmp_path: Path, name: str, change: int
) -> None:
    release = tmp_path / "release"
    shutil.copytree(made / name, release)
    tamper(release, "department", 0)
    assert call("verify", release).code == 0  # mending alone is not noticed
    tamper(release, "department", change)
    done = call("verify", release)
    assert done.code != 0
    assert "protected_numbers" in done.out + done.err


def test_noise_of_cells_needs_a_key_that_lasts(made: Path, tmp_path: Path) -> None:
    done = call("run", made / "leak.csv", "--policy", made / "cell_key.yaml", "--out", tmp_path / "out")
    assert done.code == 2
    assert "protection: cell_key needs a key" in done.err
    assert "estompe keys new" in done.err
    assert not (tmp_path / "out").exists()


def test_a_protection_that_does_not_exist_is_a_problem_of_the_policy(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("tier: public\nprotection: hope\n")
    done = call("check", path)
    assert done.code == 2
    assert "protection" in done.out + done.err


def test_protections_are_listed() -> None:
    done = call("list", "protections")
    assert done.code == 0
    assert all(name in done.out for name in PROTECTIONS)
