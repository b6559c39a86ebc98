"""The page to read before publishing: everything about each column, no value of any, for its maker alone."""

import re
import stat

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import UsageError
from pipeline.core.masking import kind, shape, shapes, shared
from pipeline.core.policy import ColumnRule
from pipeline.core.policy_file import load
from pipeline.core.profile import ColumnProfile, Profile
from pipeline.report.private import check_page, write_page
from pipeline.report.review import TEXTS, html, review

SECRETS = [f"Zyxquentin-Brévelle{number}" for number in range(30)]
COLUMNS = (
    ColumnProfile("nom", "person.name", "identity", "suppress", 0.97, "95 % of the values fit person.name", 30, 0.0),
    ColumnProfile("<b>sexe</b>", "person.sex", "identity", "keep", 0.99, "header says so", 2, 0.0),
    ColumnProfile("code", "laboratory.code", "laboratory", "suppress", 0.41, "header says otherwise", 3, 0.0),
    ColumnProfile("column 4", None, None, "suppress", 0.0, "no value in this column", 0, 1.0),
    ColumnProfile("divers", None, None, "suppress", 0.0, "none of the recognisers fits enough of the values", 9, 0.5),
    ColumnProfile("cp", "address.postcode", "address", "generalise", 0.99, "goes with the town", 5, 0.0),
)
BEFORE = [
    (name, "FM"[i % 2], f"L{i % 3}", None, f"x{i}" if i % 2 else None, f"56{i:03}") for i, name in enumerate(SECRETS)
]
COUNTED = "removed; counted as: "
AFTER = [
    (f"{COUNTED}identity", row[1], f"{COUNTED}laboratory", "", "removed" if row[4] else "",
     f"department {56 if i else '2A'}")
    for i, row in enumerate(BEFORE)
]  # fmt: skip
POLICY = load()


def page(policy=POLICY, lang="fr"):
    return html([review(Profile(COLUMNS, 491_840), BEFORE, AFTER, policy)], policy, lang)


def edition(text, lang):
    return re.search(rf'<main id="{lang}".*?</main>', text, re.DOTALL)[0]


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_shape_holds_no_letter_no_digit_and_no_rare_sign_of_the_value(first, second):
    for value in (first, second):
        drawn = shape(value)
        assert set(drawn) <= set("a9? -./:@,…")
        assert len(drawn) <= 24
        assert shape(value.swapcase()) == drawn or len(value.swapcase()) != len(value)


@pytest.mark.parametrize(
    ("values", "drawn"),
    [
        (("Le", "Roy", "Éva"), {"aa"}),
        (("Nguyen", "Lefèvre", "DURAND", "Oury"), {"aaaa"}),
        (("0639981234", "063998123", "12345678"), {"99999999"}),
        (("jean.dupont@example.org", "aline.dupont@example.com"), {"aaaa.aaaa@aaaa.aa"}),
        (("O'Brien", "O´Brien"), {"a?aaaa"}),
        (("", "   "), {""}),
    ],
)
def test_values_that_are_alike_have_one_shape(values, drawn):
    assert {shape(value) for value in values} == drawn


def test_a_shape_that_few_share_is_not_shown():
    cells = ["Dupont"] * 12 + ["Martin"] * 3 + ["x1-9/z"] * 11 + [None] * 40
    assert shapes(cells, 12) == (("aaaa",), 11)
    assert shared(["b"] * 12 + ["a"] * 12, 12) == (("a", "b"), 0)
    assert shared("abcde" * 12, 12) == (("a", "b", "c"), 24)
    assert (kind("fr.nir"), kind(None, "inconnu")) == ("‹fr.nir›", "‹inconnu›")


def test_no_value_and_no_rare_word_stands_on_the_page():
    text = page()
    assert not [secret for secret in SECRETS if secret in text or secret.casefold() in text.casefold()]
    assert "Zyxq" not in text
    assert "56003" not in text
    assert "2A" not in text, "a department of one sampled record"
    assert "département 56" in text, "the positive control: what many records get is told"
    assert "<b>sexe" not in text
    assert "&lt;b&gt;sexe" in text


def test_every_column_says_what_why_how_sure_what_becomes_of_it_and_what_to_look_at():
    french, english = edition(page(), "fr"), edition(page(), "en")
    for said in ("person.name", "97\u202f%", "correspondent à person.name", "supprimée", "«\u00a0Identité\u00a0»",
                 "la valeur elle-même", "va avec la ville", "491\u202f840", "aaaaaaaa", "Page privée"):  # fmt: skip
        assert said in french, said
    for said in (
        "goes with the town",
        "the value itself",
        "491,840",
        "97%",
        "Private page",
        "made coarser",
        "department 56",
    ):
        assert said in english, said
    assert "fit person.name" not in french


def test_warnings():
    seen = {column.profile.name: column.warnings for column in review(Profile(COLUMNS), BEFORE, AFTER, POLICY).columns}
    assert seen == {
        "nom": (), "<b>sexe</b>": ("stays",), "code": ("unsure",), "column 4": (), "divers": ("unknown",), "cp": (),
    }  # fmt: skip
    listed = POLICY.model_copy(update={"unlisted": "suppress", "columns": {"nom": ColumnRule()}})
    seen = {column.profile.name: column.warnings for column in review(Profile(COLUMNS), BEFORE, AFTER, listed).columns}
    assert seen["nom"] == ()
    assert seen["cp"] == ("unlisted",)
    assert seen["<b>sexe</b>"] == ("unlisted", "stays")


def test_in_a_newsroom_what_comes_out_is_shown_by_its_shape():
    tokens = [("Martin Durand", "F", "L1", "", "", "k9")] * 30
    newsroom = POLICY.model_copy(update={"tier": "newsroom"})
    column = review(Profile(COLUMNS), BEFORE, tokens, newsroom).columns[0]
    assert column.told == ("aaaa aaaa",)


def test_the_language_asked_for_comes_first_and_nothing_is_fetched():
    for lang in ("fr", "en"):
        text = page(lang=lang)
        assert f'<html lang="{lang}">' in text
        assert "http" not in re.sub(r"<script.*?</script>|<meta[^>]*>", "", text, flags=re.DOTALL)
        assert "default-src &#39;none&#39;" in text


def test_the_file_is_for_its_maker_alone_and_never_in_a_release(tmp_path):
    target = tmp_path / "review.html"
    write_page(target, "page")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    target.chmod(0o644)
    write_page(target, "again")
    assert (stat.S_IMODE(target.stat().st_mode), target.read_text()) == (0o600, "again")
    (tmp_path / "release" / "cubes").mkdir(parents=True)
    (tmp_path / "release" / "manifest.json").touch()
    (tmp_path / "link.html").symlink_to(target)
    (tmp_path / "way").symlink_to(tmp_path / "release")
    for place, said in {
        "review.html": "exists already",
        "link.html": "is a link",
        "release": "is a folder",
        "release/review.html": "lies in a release",
        "release/cubes/review.html": "lies in a release",
        "way/review.html": "lies in a release",
        "none/review.html": "is no folder",
    }.items():
        with pytest.raises(UsageError, match=said):
            check_page(tmp_path / place)
    check_page(target, force=True)
    check_page(tmp_path / "other.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.html", "release", "review.html", "way"]


def test_both_languages_say_the_same_things():
    def keys(texts):
        return {
            key: keys(text) if isinstance(text, dict) else isinstance(text, list) and len(text)
            for key, text in texts.items()
        }

    def fields(texts):
        return {key: sorted(re.findall(r"\{(\w+)\}", str(text))) for key, text in texts.items()}

    texts = yaml.safe_load(TEXTS.read_text("utf-8"))
    assert keys(texts["fr"]) == keys(texts["en"])
    assert fields(texts["fr"]) == fields(texts["en"])
