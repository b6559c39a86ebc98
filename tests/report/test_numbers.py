"""Every number of a real report is what its query finds in ``release.duckdb``, and near what was planted."""

import html
import json
import re

import duckdb
import pytest

from pipeline.report.render import render
from pipeline.report.words import Words

FR = Words("fr")
TABLE = re.compile(r"<table(?P<table>.*?)</table>(?P<after>.*?)(?=<table|<section|</main>)", re.DOTALL)
NUMBER = re.compile(r'<data value="([\d.]+)">')


def text(fragment):
    return html.unescape(re.sub(r"<[^>]+>", "", fragment))


def tables(page):
    """(caption, heads, rows of cells as HTML, query) of every table of the French page that has a query."""
    main = re.search(r'<main id="fr".*?</main>', page, re.DOTALL)[0]
    for found in TABLE.finditer(main):
        query = re.search(r'<span class="sql">(.*?)</span>', found["after"])
        if query and query[1].strip():
            rows = re.findall(r"<tr>(.*?)</tr>", found["table"])
            cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]
            caption = text(re.search(r"<caption>(.*?)</caption>", found["table"])[1])
            yield caption, [text(one) for one in cells[0]], cells[1:], html.unescape(query[1])


@pytest.fixture(scope="module")
def page(clean):
    facts = json.loads((clean / "release" / "manifest.json").read_text("utf-8"))
    return render(clean / "release", facts)


@pytest.fixture(scope="module")
def database(clean):
    with duckdb.connect(str(clean / "release" / "release.duckdb"), read_only=True) as connection:
        yield connection


def test_every_table_shows_exactly_what_its_query_finds(page, database):
    seen = 0
    for caption, heads, rows, query in tables(page):
        answer = database.execute(query)
        names, found = [column[0] for column in answer.description], answer.fetchall()
        if len(names) == 3 and names[2] == "persons":
            shown = {
                (text(row[0]), head): int(NUMBER.search(cell)[1])
                for row in rows
                for head, cell in zip(heads[1:], row[1:], strict=True)
                if NUMBER.search(cell)
            }
            expected = {(FR.value(names[0], a), FR.value(names[1], b)): persons for a, b, persons in found}
            assert shown == expected, caption
        else:
            shown = [int(number) for row in rows for cell in row for number in NUMBER.findall(cell)]
            assert shown == [value for row in found for value in row if isinstance(value, int)], caption
        seen += len(shown)
    assert seen > 500


def test_numbers_of_the_text_are_numbers_of_the_release(page, database):
    """Outside tables and drawings: a number of persons or records is a cell, a total or a sum that a query gives."""
    main = re.search(r'<main id="fr".*?</main>', page, re.DOTALL)[0]
    told = text(
        re.sub(r"<table.*?</table>|<svg.*?</svg>|<ul class=.legend.*?</ul>|<pre>.*?</pre>", " ", main, flags=re.S)
    )
    large = {int(one.replace("\u202f", "")) for one in re.findall(r"\d{1,3}(?:\u202f\d{3})+", told)}
    known = set(database.execute("SELECT persons, records, accepted FROM totals").fetchone())
    known.add(database.execute("SELECT sum(persons) FROM department_sex_age").fetchone()[0])
    for (cube,) in database.execute(
        "SELECT table_name FROM duckdb_columns() WHERE column_name = 'persons' AND NOT internal"
    ).fetchall():
        known |= {value for row in database.execute(f'SELECT persons FROM "{cube}"').fetchall() for value in row}
    assert large
    assert large <= known


def test_the_report_follows_the_truth_that_was_planted(clean, page):
    truth = json.loads((clean / "truth.json").read_text("utf-8"))
    planted = {code: counts["persons"] for code, counts in truth["department"].items()}
    shown = {
        re.search(r"\((\w+)\)", text(row[1]))[1]: int(NUMBER.findall(row[2])[0])
        for caption, _, rows, _ in tables(page)
        for row in rows
        if caption == FR("where.departments") and "(" in text(row[1])
    }
    total = sum(planted.values())
    assert sum(shown.values()) >= 0.5 * total
    assert {code: count for code, count in shown.items() if abs(count - planted[code]) > 0.002 * total} == {}
