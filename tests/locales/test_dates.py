"""Forms of dates, and near misses."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.locales.fr.dates import parse_dates

FORMS = [
    ("05/09/1989", date(1989, 9, 5)),
    ("5/9/1989", date(1989, 9, 5)),
    ("1989-09-05", date(1989, 9, 5)),
    ("1989-09-05T10:00:00", date(1989, 9, 5)),
    ("1989-09-05 10:00", date(1989, 9, 5)),
    ("05-09-1989", date(1989, 9, 5)),
    ("05.09.1989", date(1989, 9, 5)),
    ("05091989", date(1989, 9, 5)),
    ("19890905", date(1989, 9, 5)),
    ("05/09/89", date(1989, 9, 5)),
    ("05/09/12", date(2012, 9, 5)),
    ("5 sept. 1989", date(1989, 9, 5)),
    ("1er janvier 2001", date(2001, 1, 1)),
    ("2 AOÛT 1990", date(1990, 8, 2)),
    (" 05/09/1989 ", date(1989, 9, 5)),
    ("32/01/1990", None),
    ("05/13/1990", None),
    ("12/05/1789", None),
    ("12/05/2036", None),
    ("75001", None),
    ("0639980012", None),
    ("12345678", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_a_form_is_read(text: str | None, expected: date | None) -> None:
    assert parse_dates(pl.Series([text], dtype=pl.String)).to_list() == [expected]


def test_a_column_of_mixed_forms_is_read_cell_by_cell() -> None:
    texts, expected = zip(*FORMS, strict=True)
    found = parse_dates(pl.Series("d", texts, dtype=pl.String))
    assert found.to_list() == list(expected)
    assert found.dtype == pl.Date
    assert found.name == "d"


@given(st.dates(date(1890, 1, 1), date(2035, 12, 31)), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d%m%Y", "%Y%m%d"]))
def test_every_date_comes_back(day: date, form: str) -> None:
    assert parse_dates(pl.Series([day.strftime(form)])).to_list() == [day]
