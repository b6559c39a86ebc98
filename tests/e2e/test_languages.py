"""`--lang`: where it may stand, what the environment says, French that is French alone, what no language changes."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import Done, Estompe

THIN = "\u202f"
FIXTURES = Path(__file__).parents[1] / "fixtures"
ENGLISH = re.compile(
    r"\b(the|of|is|are|was|were|and|with|without|no|not|nothing|which|cannot|take|name|leave|holds|there|been|it|"
    r"records?|persons?|columns?|values?|header|line|missing|refuses?|written|unknown|removed|empty|Try|Error)\b"
)
"""Words of English that no French sentence of ours holds."""
WORDS_OF_ITS_OWN = re.compile(
    r"`+[^`]+`+|\S*/\S*|--\S+|\"[^\"]*\"|\b\S+\.(?:csv|yaml|key|json|html)\b|\b(?:person|address|record|patient|text|date|"
    r"credential|prescriber|laboratory|insurer|fr)\.\w+|\w+_\w+|^(?:Lire|Interroger|Vérifier).*$|columns|thresholds\.\S+",
    re.MULTILINE,
)
"""Paths, flags, entities, keys of a policy, queries: what is typed is the same in every language."""


def shown(done: Done) -> str:
    """What a command said, without what is typed."""
    return WORDS_OF_ITS_OWN.sub("", done.out + done.err)


@pytest.fixture
def bad_policy(tmp_path: Path) -> Path:
    path = tmp_path / "bad.yaml"
    path.write_text(
        "tier: publc\nfoo: 1\nthresholds: {persons: 2}\ntreatments: {fr.nri: keep, phone: synthesise}\n"
        "acknowledge: {small-pol: x}\ncolumns: {zz: {entity: foo, treatment: keep}}\n"
    )
    return path


@pytest.fixture
def commands(
    clean: Path, signed: Path, policy: Path, tmp_path: Path, bad_policy: Path
) -> dict[str, tuple[object, ...]]:
    """Commands of every verb that words come out of, with what their French holds."""
    leak, release = clean / "leak.csv", clean / "release"
    dirty = FIXTURES / "laboratory-dirty" / "leak.csv"
    table = ("anonymise", leak, "--quasi", "sexe", "--out", tmp_path / "x.csv")
    (tmp_path / "zero").touch()
    return {
        "existe déjà": ("run", leak, "--out", release),
        "ne peut être ouvert (fichier ou dossier inexistant)": ("run", tmp_path / "none.csv", "--out", tmp_path / "r"),
        "est vide": ("ingest", tmp_path / "zero"),
        "en quarantaine (": ("ingest", dirty),
        "lignes d'en-tête répétées|totaux, filets": ("sniff", dirty),
        "l'en-tête le dit": ("detect", leak),
        "vouliez-vous dire public": ("check", bad_policy, leak),
        "rien à redire": ("check", Path(__file__).parents[2] / "configs" / "public.yaml"),
        "enregistrement 1 sur 2": ("preview", leak, "-n", 2),
        "certitude de 99": ("init", leak),
        "Individualisation": ("assess", signed / "other"),
        "chaque fichier est tel que le dit le manifeste": ("verify", signed / "other"),
        "n'est pas une diffusion": ("verify", tmp_path),
        "un seul à la fois": ("query", release, "FROM region", "--csv", "--json"),
        f"personnes dans 3{THIN}000 enregistrements": ("run", leak, "--out", tmp_path / "made", "--policy", policy),
        "la table n'a pas cette colonne": (*table, "--sensitive", "zz"),
        "enregistrements en": table,
        "cette liste n'existe pas": ("list", "sorcery"),
        "des classeurs XLSX": ("list", "formats"),
        "revient aussi souvent": ("list", "attacks"),
        "vide sinon": ("list", "transforms"),
        "l'option --sorcery n'existe pas": ("run", "--sorcery"),
        "la commande 'sorcery' n'existe pas": ("sorcery",),
        "il manque l'argument": ("run",),
        "un nombre entier est attendu": ("preview", leak, "-n", "x"),
        "n'est pas une étape": ("stage", "sorcery", "--work", tmp_path / "w"),
        "ne contient pas de clé d'estompe": ("keys", "fingerprint", signed / "keys" / "a.key.sign"),
        "sur un terminal seulement": ("quarantine", "open", tmp_path, leak),
        "[obligatoire]": ("run", "--help"),
        "Créer une clé de projet": ("keys", "--help"),
        "Code de sortie 4 si elle": ("assess", "-h"),
        "n'est pas une langue": ("list", "formats", "--lang", "de"),
    }


def test_a_french_run_speaks_no_english_and_ends_as_the_english_one(
    commands: dict[str, tuple[object, ...]], estompe: Estompe, tmp_path: Path
) -> None:
    for said, command in commands.items():
        flags = () if "--lang" in command else ("--lang", "fr")
        french = estompe(*command, *flags, env={"LANG": "fr_FR.UTF-8"})
        assert re.search(said if "|" in said else re.escape(said), french.out + french.err), (command, french)
        assert not ENGLISH.findall(shown(french)), (command, shown(french))
        shutil.rmtree(tmp_path / "made", ignore_errors=True)
        (tmp_path / "x.csv").unlink(missing_ok=True)
        english = estompe(*command)
        assert english.code == french.code, command
        if said != "n'est pas une langue":
            assert ENGLISH.findall(shown(english)) or command[0] == "init", (command, shown(english))


@pytest.mark.parametrize(
    ("arguments", "env", "lang"),
    [
        (("--lang", "fr", "list", "sorcery"), {}, "fr"),
        (("list", "--lang", "fr", "sorcery"), {}, "fr"),
        (("list", "sorcery", "--lang=fr"), {}, "fr"),
        (("list", "sorcery", "--lang", "en"), {"LANG": "fr_FR.UTF-8"}, "en"),
        (("list", "sorcery"), {"LANG": "fr_FR.UTF-8"}, "fr"),
        (("list", "sorcery"), {"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
        (("list", "sorcery"), {"LANG": "C", "LC_MESSAGES": "fr_BE"}, "fr"),
        (("list", "sorcery"), {"LANG": "de_DE.UTF-8"}, "en"),
        (("list", "sorcery"), {"LANG": ""}, "en"),
        (("--lang", "fr", "keys", "fingerprint", "none"), {}, "fr"),
        (("keys", "fingerprint", "none", "--lang", "fr"), {}, "fr"),
    ],
)
def test_the_flag_may_stand_anywhere_and_wins_over_the_environment(arguments, env, lang, estompe: Estompe) -> None:
    done = estompe(*arguments, env=env)
    assert done.code == 2
    assert bool(re.search("n'existe pas|ne peut être", done.err)) == (lang == "fr"), done.err
    assert bool(re.search("there is no|cannot be", done.err)) == (lang == "en"), done.err


def test_a_language_that_there_is_not_is_refused_in_one_line(estompe: Estompe) -> None:
    for arguments in (("--lang", "de", "list", "formats"), ("list", "formats", "--lang", "de")):
        done = estompe(*arguments)
        assert (done.code, done.out) == (2, "")
        assert done.err == "estompe: --lang de: is no language of estompe (fr or en)\n"


def test_json_is_the_same_in_every_language(clean: Path, estompe: Estompe) -> None:
    for command in (
        ("detect", clean / "leak.csv", "--passwords"),
        ("ingest", FIXTURES / "laboratory-dirty" / "leak.csv"),
        ("sniff", FIXTURES / "laboratory-dirty" / "leak.csv"),
        ("assess", clean / "release"),
        ("query", clean / "release", "FROM region ORDER BY ALL"),
    ):
        english, french = (estompe(*command, "--json", "--lang", lang) for lang in ("en", "fr"))
        assert english.out == french.out, command
        assert json.loads(english.out)


def test_numbers_are_written_as_the_language_does(clean: Path, estompe: Estompe) -> None:
    french, english = (estompe("ingest", clean / "leak.csv", "-q", "--lang", lang) for lang in ("fr", "en"))
    assert f"3{THIN}000 enregistrements, 3{THIN}000 acceptés, 0 en quarantaine" in french.out
    assert "3,000 records, 3,000 accepted, 0 quarantined" in english.out
    assert re.search(r" 0,\d\d ", estompe("detect", clean / "leak.csv", "-q", "--lang", "fr").out)


def test_a_release_made_in_french_is_the_release_made_in_english(clean: Path, estompe: Estompe, tmp_path: Path) -> None:
    done = estompe("run", clean / "leak.csv", "--out", tmp_path / "release", "-q", "--lang", "fr")
    assert done.code == 0, done.err
    for path in sorted((clean / "release").rglob("*")):
        if path.is_file() and path.suffix != ".duckdb":
            assert path.read_bytes() == (tmp_path / "release" / path.relative_to(clean / "release")).read_bytes(), path


def test_a_terminal_without_narrow_spaces_gets_plain_ones(clean: Path, estompe: Estompe) -> None:
    for encoding in ("latin-1", "ascii"):
        env = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
        done = estompe("ingest", clean / "leak.csv", "-q", "--lang", "fr", env=env)
        text = done.raw_out.decode(encoding)
        assert "3 000 enregistrements" in text.replace("\u00a0", " ")
        assert "\\u202f" not in text
