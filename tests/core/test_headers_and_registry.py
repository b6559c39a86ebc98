"""Names of columns that a reader may see, and the registry that finds alternatives by itself."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core import registry
from pipeline.core.cells import EMPTY, blank_to_null
from pipeline.core.headers import display_name

SHOWN = [
    "nom",
    " Nom ",
    "date_naissance",
    "Prénom de l'assuré",
    "N° dossier",
    "Tél. (portable)",
    "adresse/1",
    "CP2",
    "groupe-sanguin",
    "année",
]
HIDDEN = [
    "",
    "   ",
    "0639980012",
    "tel 0639980012",
    "lea@example.org",
    "12/03/1980",
    "né le 3.4.1980",
    "1980-03-12",
    "=HYPERLINK(1)",
    "<b>nom</b>",
    "nom\ncomplet",
    "nom\x1b[31m",
    "\u202enom",
    "n" * 61,
    "_nom",
    "56100",
    "A1234",
    "col;deux",
    'nom"',
]


@pytest.mark.parametrize("header", SHOWN)
def test_what_reads_like_a_header_is_shown(header: str) -> None:
    assert display_name(header, 3) == header.strip()


@pytest.mark.parametrize("header", HIDDEN)
def test_what_may_be_a_value_or_an_attack_is_not_shown(header: str) -> None:
    assert display_name(header, 3) == "column 4"


@given(st.text(max_size=80), st.integers(0, 99))
def test_a_shown_name_is_the_header_or_its_place_and_always_printable(header: str, position: int) -> None:
    name = display_name(header, position)
    assert name in (header.strip(), f"column {position + 1}")
    assert name.isprintable()
    assert not set(name) & set('<>;"&=')


def test_every_module_of_a_folder_is_found_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "alternatives"
    folder.mkdir()
    (folder / "__init__.py").write_text("class Base: ...\n")
    (folder / "beta.py").write_text("from alternatives import Base\nclass Two(Base): ...\nNAME = 'b'\n")
    (folder / "alpha.py").write_text("from alternatives.beta import Two\nclass One(Two): ...\nclass Other: ...\n")
    (folder / "_hidden.py").write_text("raise RuntimeError\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    try:
        base = registry.modules("alternatives")[0]
        assert [module.__name__ for module in registry.modules("alternatives")] == [
            "alternatives.alpha",
            "alternatives.beta",
        ]
        found = registry.subclasses("alternatives", sys.modules["alternatives"].Base)
        assert [kind.__name__ for kind in found] == ["One", "Two"]
        assert registry.exported("alternatives", "NAME") == ("b",)
        assert base.__name__ == "alternatives.alpha"
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "alternatives"]:
            del sys.modules[name]


@pytest.mark.parametrize(
    "package", ["detect.recognisers", "transform.transforms", "assess.measures", "publish.outputs"]
)
def test_every_file_of_the_house_is_registered(package: str) -> None:
    folder = Path(registry.__file__).parents[1] / package.replace(".", "/")
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert {module.__name__.rsplit(".", 1)[1] for module in registry.modules(f"pipeline.{package}")} == files


def test_cells_that_say_nothing_become_null_and_the_rest_is_trimmed() -> None:
    import polars as pl

    cells = [*EMPTY, *(f" {cell}\t" for cell in EMPTY), None, " a ", "nulle", "0", "-"]
    found = blank_to_null(pl.Series(cells, dtype=pl.String)).to_list()
    assert found == [None] * (2 * len(EMPTY) + 1) + ["a", "nulle", "0", "-"]
