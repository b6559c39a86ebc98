"""What the passwords of a leak say, asked of the command: counts of what was planted, and never a password."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.core.profile import ColumnProfile, Profile
from pipeline.credentials import Accounts

SECRET = "Zanzibar-canari-8472"
PEOPLE = [
    ("MARTIN", "Zoe", "05/09/1989", "zmartin", "05091989"),
    ("DUPONT", "Paul", "11/02/1950", "pdupont", "dupont56"),
    ("LE GALL", "Anne", "23/12/2001", "alegall", SECRET),
    ("LE GALL", "Anne", "23/12/2001", "alegall", SECRET),
    ("ROPARS", "Yann", "01/01/1978", "yropars", "5f4dcc3b5aa765d61d8327deb882cf99"),
    ("KERVELLA", "Iris", "14/07/1966", "ehpad.les.tilleuls", "azerty"),
    ("PERON", "Jules", "30/05/1999", "ehpad.des.pins", "azerty"),
]
POLICY = """
columns:
  nom: {entity: person.name}
  prenom: {entity: person.first_name}
  naissance: {entity: person.birth_date}
  identifiant: {entity: credential.login}
  passe: {entity: credential.password}
"""


@pytest.fixture
def leak(tmp_path: Path) -> Path:
    path = tmp_path / "leak.csv"
    rows = ["nom;prenom;naissance;identifiant;passe", *(";".join(row) for row in PEOPLE)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    return path


def test_what_was_planted_is_counted(estompe, leak: Path) -> None:
    done = estompe("detect", leak, "--policy", leak.with_name("policy.yaml"), "--passwords", "--json")
    found = json.loads(done.out)["passwords"]
    assert (found["records"], found["share"]) == (7, 1.0)
    assert found["storage"] == {"clear": 6, "md5": 1}
    assert sum(found["strength"].values()) == 6
    assert found["pattern"] == {"birth_date": 1, "last_name": 1}
    assert found["account"] == {"institution": 2, "person": 5}
    assert found["reuse"] == {"passwords": 1, "persons": 2, "most": 2}, "two records of one person are no reuse"
    assert SECRET not in done.out + done.err


def test_it_is_a_table_for_people_and_said_only_when_asked(estompe, leak: Path) -> None:
    policy = leak.with_name("policy.yaml")
    done = estompe("detect", leak, "--policy", policy, "--passwords", "-q")
    assert "shared by several persons" in done.out
    assert SECRET not in done.out
    assert json.loads(estompe("detect", leak, "--policy", policy, "--json").out).keys() == {"columns"}


def test_a_leak_without_passwords_says_so(estompe, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("nom;sexe\nMARTIN;F\nDUPONT;M\n", encoding="utf-8")
    assert "no column holds passwords" in estompe("detect", tmp_path / "a.csv", "--passwords", "-q").out
    assert json.loads(estompe("detect", tmp_path / "a.csv", "--passwords", "--json").out)["passwords"] is None


def test_of_many_passwords_a_sample_is_kept_each_with_all_its_records() -> None:
    column = ColumnProfile("passe", "credential.password", "credentials", "suppress", 1.0, "", 900, 0.0)
    values = [f"secret{i % 900}" for i in range(3_600)]
    accounts = Accounts(Profile((column,)), most=1_000)
    for start in range(0, 3_600, 100):
        accounts = accounts.fit(pa.record_batch([pa.array(values[start : start + 100])], ["passe"]))
    kept = [value for part in accounts.parts for value in part["password"]]
    assert 300 < len(kept) <= 1_000
    assert all(kept.count(value) == 4 for value in set(kept))
    assert accounts.share == pytest.approx(len(set(kept)) / 900, rel=0.35)
    with pytest.raises(TypeError, match="in memory only"):
        accounts.__reduce__()
