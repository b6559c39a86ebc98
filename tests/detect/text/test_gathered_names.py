"""Names counted on the disk, in parts, are those counted in memory; of too many the most frequent stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.spill import Spill
from pipeline.detect.text.gathered import Gathered
from pipeline.detect.text.gazetteer import Gazetteer

KINDS = ("person.name", "person.first_name", "prescriber.name")
CELLS = st.lists(st.tuples(st.sampled_from(KINDS), st.text("ABC -", min_size=3, max_size=8)), max_size=12)


def fitted(cells: list[tuple[str, str]]) -> Gazetteer:
    found = Gazetteer.empty()
    for entity, cell in cells:
        found = found.fit(entity, [cell])
    return found


@settings(deadline=None, max_examples=30)
@given(batches=st.lists(CELLS, max_size=4), most=st.integers(1, 6), parts=st.sampled_from([1, 3]))
def test_order_cut_and_parts_have_no_say(batches, most: int, parts: int, tmp_path_factory) -> None:
    whole = fitted([cell for batch in batches for cell in batch])
    for order in (batches, batches[::-1]):
        folder: Path = tmp_path_factory.mktemp("words")
        with Spill(folder / "words", parts) as words:
            names = Gathered(words)
            for batch in order:
                names.add(fitted(batch))
            assert names.gazetteer(most).words == whole.frequent(most).words
        assert list(folder.iterdir()) == []
    assert len(whole.frequent(most).words) == min(most, len(whole.words))


@pytest.mark.parametrize(
    ("most", "kept"),
    [
        (1, {"ZORGLUB"}),
        (2, {"ZORGLUB", "ADELE"}),
        (3, {"ZORGLUB", "ADELE", "BERTHE"}),
        (9, {"ZORGLUB", "ADELE", "BERTHE"}),
    ],
)
def test_the_most_frequent_stay_then_the_first_of_the_alphabet(most: int, kept: set[str]) -> None:
    names = Gazetteer.empty().fit_counted("person.name", [("Berthe", 2), ("Zorglub", 7), ("Adèle", 1)])
    names = names.merge(Gazetteer.empty().fit("person.first_name", ["ADELE"]))
    assert set(names.frequent(most).words) == kept
