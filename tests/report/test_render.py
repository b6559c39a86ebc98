"""The page: both languages, escaped, self-contained, the same every time, whatever is missing."""

import re
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.report.cubes import read_cubes
from pipeline.report.render import render

from .conftest import HOSTILE, PERSONS, cubes
from .reading import read

LOADS = re.compile(
    r"""(?:src|href|data|action|poster)\s*=\s*["']?\s*[a-z]*:?//"""
    r"""|url\(\s*(?!#)|@import|<(?:img|iframe|object|link|base)\b""",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def page(release, facts):
    return render(release, facts)


def test_the_chosen_language_comes_first_and_the_other_is_hidden(release, facts):
    for lang, other in (("fr", "en"), ("en", "fr")):
        html = render(release, facts, lang)
        assert f'<html lang="{lang}">' in html
        assert re.search(rf'<main id="{lang}" lang="{lang}"[^>]*tabindex="-1">', html)
        assert re.search(rf'<main id="{other}" lang="{other}"[^>]* hidden>', html)


def test_numbers_are_written_as_each_language_does(page):
    assert "312\u202f480 personnes" in page
    assert "312,480 people" in page


def test_the_range_of_persons_is_explained_and_a_withheld_number_is_not_there(release, facts):
    counts = facts["counts"] | {"unlinked": None, "persons_upper": PERSONS}
    html = render(release, facts | {"counts": counts})
    assert "331\u202f002" in render(release, facts)
    assert "331\u202f002" not in html
    assert "sans identité" not in html


def test_another_language_is_refused(release, facts):
    with pytest.raises(ValueError, match="'de'"):
        render(release, facts, "de")


def test_same_input_same_bytes(release, facts, page):
    assert render(release, facts) == page


def test_hostile_values_are_shown_as_text(page):
    assert HOSTILE not in page
    assert "Labo &lt;script&gt;alert(1)&lt;/script&gt; &amp; SNIF" in page
    assert "&lt;img src=x" in page
    assert "&amp;amp;" not in page
    assert page.count("<script") == 2
    assert page.count('<script type="application/json"') == 1
    assert not re.search("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", page)


def test_nothing_is_loaded(page):
    blobs = r"URL\.(create|revoke)ObjectURL\("  # the address of a CSV made on the page itself
    assert not LOADS.search(re.sub(blobs, "", page.replace("<a ", " ")))
    assert "http:" not in page
    assert "https:" not in page


@pytest.mark.parametrize("bad", ['<img src="x">', 'src="https://a.b"', "url(data:x)", "@import 'x'", "href='//a.b'"])
def test_the_search_for_loads_finds_them(bad):
    assert LOADS.search(bad)


def test_the_security_policy_allows_our_inline_parts_only(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert not re.search(r"""\s(?:on[a-z]+|style)=["']""", page)


def test_the_page_is_light(page):
    assert len(page.encode()) < 1_000_000


def test_every_number_of_a_table_is_one_of_its_cube(release, page):
    published = {
        name: {count for cell in cube for count in (cell.persons, cell.records)}
        for name, cube in read_cubes(release).items()
    }
    shown = {}
    for table in read(page).tables:
        if table.cube:
            assert table.numbers
            assert set(table.numbers) <= published[table.cube], table.cube
            shown.setdefault(table.cube, set()).update(table.numbers)
    whole = {"region", "region_department", "laboratory", "month", "year", "category", "storage"}
    whole |= {"institution_region", "prescriber_department"}
    assert {name for name in shown if shown[name] == published[name]} >= whole


def test_the_pyramid_sums_the_published_cells(release, page):
    cells = [cell for cell in read_cubes(release)["department_sex_age"] if cell.values[1:] == ("F", "30-39")]
    assert sum(cell.persons for cell in cells) in read(page).table("Personnes par âge et par sexe").numbers


def test_every_chart_has_a_name_and_every_figure_a_caption(page):
    parsed = read(page)
    assert len(parsed.images) >= 18
    assert all(len(name) > 20 for name in parsed.images)
    assert len(re.findall("<figure[ >]", page)) == page.count("<figcaption>")
    assert parsed.ids == sorted(set(parsed.ids))
    assert all(link[1:] in parsed.ids for link in parsed.links)


@pytest.mark.parametrize("name", sorted({name for name, _ in cubes()}))
def test_a_cube_may_be_missing_or_empty(release, facts, tmp_path, name):
    folder = tmp_path / "release"
    shutil.copytree(release, folder)
    (folder / "cubes" / f"{name}.parquet").unlink()
    missing = render(folder, facts)
    pq.write_table(pa.table({"persons": pa.array([], pa.int64())}), folder / "cubes" / f"{name}.parquet")
    assert render(folder, facts) == missing


def test_a_release_without_any_cube_says_so(tmp_path, facts):
    html = render(tmp_path, facts | {"columns": [], "cubes": [], "gate": {"passed": True, "checks": []}})
    assert html.count("Cette version ne publie pas ces chiffres") == 8
    assert html.count("This release does not publish these numbers") == 8
    assert "<figure>" not in html


def test_an_unknown_reason_protection_and_value_fall_back_to_their_id(release, facts):
    html = render(release, facts | {"protection": "novel_protection"})
    assert "novel_reason" in html
    assert "novel_protection" in html


def test_a_failed_check_is_never_called_passed(release, facts):
    checks = [check | {"passed": False} for check in facts["gate"]["checks"]]
    html = render(release, facts | {"gate": {"passed": False, "checks": checks}}, "en")
    assert "checks, all passed" not in html
    assert html.count("Checks: not all passed</caption>") == 1
    assert html.count(">failed<") == len(checks)
