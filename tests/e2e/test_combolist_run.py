"""A list of accounts as a newsroom runs it: shares as they were planted, no address, no domain, no password."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import Estompe

from pipeline.core.policy_file import configs

DOMAINS = {
    "gmail.com": ("webmail", "generic", 900),
    "wanadoo.fr": ("internet_provider", "FR", 600),
    "chu-inconnu.example": ("hospital", "generic", 60),
    "labo-inconnu.example": ("laboratory", "generic", 40),
    "entreprise-inconnue.be": ("other", "BE", 200),
}
PASSWORDS = {"azerty": "weak", "Zk7qP2mx#": "medium", "Zk7qP2mx#VbT": "strong"}
HASH = "5f4dcc3b5aa765d61d8327deb882cf99"
NOBODY = "personne..inventee"


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each account, some twice, in another case; no provider gives an address with two dots in a row."""
    rng = random.Random(7)
    lines = []
    for domain, (_, _, number) in DOMAINS.items():
        for i in range(number):
            password = [*PASSWORDS, HASH][i % 4]
            lines.append(f"{NOBODY}{i}@{domain}:{password}")
            if i % 10 == 0:
                lines.append(f"{NOBODY}{i}@{domain}:{password}".upper() if password == HASH else lines[-1])
    rng.shuffle(lines)
    path = tmp_path_factory.mktemp("combolist") / "leak.txt"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def release(estompe: Estompe, accounts: Path) -> Path:
    out = accounts.parent / "release"
    done = estompe("run", accounts, "--policy", configs() / "combolist.yaml", "--out", out, "-q")
    assert done.code == 0, done.err
    return out


def counted(release: Path, cube: str) -> dict[tuple[str, ...], int]:
    table = pq.read_table(release / "cubes" / f"{cube}.parquet").drop_columns(["records"]).to_pydict()
    persons = table.pop("persons")
    return dict(zip(zip(*table.values(), strict=True), persons, strict=True))


def test_an_address_is_one_person_however_often_it_stands_there(release: Path) -> None:
    counts = json.loads((release / "manifest.json").read_text())["counts"]
    assert counts["persons"] == sum(number for _, _, number in DOMAINS.values())
    assert counts["records"] > counts["persons"]


def test_shares_are_those_that_were_planted(release: Path) -> None:
    assert counted(release, "provider") == {(kind,): number for kind, _, number in DOMAINS.values()}
    countries: dict[tuple[str, ...], int] = {}
    for _, country, number in DOMAINS.values():
        countries[country,] = countries.get((country,), 0) + number
    assert counted(release, "country") == countries
    each = sum(number for _, _, number in DOMAINS.values()) // 4
    assert counted(release, "strength") == {(band,): each for band in PASSWORDS.values()}
    assert counted(release, "reuse") == {("many",): 3 * each}
    assert sum(counted(release, "provider_reuse").values()) == 3 * each
    assert counted(release, "storage") == {("clear",): 3 * each, ("md5",): each}


def test_no_address_no_domain_and_no_password_comes_out(release: Path, accounts: Path) -> None:
    words = {NOBODY, "chu-inconnu", "labo-inconnu", "entreprise-inconnue", "wanadoo", "gmail", *PASSWORDS, HASH} - {
        "azerty"
    }
    held = {path.name: path.read_bytes() for path in release.rglob("*") if path.is_file()}
    for path in (release / "cubes").iterdir():
        held[f"{path.name} read"] = repr(pq.read_table(path).to_pydict()).encode()
    assert len(held) > 10
    for name, content in held.items():
        assert [word for word in words if word.encode() in content] == [], name
    # the search finds what it looks for
    assert all(word.encode() in accounts.read_bytes() for word in words)


def test_the_report_speaks_of_accounts_and_of_nothing_that_the_file_has_not(release: Path) -> None:
    page = (release / "report.html").read_text("utf-8")
    assert "liste de comptes" in page
    assert "Messagerie en ligne" in page
    assert "Hôpital ou clinique" in page
    assert 'id="fr-where"' not in page
    assert "où vivent" not in page.lower()


def test_a_release_of_accounts_is_verified(estompe: Estompe, release: Path) -> None:
    assert estompe("verify", release).code == 0
    assert not (release / "twin.parquet").exists()
