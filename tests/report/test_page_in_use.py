"""The page as readers use it: filters, CSV, print, both languages, assistive technology."""

import csv
import io
import re
from pathlib import Path

import duckdb
import pytest

from pipeline.report.cubes import read_cubes

from .conftest import K

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium, address):
    """The page, which may not complain nor ask for anything."""
    context = chromium.new_context(offline=True)
    page, wrong = context.new_page(), []
    page.on("request", lambda request: wrong.append(request.url))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(address)
    yield page
    context.close()
    assert [one for one in wrong if not one.startswith("blob:")] == [address]


def panel(page, dimension, lang="fr"):
    return page.locator(f"#{lang}-explore .panel[data-dimension={dimension}]")


def numbers(page, dimension):
    """Persons and records of a panel, in its order."""
    shown = panel(page, dimension).locator("tbody data").evaluate_all("all => all.map(one => Number(one.value))")
    return list(zip(shown[::2], shown[1::2], strict=True))


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"region": "Bretagne"},
        {"category": "health.hiv"},
        {"region": "Bretagne", "category": "phone"},
        {"laboratory": "Laboratoire Brévelle"},
        {"laboratory": "Laboratoire Brévelle", "category": "phone"},
    ],
)
def test_a_choice_shows_what_its_query_finds_in_the_release(page, release, chosen):
    for name, value in chosen.items():
        page.select_option(f"#fr-filter-{name}", value)
    connection = duckdb.connect()
    for path in sorted((release / "cubes").glob("*.parquet")):
        connection.execute(f"CREATE TABLE {path.stem} AS SELECT * FROM read_parquet('{path}')")
    told = 0
    for dimension in ("department", "category", "laboratory", "year"):
        if not panel(page, dimension).locator("details.numbers-of").is_visible():
            assert re.search("non publié|jamais croisé", panel(page, dimension).locator(".why").inner_text())
            continue
        query = panel(page, dimension).locator(".sql").text_content()
        rows = connection.execute(query).fetchall()
        assert numbers(page, dimension) == [row[1:] for row in rows], (dimension, query)
        told += len(rows)
    assert told


def test_a_hidden_cell_is_fewer_or_withheld_and_never_zero(page, release):
    cube = read_cubes(release)["region_category"]
    there = {cell.values for cell in cube}
    region, category = min(
        (region, category) for region in {v[0] for v in there} for category in {v[1] for v in there}
        if (region, category) not in there and region != "unknown"
    )  # fmt: skip
    page.select_option("#fr-filter-region", region)
    page.select_option("#fr-filter-category", category)
    assert f"moins de {K} personnes, ou nombre retenu" in page.locator("#fr-explore .answer").inner_text()
    assert numbers(page, "category") == []
    page.select_option("#fr-filter-category", "")
    panel(page, "category").locator("summary").first.click()
    hidden = panel(page, "category").locator("td.withheld").all_inner_texts()
    assert hidden
    assert set(hidden) == {f"moins de {K} ou retenu"}
    assert "0" not in panel(page, "category").locator("tbody td").all_inner_texts()


def test_what_is_not_crossed_is_said(page):
    page.select_option("#fr-filter-region", "Bretagne")
    page.select_option("#fr-filter-laboratory", "Laboratoire Brévelle")
    assert "ne croise pas" in page.locator("#fr-explore .answer").inner_text()
    page.select_option("#fr-filter-region", "")
    page.select_option("#fr-filter-category", "health.hiv")
    assert "jamais croisé" in page.locator("#fr-explore .answer").inner_text()
    page.select_option("#fr-filter-laboratory", "")
    assert "jamais croisé" in panel(page, "laboratory").locator(".why").inner_text()


def test_filters_redraw_the_map_and_can_be_cleared(page):
    map_ = page.locator("#fr-explore .copy-of-map")
    before = map_.inner_html()
    assert map_.locator(".legend").inner_text() == page.locator("#fr-where .legend").inner_text()
    page.select_option("#fr-filter-region", "Bretagne")
    assert map_.inner_html() != before
    assert map_.locator("path[data-code='45']").get_attribute("class") == "s0"
    page.locator("#fr-explore button[type=reset]").click()
    page.wait_for_function(
        "before => document.querySelector('#fr-explore .copy-of-map').innerHTML === before", arg=before
    )


def test_csv_is_for_spreadsheets_and_without_formula(page):
    page.evaluate("document.querySelector('#fr-laboratories tbody th').textContent = '=1+1;\"x\"'")
    page.locator("#fr-laboratories details summary").first.click()
    with page.expect_download() as waited:
        page.locator("#fr-laboratories button.csv").first.click()
    text = Path(waited.value.path()).read_bytes().decode("utf-8")
    assert waited.value.suggested_filename.endswith(".csv")
    assert text.startswith("\ufeffLaboratoire;Personnes;Lignes\r\n")
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert rows[1][0] == '\'=1+1;"x"'
    assert all(re.fullmatch(r"\d+", number) for row in rows[1:] for number in row[1:])


def test_the_page_prints_on_several_sheets_and_no_table_is_cut(page):
    sheets = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) > 5
    page.set_viewport_size({"width": 680, "height": 1000})
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    cut = """[...document.querySelectorAll('main:not([hidden]) table')]
        .filter(one => one.getBoundingClientRect().right > 681).map(one => one.caption.textContent)"""
    assert page.evaluate(cut) == []
    assert page.locator("#fr-where table").first.is_visible()


@pytest.mark.parametrize(("lang", "scheme"), [("fr", "light"), ("en", "dark")])
def test_no_rule_of_accessibility_is_broken(audit, address, scheme, lang):
    assert audit(address, scheme, lang) == []
