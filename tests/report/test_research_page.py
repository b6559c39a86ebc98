"""The page of a `research` release: its numbers are those of the file, in both languages, readable by everybody."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.core.vocabulary import ROWS
from pipeline.report import research
from pipeline.report.words import Words

HOSTILE = "Labo <script>alert(1)</script> & \u202eSNIF\u202c\x07"
CLASSES = [
    (("Bretagne", "F", "1980-1989", "2019", HOSTILE), 40),
    (("Bretagne", "M", "1970-1979", "2019", "Laboratoire Brévelle"), 25),
    (("Normandie", "unknown", "1990-1999", "2018", "Laboratoire Brévelle"), 12),
]
ORDER = ("region", "sex", "birth_year", "last_sample", "laboratory")


def facts(**other: Any) -> dict[str, Any]:
    columns = [{"name": "nom<b>", "output": None}, {"name": "cp", "output": "region"}]
    checks = [{"id": "smallest_class", "threat": "T2", "value": 12.0, "limit": 12.0, "passed": True},
              {"id": "mean_risk", "threat": "T2", "value": 0.061, "limit": 0.05, "passed": False}]  # fmt: skip
    return {
        "release_id": "9f2c41d07ab3", "version": "0.1.0", "k": 12, "rows": 77, "persons_share": 0.9612,
        "order": list(ORDER), "columns": columns, "gate": {"checks": checks}, **other,
    }  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the rows lie."""
    rows = [values for values, persons in CLASSES for _ in range(persons)]
    where = tmp_path_factory.mktemp("research")
    columns = {name: [row[place] for row in rows] for place, name in enumerate(ORDER)}
    pq.write_table(pa.table(columns), where / "persons.parquet")
    return where


@pytest.fixture(scope="module")
def address(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(research.html(folder, facts()), encoding="utf-8")
    return path.as_uri()


def shown(page: Any, section: str) -> list[tuple[str, int]]:
    """Label and number of each line of the table in a section."""
    lines = page.locator(f"#fr-{section} tbody tr").all()
    return [
        (line.locator("th").text_content(), int(line.locator("data").get_attribute("value") or 0)) for line in lines
    ]


@pytest.mark.browser
def test_every_number_is_what_its_query_finds(folder: Path, opened) -> None:
    page, _, errors = opened
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE persons AS FROM read_parquet('{folder / 'persons.parquet'}')")
    connection.execute("CREATE VIEW classes AS SELECT *, count(*) AS persons FROM persons GROUP BY ALL")
    for name in ORDER:
        query = page.locator(f"#fr-{name} .sql").first.text_content()
        found = connection.execute(query).fetchall()
        assert [number for _, number in shown(page, name)] == [number for _, number in found]
    assert [label for label, _ in shown(page, "birth_year")] == ["1970-1979", "1980-1989", "1990-1999"]
    assert [label for label, _ in shown(page, "sex")] == ["Femmes", "Hommes", "Sexe inconnu"]
    assert errors == []


@pytest.mark.browser
def test_it_asks_for_nothing_and_speaks_two_languages(opened, address: str) -> None:
    page, requests, errors = opened
    assert page.title() == "Personnes d’une fuite de santé, une ligne généralisée chacune"
    page.get_by_role("button", name="English").press("Enter")
    assert page.locator("main:visible").get_attribute("lang") == "en"
    assert page.title() == "Persons of a health leak, one generalised row each"
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert (requests, errors) == ([address], [])


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_it_breaks_no_rule_of_accessibility(audit, address: str, scheme: str, lang: str) -> None:
    assert audit(address, scheme, lang) == []


def test_what_stands_in_the_file_is_text_on_the_page(folder: Path) -> None:
    page = research.html(folder, facts())
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "nom&lt;b&gt;" in page


def test_what_was_kept_checked_and_failed_is_said(folder: Path) -> None:
    page = re.sub(r"<[^>]+>", " ", research.html(folder, facts(), "en"))
    assert "They are 96% of the persons" in page
    assert re.search(r"mean_risk\s+T2\s+0\.061\s+0\.05\s+no\b", page)
    few = research.html(folder, facts(persons_share=None), "en")
    assert "Fewer than 12 persons are missing" in few


def test_a_column_of_many_values_is_drawn_in_part_and_told(tmp_path: Path) -> None:
    names = [f"Laboratoire {number:03d}" for number in range(research.MOST_ROWS + 5) for _ in range(12)]
    pq.write_table(pa.table({"laboratory": names}), tmp_path / "persons.parquet")
    page = research.html(tmp_path, facts(order=["laboratory"], rows=len(names)), "en")
    english = page[: page.index('<main id="fr"')]
    assert english.count('<div class="row') == research.MOST_VALUES
    assert f"and {Words('en').number(research.MOST_ROWS + 5 - research.MOST_VALUES)} other values" in english
    assert f"LIMIT {research.MOST_ROWS}" in english


def test_every_column_that_a_row_can_have_has_a_name_in_both_languages() -> None:
    for lang in ("fr", "en"):
        assert set(research.texts()[lang]["short"]) == set(ROWS)


def test_another_language_is_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="no report in 'de'"):
        research.html(folder, facts(), "de")
