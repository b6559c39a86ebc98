"""The files of a leak: bytes, header, encoding, determinism, refusals."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from synthetic import leak as leaks
from synthetic.__main__ import main
from synthetic.leak import Parameters
from synthetic.writer import FILES, write

HEADER = (
    b"num_dossier;nir;nom;nom_naissance;prenom;sexe;date_naissance;adresse;code_postal;ville;telephone;portable;email;"
    b"mutuelle;num_adherent;groupe_sanguin;labo;code_labo;medecin;cp_medecin;rpps_medecin;date_prelevement;"
    b"commentaire;login;mot_de_passe"
)


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def test_header_line_ends_and_fields(leak) -> None:
    lines = (leak.folder / "leak.csv").read_bytes().split(b"\r\n")
    assert lines[0] == HEADER
    assert lines[-1] == b""
    assert len(lines) == 20_002
    assert {line.count(b";") for line in lines[1:-1]} == {24}
    assert not any(b'"' in line or b"\n" in line for line in lines)


def test_the_file_is_cp1252_and_neither_ascii_nor_utf8(leak) -> None:
    raw = (leak.folder / "leak.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    assert "é" in raw.decode("cp1252")


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaks, "CHUNK", 500)


@pytest.mark.usefixtures("small_chunks")
def test_the_same_parameters_give_the_same_bytes_and_others_do_not(tmp_path: Path) -> None:
    base = Parameters(rows=1_300, seed=3, dirt=0.1, comments=0.2)
    write(base, tmp_path / "a")
    write(base, tmp_path / "b")
    first = contents(tmp_path / "a")
    assert contents(tmp_path / "b") == first
    write(base, tmp_path / "a")
    assert contents(tmp_path / "a") == first
    for other in (Parameters(1_300, 4, 0.1, 0.2), Parameters(1_300, 3, 0.2, 0.2), Parameters(1_300, 3, 0.1, 0.3)):
        write(other, tmp_path / "c")
        assert contents(tmp_path / "c")["leak.csv"] != first["leak.csv"]


@pytest.mark.usefixtures("small_chunks")
def test_chunks_do_not_show(tmp_path: Path) -> None:
    write(Parameters(rows=1_300, seed=3), tmp_path)
    truth = pl.read_parquet(tmp_path / "truth.parquet")
    assert truth["record"].to_list() == list(range(1_300))
    assert sorted(truth["person"].unique()) == list(range(truth["person"].n_unique()))


@pytest.mark.parametrize("threads", ["1", "3"])
def test_another_process_writes_the_same_bytes_with_any_number_of_threads(tmp_path: Path, threads: str) -> None:
    write(Parameters(rows=3_000, seed=5, dirt=0.3, comments=0.5), tmp_path / "here")
    more = ["--rows", "3000", "--seed", "5", "--comments", "0.5", "--dirt", "0.3", "--out", str(tmp_path / "there")]
    root = Path(__file__).parents[2]
    fresh = {**os.environ, "POLARS_MAX_THREADS": threads, "PYTHONHASHSEED": threads}
    subprocess.run([sys.executable, "-m", "synthetic", *more], cwd=root, check=True, capture_output=True, env=fresh)
    assert contents(tmp_path / "there") == contents(tmp_path / "here")


@pytest.mark.parametrize("rows", [0, 1, 2, 7])
def test_tiny_leaks(tmp_path: Path, rows: int) -> None:
    tally = write(Parameters(rows=rows, seed=1, comments=1.0, dirt=0.0), tmp_path)
    assert tally.records == rows
    assert len((tmp_path / "leak.csv").read_bytes().split(b"\r\n")) == rows + 2
    assert pl.read_parquet(tmp_path / "truth.parquet").height == rows
    assert len((tmp_path / "truth_text.jsonl").read_text("utf-8").splitlines()) == rows


@pytest.mark.parametrize(
    "arguments",
    [
        ["--rows", "-1"],
        ["--rows", "many"],
        [],
        ["--rows", "5", "--dirt", "1.5"],
        ["--rows", "5", "--dirt", "-0.1"],
        ["--rows", "5", "--comments", "nan"],
        ["--rows", "5", "--seed", "-2"],
        ["--rows", "5", "--shape", "spreadsheet"],
        ["--rows", "5", "--shape", "jsonl", "--layouts"],
        ["--rows", "5", "--split", "dev"],
        ["--rows", "5", "--dirt-config", "nowhere.yaml"],
    ],
)
def test_the_impossible_is_refused_in_one_line_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    try:
        code: object = main([*arguments, "--out", str(tmp_path / "new")])
    except SystemExit as stop:
        code = stop.code
    assert code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("kept")
    (tmp_path / "half" / "truth.parquet").mkdir(parents=True)
    for folder in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / "half"):
        assert main(["--rows", "5", "--out", str(folder)]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert (tmp_path / "file").read_text() == "kept"
    assert [path.name for path in (tmp_path / "half").iterdir()] == ["truth.parquet"]


def test_success_says_what_was_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--rows", "10", "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("10 records of ")
