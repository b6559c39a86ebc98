"""The social security number: shape, parts, key; python-stdnum as the oracle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import nir as oracle

from pipeline.locales.fr import nir

bodies = st.builds(
    "{}{:02}{:02}{}{:03}{:03}".format,
    st.sampled_from("12378"),
    st.integers(0, 99),
    st.integers(1, 12),
    st.sampled_from(["56", "01", "2A", "2B", "75", "99"]),
    st.integers(1, 999),
    st.integers(0, 999),
)


@given(bodies)
def test_the_key_is_the_one_of_python_stdnum(body: str) -> None:
    assert f"{nir.key(body):02d}" == oracle.calc_check_digits(body)


@given(bodies, st.sampled_from(["", " ", ".", "-", "\u00a0"]))
def test_a_number_is_read_with_any_separator(body: str, separator: str) -> None:
    text = separator.join([body[0], body[1:3], body[3:5], body[5:7], body[7:10], body[10:], f"{nir.key(body):02d}"])
    number = nir.parse(text)
    assert number is not None
    assert number.key_ok
    assert number.body == body


@given(bodies, st.integers(0, 99))
def test_another_key_keeps_the_shape_and_is_told(body: str, key: int) -> None:
    number = nir.parse(f"{body}{key:02d}")
    assert number is not None
    assert number.key_ok == (key == nir.key(body))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2 55 08 14 168 025 38", ("2", "55", "08", "14", "168", "025", "38", True)),
        ("255081416802538", ("2", "55", "08", "14", "168", "025", "38", True)),
        ("2550814168025", ("2", "55", "08", "14", "168", "025", "", False)),
        ("1 85 05 2a 006 000 98", ("1", "85", "05", "2A", "006", "000", "98", False)),
        ("185059740600084", ("1", "85", "05", "974", "06", "000", "84", False)),
        ("7 99 31 99 350 001 12", ("7", "99", "31", "99", "350", "001", "12", False)),
        ("3 40 20 75 120 001 12", ("3", "40", "20", "75", "120", "001", "12", False)),
        ("1 85 99 75 120 001 12", ("1", "85", "99", "75", "120", "001", "12", False)),
    ],
)
def test_parts(text: str, parts: tuple[object, ...]) -> None:
    found = nir.parse(text)
    assert found is not None
    assert (
        found.sex, found.year2, found.month, found.department, found.commune, found.order, found.key, found.key_ok
    ) == parts  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["", "5 55 08 14 168 025 38", "2 55 00 14 168 025 38", "2 55 13 14 168 025 38", "2 55 43 14 168 025 38",
     "25508141680253", "2550814168025388", "255082C16802538", "13 rue du Port", "\u0662550814168025"],
)  # fmt: skip
def test_near_misses(text: str) -> None:
    assert nir.parse(text) is None


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    nir.parse(text)


@pytest.mark.parametrize("body", ["", "255081416802", "25508141680255", "255083A168025", "abcdefghijklm"])
def test_a_key_of_no_body_is_an_error(body: str) -> None:
    with pytest.raises(ValueError, match="thirteen"):
        nir.key(body)


@pytest.mark.parametrize(("digit", "sex"), [("1", "M"), ("2", "F"), ("3", "M"), ("4", "F"), ("7", "M"), ("8", "F")])
def test_the_sex_of_a_person(digit: str, sex: str) -> None:
    found = nir.parse(f"{digit}550814168025")
    assert found is not None
    assert found.person_sex == sex
