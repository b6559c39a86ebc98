"""The words: both catalogues say the same things, numbers follow the language."""

import string

import pytest

from pipeline.anonymise.protection import protections
from pipeline.core.categories import CATEGORIES
from pipeline.locales.writing import LANGUAGES
from pipeline.report.words import Words, catalogue


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_catalogues_have_the_same_keys_and_the_same_fields():
    fr, en = catalogue("fr"), catalogue("en")
    assert sorted(fr) == sorted(en)
    for key in fr:
        assert fields(fr[key]) | {"count"} == fields(en[key]) | {"count"}, key
    assert all(value and value != "None" for texts in (fr, en) for value in texts.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_protection_makes_untrue_is_said_otherwise(lang):
    plain, known = Words(lang).texts, catalogue(lang)
    others = [key for key in known if key.startswith("otherwise.")]
    assert {key.split(".")[1] for key in others} <= {"noisy", *protections()}
    for key in others:
        _, _, said = key.split(".", 2)
        assert fields(known[key]) <= fields(plain[said])
        assert known[key] != plain[said]
    assert Words(lang, "dp")("promises.yes_k", k=12) != Words(lang, "rounding")("promises.yes_k", k=12)
    assert Words(lang, "rounding")("kinds.at_least", persons=20) == Words(lang, "dp")("kinds.at_least", persons=20)
    assert Words(lang, "suppression").texts == known


def test_every_plural_has_two_forms():
    for lang in LANGUAGES:
        keys = set(catalogue(lang))
        assert {key.removesuffix(".one") for key in keys if key.endswith(".one")} == {
            key.removesuffix(".other")
            for key in keys
            if key.endswith(".other") and key not in ("unknown.other", "provider.other")
        }


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1_234_567, "1\u202f234\u202f567", "1,234,567"),
        (0.0123, "0,0123", "0.0123"),
        (12.5, "12,5", "12.5"),
    ],
)
def test_numbers(value, fr, en):
    assert (Words("fr").number(value), Words("en").number(value)) == (fr, en)


@pytest.mark.parametrize(
    ("share", "en"),
    [
        (0, "0%"),
        (0.0001, "<0.1%"),
        (0.021, "2.1%"),
        (0.36, "36%"),
        (0.995, "99.5%"),
        (0.99999, ">99.9%"),
        (1, "100%"),
    ],
)
def test_a_share_is_never_rounded_to_nobody_or_everybody(share, en):
    assert Words("en").percent(share) == en


def test_plurals_follow_the_language():
    assert Words("fr")("chart.persons", count=0) == "0 personne"
    assert Words("en")("chart.persons", count=0) == "0 people"
    assert Words("fr")("chart.persons", count=1) == "1 personne"


def test_values_are_named_and_unknown_ones_kept():
    words = Words("fr")
    assert words.value("department", "22") == "Côtes-d’Armor (22)"
    assert words.value("department", "999") == "999"
    assert words.value("month", "2019-08") == "août\u00a02019"
    assert words.value("month", "soon") == "soon"
    assert words.value("storage", "rot13") == "rot13"
    assert all(
        Words(lang).value("category", category.id) != category.id for category in CATEGORIES for lang in LANGUAGES
    )


def test_a_brace_in_a_value_is_no_field():
    assert "{k}" in Words("fr")("chart.largest", label="{k}", persons=3)
