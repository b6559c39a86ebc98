"""Messages in French: none is missing, none loses a value, none is taken for another; English stays as it is."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli import app
from pipeline.core.messages import Catalogue
from pipeline.core.registry import modules
from pipeline.detect.draft import HEAD
from pipeline.flow import catalogue as catalogue_of_kinds
from pipeline.locales.messages import catalogue
from pipeline.locales.writing import FIXED, THIN, renumbered

sys.path.insert(0, str(Path(__file__).parent))
from spoken import Spoken, spoken

FRENCH = catalogue("fr")
PIECES = {
    "{0} meets {1} with at most {2} of {3} records suppressed", "{0}{1} of the persons at most",
    "; made by version {0}, so descriptions and report were not written again",
    "no generalisation", "nothing but an empty table", "fit {0}", "are of another kind, {0}{1}", "Value error, ",
    ": the more protective treatment of both", "{0} % of the values {1}", "{0}; the policy does not list this column",
    "no generalisation makes every row like those of {0} persons, leaving out ", "{0}; thresholds.persons",
    "; text.free, credential.password: without `to`, or suppress", "; {0} more cannot be read either",
    "{0} ({1}) is {2}, the limit is {3} ({4} too {5})", "{0}: {1} problem{2}", " ({0} % of the persons)",
    "{0}: {1} records, {2} accepted, {3} quarantined{4}", "{0}; two protections of one leak side by side betray both",
    "release {0} of the ledger protects this leak by {1}", " of {0} persons", "{0}; counted as: {1}",
    "{0} rows, one a person{1}, each like {2} or more, gate passed.", "{0}: not readable as what the column holds",
    "{0} persons in {1} records{2}, {3} cubes, protection: {4}, gate passed.",
    "{0} records{1}, {2} quarantined, gate passed.",
}  # fmt: skip
"""What is never said alone; the sentences that it is a piece of are in `SENTENCES`."""
SAME = {"pip install 'estompe[dp]'", "pip install 'estompe[ner]'", "estompe list formats", "treatment: {0}",
        "entity: {0}, ", "  # {0}\n  {1}: {{{2}treatment: {3}}}\n"}  # fmt: skip
"""What is typed, and so the same in every language."""
GATE = "smallest_cell (T1) is 3, the limit is 12 (9 too little)"
SENTENCES = {
    f"the gate refuses this release: {GATE}": "smallest_cell (T1) vaut 3, la limite est 12 (il manque 9)",
    f"the gate refuses this release: {GATE}; free_values (T3) is 1.5, the limit is 0 (1.5 too much)":
        f"(il manque 9){THIN}; free_values (T3) vaut 1,5, la limite est 0 (1,5 de trop)",
    f"together with release ab12 of the ledger, the gate refuses this release: {GATE}": "avec la diffusion ab12",
    "491,840 persons in 1,491,840 records, 15 cubes, protection: suppression, gate passed.":
        f"491{THIN}840 personnes dans 1{THIN}491{THIN}840 enregistrements",
    "1,000 persons in 1,200 records (12 quarantined), 15 cubes, protection: dp, gate passed.": "(12 en quarantaine)",
    "9,000 rows, one a person (98.5 % of the persons), each like 12 or more, gate passed.": f"98,5{FIXED}% des",
    "9,000 rows, one a person, each like 12 or more, gate passed.": "une par personne, chacune",
    "12 records of 7 persons, 0 quarantined, gate passed.": "de 7 personnes",
    "12 records, 0 quarantined, gate passed.": "12 enregistrements, 0 en quarantaine",
    "leak.csv: 1,200 records, 1,190 accepted, 10 quarantined (ragged 10)": f"1{THIN}190 acceptés",
    "policy.yaml: 1 problem": "1 problème",
    "policy.yaml: 3 problems": "3 problèmes",
    "87 % of the values fit fr.nir; header says so; 2 % of the values are of another kind, fr.rpps":
        f"87{FIXED}% des valeurs correspondent à fr.nir{THIN}; l'en-tête le dit{THIN}; 2{FIXED}% des valeurs sont",
    "6 % of the values fit email; 4 % of the values are of another kind, phone: the more protective treatment of both":
        "le traitement le plus protecteur des deux",
    "none of the recognisers fits enough of the values; the policy does not list this column":
        f"aucun détecteur ne correspond à assez de valeurs{THIN}; la politique ne cite pas cette colonne",
    "a.bin: is a program, which estompe does not read; 3 more cannot be read either": "3 autres ne peuvent être lus",
    "no generalisation meets 5-anonymity and distinct 2-diversity of a with at most 4.00% of 1,000 records suppressed":
        "5-anonymat et 2-diversité distincte de a avec au plus 4,00%",
    "no generalisation makes every row like those of 12 persons, leaving out 4% of the persons at most": "au plus 4%",
    "raise generalisation.suppression_limit, start higher up under treatments, or suppress an attribute there; "
    "thresholds.persons; text.free, credential.password: without `to`, or suppress": "sans `to`, ou suppress",
    "release ab12 of the ledger protects this leak by dp; two protections of one leak side by side betray both":
        "la diffusion ab12 du registre protège cette fuite par dp",
    "integrity only: every file is as the manifest says, and what they can prove holds; made by version 0.0.9, so "
    "descriptions and report were not written again; it is not signed": "fait par la version 0.0.9, descriptions",
    "integrity only: every file is as the manifest says, and what they can prove holds; it is not signed":
        f"intégrité seule{FIXED}: chaque fichier est tel que le dit le manifeste, et ce qu",
    "the written file breaks k-anonymity and t-closeness, so it is not published": "k-anonymat et t-proximité",
    "removed; counted as: phone": "supprimé",
    "removed: not readable as what the column holds": "illisible comme ce que contient la colonne",
    "policy.yaml: thresholds.persons: Input should be greater than or equal to 12": "d'au moins 12",
    "policy.yaml: acknowledge: small-pol is no warning; did you mean small-pool?": "vouliez-vous dire small-pool",
    "archive.zip: unpacks to more than the cap": "dépasse, une fois décompressé",
    "leak.csv: cannot be opened (No such file or directory)": "(fichier ou dossier inexistant)",
    "together.csv: holds no record": f"together.csv{FIXED}: ne contient aucun enregistrement",
}  # fmt: skip
"""What is put together from pieces -> what its French must hold."""


def places(template: str) -> list[str]:
    return sorted({name for _, name, _, _ in Formatter().parse(template) if name is not None})


@pytest.mark.parametrize("message", sorted({one.template: one for one in spoken()}.values(), key=lambda one: one.place),
                         ids=lambda one: f"{one.place} {one.template[:40]}")  # fmt: skip
def test_every_message_of_the_source_has_its_french(message: Spoken) -> None:
    if message.template in PIECES | SAME:
        return
    for filling in ("Xx{}xX", "70{}7"):
        values = [filling.format(number) for number in places(message.template)]
        french = FRENCH.find(message.template.format(*values))
        if french is not None:
            break
    assert french is not None, f"{message.place}: add it to pipeline/locales/fr/messages"
    assert all(value in french for value in values), french


def test_the_walk_finds_what_is_known_to_be_said() -> None:
    found = {one.template for one in spoken()}
    assert len(found) > 500
    assert {"{0}: is no stage", "is encrypted", "did you mean {0}?", "interrupted; nothing was published",
            "--strict: nobody listed {0}", "header says so", "{0}: line {1}: a key stands twice",
            "{0}: was changed", "record {0} of {1}"} <= found  # fmt: skip
    assert found >= PIECES


@pytest.mark.parametrize(("english", "french"), SENTENCES.items())
def test_sentences_made_of_pieces(english: str, french: str) -> None:
    found = FRENCH.find(english)
    assert found is not None
    assert french in found
    assert catalogue("en")(english) == english


def test_translations_have_the_places_of_their_english_and_no_entry_stands_twice() -> None:
    tables = [(module.__name__, module.MESSAGES) for module in modules("pipeline.locales.fr.messages")]
    keys = [key for _, table in tables for key in table]
    assert sorted(keys) == sorted(set(keys))
    for name, table in tables:
        for english, french in table.items():
            assert places(french) == places(english), (name, english)
            assert french != english or english == "format", (name, english)


def test_the_comments_of_a_policy_to_edit() -> None:
    comments = [line[2:] for line in HEAD.splitlines() if line.startswith("# ")]
    assert len(comments) > 10
    assert [line for line in comments if FRENCH.find(line) is None] == []


def test_no_entry_is_taken_for_another() -> None:
    """Each template, filled, comes out as its own French and not as another's that fits too."""
    for english, french in FRENCH.entries.items():
        numbers = set(re.findall(r"\{(\d+):d\}", french))
        values = [f"70{number}7" if number in numbers else f"Xx{number}xX" for number in places(english)]
        expected = re.sub(r"\{(\d+):\w+\}", r"{\1}", french).format(*values)
        assert FRENCH.find(english.format(*values)) == expected, english


@given(st.text(max_size=60))
def test_what_is_not_known_is_shown_as_it_is(text: str) -> None:
    assert catalogue("en")(text) == text
    assert Catalogue({"{0}: is damaged": "{0} : est abîmé"})(text + "!") == text + "!"


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters=";:"), min_size=1, max_size=12), min_size=2, max_size=2
    )
)
def test_values_come_out_as_they_went_in(values: list[str]) -> None:
    first, second = (value.strip() or "x" for value in values)
    assert FRENCH(f"{first}.sql: holds {second} tables") == f"{first}.sql{FIXED}: contient {second} tables"


def test_a_long_message_that_nobody_knows_comes_to_an_end() -> None:
    for joint in (": ", "; ", ", ", " and ", ": a, b; c and "):
        text = joint.join(["word"] * 45)
        assert FRENCH(text) == text


def test_versions_and_addresses_keep_their_points() -> None:
    assert (
        renumbered("version 0.1.0, 10.0.0.1, T30, 1,234 and 98.1", "fr")
        == f"version 0.1.0, 10.0.0.1, T30, 1{THIN}234 and 98,1"
    )
    assert renumbered("1,234 and 98.1", "en") == "1,234 and 98.1"


@pytest.mark.parametrize("kind", sorted(catalogue_of_kinds()))
def test_what_is_listed_has_its_french(kind: str) -> None:
    told = [what for _, what in catalogue_of_kinds()[kind]()]
    assert told
    assert [what for what in told if FRENCH.find(what) is None] == []


def helped(command: Any) -> Iterator[str]:
    """Every paragraph that `--help` shows of a command and of those below it."""
    for text in (command.help, *(getattr(option, "help", None) for option in command.params)):
        yield from (" ".join(part.split()) for part in (text or "").split("\n\n") if part)
    for inner in getattr(command, "commands", {}).values():
        yield from helped(inner)


def test_every_text_of_help_has_its_french() -> None:
    texts = set(helped(typer.main.get_command(app)))
    assert len(texts) > 100
    known = {"ingest, detect, transform", "recognisers, transforms, formats"}
    assert [text for text in sorted(texts) if FRENCH.find(text) is None and not text.startswith(tuple(known))] == []
