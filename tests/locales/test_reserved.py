"""Values that nobody owns, in two namespaces that never meet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as real_iban
from stdnum import luhn as real_luhn
from stdnum.fr import nir as real_nir

from pipeline.locales.fr import geography, names, reserved
from pipeline.locales.fr.reserved import Namespace

GENERATOR, STANDIN = Namespace.GENERATOR, Namespace.STANDIN


@pytest.mark.parametrize(
    ("text", "namespace"),
    [
        ("0639980000", GENERATOR),
        ("06 39 98 49 99", GENERATOR),
        ("06.39.98.50.00", STANDIN),
        ("+33 1 99 00 99 99", STANDIN),
        ("+33 (0)2 61 91 00 01", GENERATOR),
        ("0033 3 53 01 50 00", STANDIN),
        ("04-65-71-12-34", GENERATOR),
        ("0536495678", STANDIN),
        ("06 39 97 12 34", None),
        ("06 39 98 123", None),
        ("12", None),
        ("", None),
    ],
)
def test_phones(text: str, namespace: Namespace | None) -> None:
    assert reserved.phone(text) is namespace
    assert reserved.is_generated_phone(text) == (namespace is GENERATOR)
    assert reserved.is_standin_phone(text) == (namespace is STANDIN)


def test_each_namespace_owns_half_of_the_sixty_thousand_numbers() -> None:
    found = [reserved.phone(f"{prefix}{n:04d}") for prefix in reserved.PHONE_PREFIXES for n in range(0, 10_000, 50)]
    assert len(reserved.PHONE_PREFIXES) == 6
    assert found.count(GENERATOR) == found.count(STANDIN) == len(found) // 2


@pytest.mark.parametrize(
    ("text", "namespace"),
    [
        ("marie.le-goff@courriel.example", GENERATOR),
        ("x@Example.ORG", GENERATOR),
        ("www.example.net", GENERATOR),
        ("a@b.test", STANDIN),
        ("a@poste.invalid.", STANDIN),
        ("a@example.fr", None),
        ("a@notexample.org", None),
        ("a@test.fr", None),
        ("", None),
    ],
)
def test_domains(text: str, namespace: Namespace | None) -> None:
    assert reserved.domain(text) is namespace
    assert reserved.is_generated_domain(text) == (namespace is GENERATOR)
    assert reserved.is_standin_domain(text) == (namespace is STANDIN)


@pytest.mark.parametrize(
    ("text", "namespace"),
    [
        ("1 85 05 56 121 000 98", GENERATOR),
        ("185055612100099", STANDIN),
        ("185055612100198", None),
        ("185055612100097", None),
        ("1850556121000", None),
    ],
)
def test_social_security_numbers(text: str, namespace: Namespace | None) -> None:
    assert reserved.social_security(text) is namespace
    assert reserved.is_generated_nir(text) == (namespace is GENERATOR)
    assert reserved.is_standin_nir(text) == (namespace is STANDIN)
    if namespace is not None:
        assert not real_nir.is_valid(text)


@given(st.integers(0, 10**10 - 1), st.sampled_from(Namespace))
def test_an_impossible_rpps_fails_luhn_and_says_whose_it_is(number: int, namespace: Namespace) -> None:
    rpps = reserved.impossible_check(f"{number:010d}", namespace)
    assert not real_luhn.is_valid(rpps)
    assert reserved.checked_number(rpps) is namespace


@given(st.integers(0, 10**6 - 1), st.sampled_from(Namespace))
def test_an_impossible_finess_is_of_no_department(number: int, namespace: Namespace) -> None:
    finess = reserved.impossible_check(f"00{number:06d}", namespace)
    assert reserved.checked_number(finess) is namespace
    assert reserved.checked_number("56" + finess[2:]) is None
    assert geography.department_of(finess[:2] + "000") is None


@given(st.text("0123456789", min_size=10, max_size=10))
def test_a_right_check_digit_is_nobodys_namespace(digits: str) -> None:
    assert reserved.checked_number(digits + str(reserved.luhn(digits))) is None
    assert str(reserved.luhn(digits)) == real_luhn.calc_check_digit(digits)


@given(st.text("0123456789", min_size=18, max_size=18))
def test_ibans(account: str) -> None:
    right = real_iban.calc_check_digits(f"FR0000000{account}")
    assert reserved.iban(f"FR{right}00000{account}") is None
    for namespace, check in reserved.IBAN_CHECKS.items():
        assert check != right
        assert reserved.iban(f"FR{check} 0000 0{account}") is namespace
        assert reserved.iban(f"FR{check}30004{account}") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [("Le Goff", "LE  GOFF"), ("Le Goff", "Goff"), ("D'Hervé", "herve"), ("DE LA TOUR", "Tour")],
)
def test_particles_case_and_accents_do_not_move_a_surname(one: str, other: str) -> None:
    assert reserved.surname(one) is reserved.surname(other)


@given(st.sampled_from(sorted(names.surnames())), st.sampled_from(sorted(names.surnames())))
def test_a_compound_stays_in_the_half_that_its_parts_share(one: str, other: str) -> None:
    halves = {reserved.surname(one), reserved.surname(other)}
    expected = halves.pop() if len(halves) == 1 else None
    assert reserved.surname(f"{one}-{other}") is expected


@pytest.mark.parametrize("text", ["12 rue des Lilas", "12 BIS R DES LILAS", "Allée des Lilas", "3ter, av. des lilas"])
def test_a_street_keeps_its_half_however_it_is_written(text: str) -> None:
    assert reserved.street(text) is reserved.street("Rue des Lilas")


def test_halves_are_halves() -> None:
    streets = [reserved.street(name) for name in geography.streets()]
    assert abs(streets.count(GENERATOR) / len(streets) - 0.5) < 0.02
    common = [reserved.surname(name) for name in sorted(names.surnames())[::20]]
    assert abs(common.count(GENERATOR) / len(common) - 0.5) < 0.03
    assert reserved.surname("") is None
    assert reserved.street("12") is None
