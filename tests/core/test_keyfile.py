"""The key file: made for one user alone, refused when anything about it is wrong, gone when destroyed."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyrage
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from pipeline.core import keyfile, ledger
from pipeline.core.errors import EstompeError, InputError, UsageError
from pipeline.core.keys import RunKey


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "secrets" / "project.key"
    keyfile.create(place)
    return place


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_key_is_for_its_user_alone_and_a_signing_key_stands_beside_it(path: Path) -> None:
    assert mode(path.parent) == 0o700
    assert sorted(p.name for p in path.parent.iterdir()) == ["project.key", "project.key.sign", "project.key.sign.pub"]
    assert {mode(p) for p in path.parent.iterdir()} == {0o600}
    signer = load_pem_private_key(keyfile.signing(path).read_bytes(), None)
    public = load_pem_public_key(path.with_name("project.key.sign.pub").read_bytes())
    public.verify(signer.sign(b"manifest"), b"manifest")  # type: ignore[union-attr, call-arg]


def test_the_file_is_an_age_identity(path: Path) -> None:
    secret = next(line for line in path.read_text().splitlines() if not line.startswith("#"))
    recipient = pyrage.x25519.Recipient.from_str(keyfile.load(path).recipient)
    assert pyrage.decrypt(pyrage.encrypt(b"data key", [recipient]), [pyrage.x25519.Identity.from_str(secret)])


def test_a_key_read_twice_is_the_same_and_two_keys_differ(path: Path, tmp_path: Path) -> None:
    other = keyfile.create(tmp_path / "other.key")
    one, again = keyfile.load(path), keyfile.load(path)
    assert one.run.fingerprint() == again.run.fingerprint() != other.run.fingerprint()
    assert one.run.subkey("x") == again.run.subkey("x") != other.run.subkey("x")
    assert len(one.run.fingerprint()) == 16
    secret = path.read_text().split("AGE-SECRET-KEY-1")[1]
    assert secret not in repr(one) + repr(one.run) + str(vars(one).keys())


def test_nothing_is_ever_replaced(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(UsageError, match="exists already"):
        keyfile.create(path)
    assert path.read_bytes() == before
    path.unlink()
    with pytest.raises(UsageError, match="exists already"):
        keyfile.create(path)  # its signing key is still there
    assert not path.exists()


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o660, 0o644, 0o610])
def test_a_key_that_others_may_read_is_refused(path: Path, bits: int) -> None:
    path.chmod(bits)
    with pytest.raises(UsageError, match="other users"):
        keyfile.load(path)


SPOILT = {
    "empty": lambda text: "",
    "truncated": lambda text: text[:-12],
    "half": lambda text: text[: len(text) // 2],
    "one letter another": lambda text: text[:-10] + ("Q" if text[-10] != "Q" else "P") + text[-9:],
    "twice": lambda text: text + text,
    "something else": lambda text: "-----BEGIN PRIVATE KEY-----\nAAAA\n",
    "binary": lambda text: "\x00\xff" * 40,
    "only comments": lambda text: "# nothing\n",
    "a public key": lambda text: "age1pfd6y89sj3cdrl53fxkgs60m7hhwkcqdk4gynyqaff88rwk7g3rsgy4pdc\n",
}


@pytest.mark.parametrize("kind", SPOILT)
def test_a_spoilt_key_is_refused_without_a_word_of_it(path: Path, kind: str) -> None:
    whole = path.read_text()
    path.write_text(SPOILT[kind](whole))
    with pytest.raises(InputError) as refused:
        keyfile.load(path)
    secret = whole.split("AGE-SECRET-KEY-1")[1].strip()
    assert not any(secret[i : i + 8] in str(refused.value) for i in range(len(secret) - 8))
    with pytest.raises(InputError):
        keyfile.destroy(path)
    assert path.exists()


def test_links_folders_pipes_and_missing_files_are_refused(path: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(path)
    os.mkfifo(tmp_path / "pipe", 0o600)
    for place in (tmp_path / "link", tmp_path / "pipe", tmp_path, tmp_path / "none"):
        with pytest.raises(UsageError):
            keyfile.load(place)


def test_a_folder_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError):
        keyfile.create(tmp_path / "file" / "project.key")


def test_destroying_overwrites_and_removes_the_key_and_what_belongs_to_it(path: Path) -> None:
    secret = path.read_bytes()
    (path.parent / "hard").hardlink_to(path)
    ledger.note(keyfile.ledger(path), ledger.Entry(1, "a" * 16, "p", "l", "a" * 16))
    (path.parent / "notes.txt").touch()
    gone = keyfile.destroy(path)
    assert len(gone) == 4
    assert sorted(p.name for p in path.parent.iterdir()) == ["hard", "notes.txt"]
    assert b"AGE-SECRET-KEY" not in (path.parent / "hard").read_bytes()
    assert len((path.parent / "hard").read_bytes()) == len(secret)


def test_a_key_that_others_may_read_can_still_be_destroyed(path: Path) -> None:
    path.chmod(0o644)
    keyfile.destroy(path)
    assert not path.exists()


def test_subkeys_of_two_releases_projects_or_roots_have_nothing_in_common() -> None:
    roots = [RunKey(bytes([i]) * 32) for i in range(2)]
    keys = {
        (i, project, release, purpose): roots[i].of_release(project, release).subkey(purpose)
        for i in range(2)
        for project, release in (("", "a"), ("", "b"), ("a", ""), ("x", "a"), ('", "', ""))
        for purpose in ("fr.nir|token", "phone|token")
    }
    assert len(set(keys.values())) == len(keys)
    ids = {root.release_id(p, d, n) for root in roots for p in ("", "x") for d in ("d", "e") for n in (1, 2)}
    assert len(ids) == 16


def entry(number: int, policy: str, leak: str, linked: str = "") -> ledger.Entry:
    return ledger.Entry(number, f"id{number}", policy, leak, linked or f"id{number}")


def test_the_same_leak_under_the_same_policy_keeps_its_number_and_anything_else_gets_the_next(tmp_path: Path) -> None:
    place = tmp_path / "key.ledger"
    assert ledger.number(ledger.read(place), "p", "l", "") == 1
    for one in (entry(1, "p", "l"), entry(2, "p", "m"), entry(3, "q", "l", "id1")):
        ledger.note(place, one)
        ledger.note(place, one)
    found = ledger.read(place)
    assert [one.number for one in found] == [1, 2, 3]
    assert mode(place) == 0o600
    table = {("p", "l", ""): 1, ("p", "m", ""): 2, ("q", "l", "id1"): 3, ("q", "l", ""): 4, ("p", "l", "id2"): 4}
    assert {asked: ledger.number(found, *asked) for asked in table} == table
    assert ledger.known(found, "id2").leak == "m"
    with pytest.raises(UsageError, match="no such release"):
        ledger.known(found, "id9")


def test_a_number_is_never_two_releases(tmp_path: Path) -> None:
    place = tmp_path / "key.ledger"
    numbers = [ledger.number(ledger.read(place), "p", leak, "") for leak in ("l", "m")]
    assert numbers == [1, 1], "two runs that begin at the same time"
    ledger.note(place, entry(1, "p", "l"))
    with pytest.raises(UsageError, match="another run took number 1"):
        ledger.note(place, entry(1, "p", "m"))
    assert ledger.read(place) == (entry(1, "p", "l"),)
    assert [path.name for path in tmp_path.iterdir()] == [place.name]


def test_runs_side_by_side_note_each_of_theirs(tmp_path: Path) -> None:
    place = tmp_path / "key.ledger"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: ledger.note(place, entry(n, "p", f"l{n}")), range(1, 33)))
    assert sorted(one.number for one in ledger.read(place)) == list(range(1, 33))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"releases": [{"number": 1}]}', '{"releases": 3}', "\x00"])
def test_a_damaged_ledger_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "key.ledger").write_text(text)
    with pytest.raises(EstompeError, match="damaged"):
        ledger.read(tmp_path / "key.ledger")
