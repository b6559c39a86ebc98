"""What a misspelt word may mean."""

import pytest

from pipeline.core.nearest import suggestion

KNOWN = ("address.city", "address.postcode", "phone", "Sexe")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("adress.city", "did you mean address.city?"),
        ("PHONE", "did you mean phone?"),
        ("sex", "did you mean Sexe?"),
        ("blood", "otherwise"),
        ("", "otherwise"),
    ],
)
def test_the_nearest_is_offered_as_it_is_written(word, said):
    assert suggestion(word, KNOWN, "otherwise") == said


def test_without_anything_near_nothing_is_offered():
    assert suggestion("blood", KNOWN) == ""
    assert suggestion("blood", []) == ""


def test_the_answer_hangs_on_no_order():
    assert suggestion("phon", ["phone", "phono"]) == suggestion("phon", ["phono", "phone"])
    assert suggestion("a.b", ["A.B", "a.b"]) == suggestion("a.b", ["a.b", "A.B"])
