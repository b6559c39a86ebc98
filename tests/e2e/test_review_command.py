"""`estompe preview FILES --html`: a page of all columns, for its maker alone, without a value of the leak."""

from __future__ import annotations

import os
import pty
import re
import stat
import subprocess
from pathlib import Path

from tests.conftest import Estompe

FIXTURES = Path(__file__).parents[1] / "fixtures"


def values(leak: Path) -> set[str]:
    """Cells of a leak that are long enough to be nobody else's word."""
    lines = leak.read_text("cp1252").splitlines()[1:]
    return {
        cell for line in lines for cell in line.split(";") if len(cell) > 7 and not re.fullmatch(r"[a-z0-9_]+", cell)
    }


def test_the_page_of_a_leak(clean: Path, estompe: Estompe, tmp_path: Path) -> None:
    page = tmp_path / "review.html"
    done = estompe("preview", clean / "leak.csv", "--html", page, "-q")
    assert (done.code, done.out) == (0, f"{page}\n"), done.err
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    text = page.read_text("utf-8")
    assert '<html lang="en"' in text
    for said in (
        "Private page",
        "Page privée",
        "date_naissance",
        "fr.nir",
        "3,000 records",
        "99/99/9999",
        "header says so",
    ):
        assert said in text, said
    seen = values(clean / "leak.csv")
    assert len(seen) > 5000
    assert not {value for value in seen if value in text}
    assert {value for value in seen if value in (clean / "leak.csv").read_text("cp1252")} == seen, (
        "the positive control"
    )
    assert estompe("preview", clean / "leak.csv", "--html", page, "-q").code == 2
    again = estompe("preview", clean / "leak.csv", "--html", page, "--force", "-q", "--lang", "fr")
    assert again.code == 0, again.err
    assert '<html lang="fr"' in page.read_text("utf-8")


def test_several_tables_and_a_policy_that_lists_too_little(estompe: Estompe, tmp_path: Path) -> None:
    policy = tmp_path / "p.yaml"
    policy.write_text("unlisted: suppress\ncolumns: {NOM_BENEF: {treatment: suppress}}\n")
    files = (FIXTURES / "insurer" / "leak.csv", FIXTURES / "insurer" / "leak.csv")
    done = estompe("preview", *files, "--policy", policy, "--html", tmp_path / "p.html", "-q")
    assert done.code == 0, done.err
    text = (tmp_path / "p.html").read_text("utf-8")
    assert "Table 2 of 2" in text
    assert "does not list this column, so it is suppressed" in text


def test_a_page_in_a_release_is_refused_before_anything_is_read(clean: Path, estompe: Estompe, tmp_path: Path) -> None:
    before = sorted((clean / "release").rglob("*"))
    for place in (clean / "release" / "review.html", clean / "release" / "cubes" / "review.html"):
        done = estompe("preview", tmp_path / "none.csv", "--html", place)
        assert done.code == 2
        assert "lies in a release" in done.err
    assert sorted((clean / "release").rglob("*")) == before


def test_originals_never_go_into_the_page_not_even_from_a_terminal(clean: Path, program: str, tmp_path: Path) -> None:
    page = tmp_path / "review.html"
    leader, follower = pty.openpty()
    done = subprocess.run(
        [program, "preview", clean / "leak.csv", "--show-originals", "--html", page],
        stdout=follower,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(follower)
    os.close(leader)
    assert done.returncode == 2
    assert "--show-originals" in done.stderr
    assert not page.exists()


def test_a_newsroom_page_shows_no_token(clean: Path, estompe: Estompe, tmp_path: Path) -> None:
    policy = tmp_path / "newsroom.yaml"
    policy.write_text("tier: newsroom\n")
    done = estompe("preview", clean / "leak.csv", "--policy", policy, "--html", tmp_path / "n.html", "-q")
    assert done.code == 0, done.err
    text = (tmp_path / "n.html").read_text("utf-8")
    assert "replaced by a pseudonym" in text
    assert not {value for value in values(clean / "leak.csv") if value in text}
    assert not re.search(r"\b[0-9a-f]{32}\b", text)
