"""The `newsroom` tier as a command: what comes out, who can open it, what is refused, what stays the same."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyrage
import pytest
from conftest import call, leak
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap

from pipeline import flow, job
from pipeline.core import keyfile
from pipeline.core.errors import InputError
from pipeline.core.policy_file import configs, load
from pipeline.core.progress import Silent
from pipeline.core.travel import seal, unseal
from pipeline.core.work import Work
from pipeline.engines import tasks
from pipeline.engines.engine import Reading
from pipeline.engines.local import Local
from pipeline.ingest import parts
from pipeline.ingest.dialect import CELL_CAP
from pipeline.job import Request
from pipeline.locales.fr import reserved
from pipeline.publish import manifest, sealed

POLICY = configs() / "newsroom.yaml"
ROWS = 1_500


def table(release: Path, key: Path) -> pl.DataFrame:
    found = sealed.records(release, keyfile.load(key), manifest.read(release))
    return pl.DataFrame(pl.from_arrow(found))


def make(folder: Path) -> None:
    keyfile.create(folder / "keys" / "project.key")
    bob = keyfile.create(folder / "keys" / "bob.key")
    keyfile.create(folder / "keys" / "stranger.key")
    done = call(
        *("run", leak(folder, ROWS, dirt=0.1), "--policy", POLICY, "--key", folder / "keys" / "project.key"),
        *("--recipient", bob.recipient, "--out", folder / "release"),
    )
    assert done.code == 0, done.err
    (folder / "said.txt").write_text(done.out + done.err)


@pytest.fixture(scope="module")
def made(shared) -> Path:
    return shared("newsroom", make)


@pytest.fixture
def key(made: Path, tmp_path: Path) -> Path:
    """The project key with all that stands beside it, a copy for one test: runs side by side share no ledger."""
    return shutil.copytree(made / "keys", tmp_path / "copied-keys") / "project.key"


@pytest.fixture(scope="module")
def raw(made: Path) -> pl.DataFrame:
    """Records of the leak."""
    head, *rows = (line.split(";") for line in clean_lines(made / "leak.csv"))
    return pl.DataFrame([dict(zip(head, row, strict=True)) for row in rows])


def clean_lines(leak: Path) -> list[str]:
    """Header and records that no damage of the line has touched."""
    lines = leak.read_bytes().removesuffix(b"\n").replace(b"\r", b"").split(b"\n")
    good = [
        line for line in lines if line.count(b";") == lines[0].count(b";") and not re.search(rb'["\x00\x80-\x9f]', line)
    ]
    return [good[0].decode("cp1252"), *(line.decode("cp1252") for line in good[1:] if line != good[0])]


def test_it_says_everywhere_what_it_is(made: Path, key: Path) -> None:
    release = made / "release"
    names = {path.name for path in release.iterdir()}
    assert names == {
        "manifest.json",
        "manifest.json.sig",
        "records.parquet",
        "records.key.age",
        "report.html",
        "dictionary.md",
        "datapackage.json",
    }
    for name in names - {"records.parquet", "records.key.age", "manifest.json.sig"}:
        assert sealed.LABEL["en"] in (release / name).read_text("utf-8"), name
    assert sealed.LABEL["en"] in (made / "said.txt").read_text()
    facts = manifest.read(release)
    with sealed.opened(release / sealed.RECORDS, sealed.data_key(release, facts, keyfile.load(key))) as file:
        assert file.schema_arrow.metadata[b"estompe.warning"].decode() == sealed.LABEL["en"]


def test_no_value_and_no_key_stands_in_the_release_in_clear(made: Path, key: Path, raw: pl.DataFrame) -> None:
    content = b"".join(path.read_bytes() for path in sorted((made / "release").iterdir()))
    for name in ("nom", "email", "adresse", "nir"):
        values = [v for v in raw[name].unique() if len(v) > 8][:300]
        assert len(values) > 40
        assert [v for v in values if v.encode() in content] == []
    secret = key.read_text().split("AGE-SECRET-KEY-1")[1].strip()
    root = keyfile.load(key).run
    assert secret.encode() not in content
    assert root.subkey("release id").encode() not in content


def test_no_record_holds_a_value_of_its_own(made: Path, key: Path, raw: pl.DataFrame) -> None:
    found = table(made / "release", key)
    pairs = {"nom": "person_name", "nom_naissance": "person_birth_name", "prenom": "person_first_name", "nir": "fr_nir"}
    pairs |= {
        "email": "email",
        "adresse": "address_street",
        "medecin": "prescriber_name",
        "num_dossier": "record_number",
    }
    for before, after in pairs.items():
        own = {value.upper() for value in raw[before] if value}
        made_up = found[after].drop_nulls()
        assert len(made_up) > 50
        if after not in ("person_name", "person_first_name", "person_birth_name"):
            assert own.isdisjoint(value.upper() for value in made_up), after
    assert found["person_name"].drop_nulls().map_elements(reserved.is_standin_surname, pl.Boolean).all()
    assert found["fr_nir"].drop_nulls().map_elements(reserved.is_standin_nir, pl.Boolean).all()
    assert found["email"].drop_nulls().map_elements(reserved.is_standin_domain, pl.Boolean).all()
    assert found["phone"].drop_nulls().str.contains("^[0-9a-f]{32}$").all()
    assert set(found.columns).isdisjoint({"url"})


def test_one_value_has_one_stand_in(made: Path, key: Path, raw: pl.DataFrame) -> None:
    """Clean records are matched by their laboratory and the keyed number of their file."""
    found = table(made / "release", key)
    assert found.group_by("fr_rpps").agg(pl.col("prescriber_name").n_unique())["prescriber_name"].median() == 1
    persons = found.drop_nulls("person").group_by("person").agg(pl.col("fr_nir").drop_nulls().n_unique())
    assert persons["fr_nir"].median() == 1
    assert found["person"].n_unique() <= found["person_strict"].n_unique()


def test_texts_hold_placeholders(made: Path, key: Path) -> None:
    texts = table(made / "release", key)["text_free"].drop_nulls()
    assert texts.str.contains(r"\[(PERSONNE|SOIGNANT|TELEPHONE|DATE|NIR|COURRIEL)-\d+\]").sum() > 20
    assert texts.str.replace_all(r"\[[A-Z]+(-\d+)?\]", "").str.contains(r"@|\d{7}").sum() == 0


@pytest.mark.parametrize("name", ["project", "bob"])
def test_holder_and_recipient_open_it(made: Path, name: str) -> None:
    file = made / "keys" / f"{name}.key"
    done = call("query", made / "release", "--key", file, "SELECT count(*) AS n FROM records", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)[0]["n"] == manifest.read(made / "release")["counts"]["accepted"]
    assert call("verify", made / "release", "--key", file).code == 0


def test_nobody_else_opens_it(made: Path) -> None:
    release = made / "release"
    for command in (("query", release, "FROM records"), ("query", release, "--key", made / "keys" / "stranger.key")):
        done = call(*command)
        assert (done.code, done.out) == (2, "")
        assert "--key" in done.err
    assert call("verify", release, "--key", made / "keys" / "stranger.key").code == 2


def test_questions_reach_nothing_else(made: Path, key: Path) -> None:
    for sql in (
        "FROM read_csv('/etc/passwd')",
        "COPY records TO 'x.csv'",
        "INSTALL httpfs",
        "SET threads = 1",
        "FROM found",
    ):
        for flags in ((), ("--allow-small",)):
            done = call("query", made / "release", "--key", key, *flags, sql)
            assert (done.code, done.out) == (2, "")
            assert "refused" in done.err


def test_rows_and_small_groups_come_out_only_when_asked_for(made: Path, key: Path) -> None:
    def ask(sql: str, *flags: str):
        return call("query", made / "release", "--key", key, sql, "--json", *flags)

    grouped = "SELECT laboratory, count(DISTINCT person) AS n FROM records GROUP BY laboratory"
    guarded, everything = json.loads(ask(grouped).out), json.loads(ask(grouped, "--allow-small").out)
    k = manifest.read(made / "release")["policy"]["thresholds"]["persons"]
    assert len(guarded) < len(everything)
    assert sorted(map(str, guarded)) == sorted(str(row) for row in everything if row["n"] >= k)
    for sql in ("FROM records LIMIT 1", "SELECT person_name FROM records", "SELECT min(person_name) FROM records"):
        refused = ask(sql)
        assert (refused.code, refused.out) == (2, "")
        assert "--allow-small" in refused.err
        assert len(json.loads(ask(sql, "--allow-small").out)) > 0


def test_the_key_wrapped_for_a_recipient_opens_with_plain_age_and_pyarrow(made: Path) -> None:
    secret = keyfile.load(made / "keys" / "bob.key").identity
    wrapped = (made / "release" / "records.key.age").read_bytes()
    facts = manifest.read(made / "release")
    data_key = bytes.fromhex(pyrage.decrypt(wrapped, [secret]).decode())
    with sealed.opened(made / "release" / "records.parquet", data_key) as file:
        assert file.metadata.num_rows == facts["counts"]["accepted"]


def test_a_changed_release_does_not_verify(made: Path, key: Path, tmp_path: Path) -> None:
    shutil.copytree(made / "release", tmp_path / "r")
    content = bytearray((tmp_path / "r" / "records.parquet").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "r" / "records.parquet").write_bytes(bytes(content))
    assert call("verify", tmp_path / "r").code == 4
    assert call("query", tmp_path / "r", "--key", key, "SELECT count(*) FROM records").code in (2, 3)


@pytest.mark.parametrize("name", ["dictionary.md", "datapackage.json", "report.html"])
def test_pages_that_say_otherwise_are_found_though_digests_fit(made: Path, name: str, tmp_path: Path) -> None:
    release = shutil.copytree(made / "release", tmp_path / "r")
    text = (release / name).read_text("utf-8")
    (release / name).write_text(text.replace("PSEUDONYMISED", "ANONYMISED"), "utf-8")
    facts = manifest.read(release) | {"signer": None, "files": manifest.files(release)}
    (release / "manifest.json").write_text(json.dumps(facts), "utf-8")
    (release / "manifest.json.sig").unlink()
    done = call("verify", release)
    assert done.code == 4
    assert f"{name}: " in done.err


def test_a_newsroom_release_is_signed_by_its_key(made: Path, key: Path) -> None:
    public = key.with_name(f"{key.name}.sign.pub")
    done = call("verify", made / "release", "--signer", public, "--key", key)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("signed by --signer")
    assert call("verify", made / "release", "--signer", key.with_name("bob.key.sign.pub")).code == 4


def test_a_leak_in_another_order_encoding_and_cut_keeps_its_pseudonyms(made: Path, key: Path, tmp_path: Path) -> None:
    head, *lines = clean_lines(leak(tmp_path, ROWS, seed=3))
    (tmp_path / "whole.csv").write_text("\n".join([head, *lines]) + "\n", encoding="cp1252")
    half = lines[::-1]
    renamed = head.replace("nom;", "patronyme;", 1).replace("telephone", "tel_fixe")
    for name, part in (("one.csv", half[:700]), ("two.csv", half[700:])):
        (tmp_path / name).write_text("\n".join([renamed, *part]) + "\n", encoding="utf-8")
    runs = {"a": ("whole.csv",), "b": ("one.csv", "two.csv"), "c": ("whole.csv",)}
    for out, files in runs.items():
        paths = [tmp_path / file for file in files]
        done = call("run", *paths, "--policy", POLICY, "--key", key, "--out", tmp_path / out)
        assert done.code == 0, done.err
    one, other, again = (table(tmp_path / name, key) for name in runs)
    assert one.columns == other.columns
    assert one.equals(again)
    assert sorted(one.rows(), key=repr) == sorted(other.rows(), key=repr)
    assert len({manifest.read(tmp_path / name)["release_id"] for name in runs}) == 1
    entries = json.loads(key.with_name("project.key.ledger").read_text())["releases"]
    assert len({e["release_id"] for e in entries}) == len(entries)


def test_another_leak_gets_other_pseudonyms_unless_linked(made: Path, key: Path, tmp_path: Path) -> None:
    content = (made / "leak.csv").read_bytes().split(b"\n")
    (tmp_path / "less.csv").write_bytes(b"\n".join(content[:1_000]) + b"\n")
    first = manifest.read(made / "release")["release_id"]
    common = ("run", tmp_path / "less.csv", "--policy", POLICY, "--key", key)
    assert call(*common, "--out", tmp_path / "own").code == 0
    linked = call(*common, "--link-to", first, "--out", tmp_path / "linked")
    assert linked.code == 0, linked.err
    assert "linked-release" in linked.err
    whole, own, same = (table(place, key) for place in (made / "release", tmp_path / "own", tmp_path / "linked"))
    for name in ("phone", "record_number", "fr_rpps", "person_strict", "email", "insurer_member"):
        before = set(whole[name].drop_nulls())
        assert before.isdisjoint(own[name].drop_nulls()), name
        assert len(before & set(same[name].drop_nulls())) > 0.9 * same[name].drop_nulls().n_unique(), name
    bob = keyfile.load(made / "keys" / "bob.key").recipient
    assert call(*common, "--recipient", bob, "--out", tmp_path / "more").code == 0
    ids = {manifest.read(tmp_path / name)["release_id"] for name in ("own", "more")}
    assert len(ids) == 1  # who may read changes no pseudonym
    wrong = call(*common, "--link-to", "0" * 16, "--out", tmp_path / "x")
    assert (wrong.code, (tmp_path / "x").exists()) == (2, False)


def test_what_is_wrong_is_refused_and_nothing_is_written(made: Path, key: Path, tmp_path: Path) -> None:
    file = made / "leak.csv"
    open_key = tmp_path / "open.key"
    open_key.write_bytes(key.read_bytes())
    open_key.chmod(0o644)
    cut = tmp_path / "cut.key"
    cut.write_bytes(key.read_bytes()[:-9])
    cut.chmod(0o600)
    policies = {
        "missing.yaml": "tier: newsroom\ncolumns: {telephon: {treatment: suppress}}",
        "nowhere.yaml": "tier: newsroom\ncolumns: {pas_la_du_tout: {treatment: suppress}}",
        "public.yaml": "columns: {telephon: {treatment: suppress}}",
        "twice.yaml": "tier: newsroom\ncolumns: {nom: {treatment: keep}, nom: {treatment: suppress}}",
        "kept.yaml": "tier: newsroom\ntreatments: {person.name: keep}",
        "password.yaml": "tier: newsroom\ntreatments: {credential.password: pseudonymise}",
        "age.yaml": "tier: newsroom\nrecipients: [age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq]",
    }
    for name, text in policies.items():
        (tmp_path / name).write_text(text, "utf-8")
    before = sorted(path.name for path in tmp_path.iterdir())
    out = ("--out", tmp_path / "release")
    table_ = [
        (2, "--key", ("--policy", POLICY)),
        (2, "other users", ("--policy", POLICY, "--key", open_key)),
        (3, "truncated", ("--policy", POLICY, "--key", cut)),
        (2, "cannot be opened", ("--policy", POLICY, "--key", tmp_path / "none.key")),
        (
            2,
            "no input has such a column (did you mean telephone?)",
            ("--policy", tmp_path / "missing.yaml", "--key", key),
        ),
        (2, "no input has such a column (did you mean telephone?)", ("--policy", tmp_path / "public.yaml")),
        (2, "estompe detect lists the columns", ("--policy", tmp_path / "nowhere.yaml", "--key", key)),
        (2, "stands twice", ("--policy", tmp_path / "twice.yaml", "--key", key)),
        (2, "kept-identifier", ("--policy", tmp_path / "kept.yaml", "--key", key)),
        (2, "never", ("--policy", tmp_path / "password.yaml", "--key", key)),
        (2, "age public key", ("--policy", tmp_path / "age.yaml", "--key", key)),
    ]
    for code, words, options in table_:
        done = call("run", file, *out, *options, "-q")
        assert (done.code, done.out) == (code, ""), done.err
        assert words in done.err, done.err
        assert len(done.err.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_stages_of_another_key_or_link_are_not_built_upon(made: Path, key: Path, tmp_path: Path) -> None:
    """Three changes that leave files and policy alone; each makes other pseudonyms, so nothing may be reused."""
    other, keys = tmp_path / "other.key", tmp_path / "keys"
    keyfile.create(other)
    keys.mkdir(mode=0o700)
    for path in key.parent.glob("project.key*"):
        shutil.copy2(path, keys / path.name)
    lines = (made / "leak.csv").read_bytes().split(b"\n")
    (tmp_path / "less.csv").write_bytes(b"\n".join(lines[:400]) + b"\n")
    work, first = tmp_path / "work", manifest.read(made / "release")["release_id"]
    common = ("stage", "assess", tmp_path / "less.csv", "--work", work, "--policy", POLICY)
    own = (*common, "--key", keys / "project.key")
    made_by = []
    for options in (own, (*own, "--link-to", first), (*own, "--link-to", first), (*common, "--key", other)):
        done = call(*options)
        assert done.code == 0, done.err
        entry = json.loads((work / "transform" / "summary.json").read_text())["entry"]
        made_by.append(("transforming" in done.err, entry["pseudonyms"]))
    assert [again for again, _ in made_by] == [True, True, False, True]
    assert made_by[1][1] == made_by[2][1] == first
    assert len({pseudonyms for _, pseudonyms in made_by}) == 3


def test_a_cell_over_the_cap_is_a_quarantined_record(tmp_path: Path) -> None:
    key = tmp_path / "own.key"
    keyfile.create(key)
    lines = leak(tmp_path, 300).read_bytes().splitlines(keepends=True)
    cells = lines[10].split(b";")
    cells[lines[0].split(b";").index(b"nom")] = b"Z" * (CELL_CAP + 1)
    lines[10] = b";".join(cells)
    (tmp_path / "long.csv").write_bytes(b"".join(lines))
    done = call("run", tmp_path / "long.csv", "--policy", POLICY, "--key", key, "--out", tmp_path / "release", "-q")
    assert done.code == 0, done.err
    counts = manifest.read(tmp_path / "release")["counts"]
    assert (counts["records"], counts["accepted"], counts["quarantined"]) == (300, 299, 1)
    assert list(counts["reasons"].values()) == [1]
    assert table(tmp_path / "release", key).height == 299


@pytest.mark.parametrize("change", [lambda lines: lines[:-20], lambda lines: lines + lines[-20:]], ids=["less", "more"])
def test_a_file_that_changes_between_two_readings_is_no_release(change, key: Path, tmp_path: Path) -> None:
    """Its records would be given to other persons. What tells persons is opened by no key that outlives the process."""
    path, work, laid = leak(tmp_path, 300), Work(tmp_path / "work", lasting=True), list[str]()

    class Meddler(Silent):
        def begin(self, stage: str, total: int) -> None:
            if stage == "transform":
                for file in sorted(work.path.rglob("link-*.vault")):
                    laid.append(file.name)
                    with pytest.raises(InvalidUnwrap):
                        work.vault.read(file)
                path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))

    with pytest.raises(InputError, match="changed while they were read"):
        flow.run(Request([path], load(POLICY), key=key), tmp_path / "out", work, Meddler())
    assert laid == ["link-keys.vault", "link-persons.vault"]
    assert not (tmp_path / "out").exists()
    assert not list(work.path.rglob("link-*"))


class Apart(Local):
    """An engine in whose parts everything that is needed travels, as to processes of their own."""

    apart = True

    def _each(self, reading: Reading[Any], task: tasks.Task) -> Iterator[list[Any]]:
        key, said = bytes(32), "of tests"
        parts, sealed_task = reading.parts(5), seal(bytes(32), task, said)
        assert len(parts) > 3
        for number, part in enumerate(parts):
            results = unseal(key, sealed_task, said)(unseal(key, seal(key, part, said), said))
            yield [unseal(key, seal(key, result, said), said) for result in results]
            reading.passed(number)

    def map_batches(self, reading: Reading[Any], make: Callable[[], Any]) -> Iterator[Any]:
        for results in self._each(reading, tasks.Mapped(make)):
            yield from results

    def fold(self, reading: Reading[Any], state: Any, watch: Callable[[], None] = lambda: None) -> Any:
        for (found,) in self._each(reading, tasks.Folded(state)):
            state.merge(found)
            watch()
        return state


@pytest.mark.parametrize("persons", ["linked", "records"])
def test_records_are_the_same_where_each_part_is_read_by_a_process_of_its_own(
    persons: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is known of persons lies on the disk, whoever reads: no engine holds it in memory."""
    path = leak(tmp_path, 300)
    policy = load(POLICY).model_copy(update={"persons": persons})
    found = []
    for name in ("local", "apart"):
        key = tmp_path / name / "own.key"
        if name == "local":
            keyfile.create(key)
        else:
            key.parent.mkdir(mode=0o700)
            for file in (tmp_path / "local").iterdir():
                if file.is_file() and "ledger" not in file.name:
                    (key.parent / file.name).write_bytes(file.read_bytes())
                    (key.parent / file.name).chmod(0o600)
            monkeypatch.setattr(job, "engine", lambda _name, folder: Apart(folder))
            monkeypatch.setattr(parts, "SMALLEST", 15_000)
        work = Work(tmp_path / name / "work")
        flow.run(Request([path], policy, key=key), tmp_path / name / "out", work, Silent())
        assert not list(work.path.rglob("link-*"))
        found.append((table(tmp_path / name / "out", key), manifest.read(tmp_path / name / "out")["counts"]))
    assert found[0][0].equals(found[1][0])
    assert found[0][1] == found[1][1]
    assert found[0][0].height == 300


def test_strict_refuses_what_nobody_listed(made: Path, key: Path, tmp_path: Path) -> None:
    rows = [f"Zoltaire{i};{i * 7919 % 1013}" for i in range(300)]
    (tmp_path / "odd.csv").write_text("\n".join(["nom;machin_truc", *rows]) + "\n", "utf-8")
    options = ("--policy", POLICY, "--key", key, "--out", tmp_path / "release", "--strict")
    done = call("run", tmp_path / "odd.csv", *options)
    assert done.code == 2
    assert "--strict" in done.err
    assert "nobody listed" in done.err
    assert call("run", tmp_path / "odd.csv", *options[:-1], "-q").code in (0, 4)


def test_stages_alone_make_the_same_records(made: Path, key: Path, tmp_path: Path) -> None:
    done = call("stage", "report", made / "leak.csv", "--policy", POLICY, "--key", key, "--work", tmp_path / "work")
    assert done.code == 0, done.err
    assert not list((tmp_path / "work").rglob("*.vault"))
    release = tmp_path / "work" / "report" / "release"
    assert call("verify", release, "--key", key).code == 0
    assert re.fullmatch(r"[0-9a-f]{16}", manifest.read(release)["release_id"])
