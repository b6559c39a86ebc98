"""The mergeable state, and what is decided of columns."""

from __future__ import annotations

import copy
import pickle
import random
import socket
import string

import leak
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.detect.columns import ColumnState
from pipeline.detect.decision import detect
from pipeline.detect.titles import safe_name

CELLS = st.sampled_from(["", " ", "NULL", "null", "\\N", "a", " a", "b ", "é", "01/02/1990", "56100", "x" * 30])
ROWS = st.lists(st.tuples(CELLS, CELLS), max_size=30)


def batch(rows: list[tuple[str, ...]], width: int = 2) -> pa.RecordBatch:
    columns = [pa.array([row[i] for row in rows], pa.string()) for i in range(width)]
    return pa.record_batch(columns, names=[f"c{i}" for i in range(width)])


def fit(*parts: list[tuple[str, ...]]) -> ColumnState:
    state = ColumnState.empty(["c0", "c1"], True)
    for part in parts:
        state = state.fit(batch(part))
    return state


def content(state: ColumnState) -> tuple[object, ...]:
    columns = [(c.filled, c.length_sum, c.length_max, c.sketch.hashes.tolist(), c.sketch.values) for c in state.columns]
    return state.records, columns, state.rows.hashes.tolist(), state.rows.rows.rows()


@given(ROWS, ROWS, ROWS)
@settings(max_examples=60, deadline=None)
def test_merging_is_associative_and_commutative_and_blind_to_the_cut(a, b, c) -> None:
    x, y, z = fit(a), fit(b), fit(c)
    whole = content(fit(a + b + c))
    assert content(x.merge(y).merge(z)) == content(x.merge(y.merge(z))) == whole
    assert content(z.merge(x).merge(y)) == whole
    assert content(fit(c, a, b)) == whole


def test_cutting_and_order_do_not_matter_beyond_the_sample_sizes() -> None:
    rng = random.Random(1)
    rows = [("".join(rng.choices(string.ascii_letters, k=8)), str(rng.randrange(9000))) for _ in range(9000)]
    shuffled = rng.sample(rows, len(rows))
    first, second = fit(rows), fit(shuffled[:100], shuffled[100:4000]).merge(fit(shuffled[4000:]))
    assert content(first) == content(second)
    assert len(first.columns[0].sketch.values) == 2048
    assert first.columns[0].sketch.distinct() == pytest.approx(9000, rel=0.1)


def test_empty_cells_are_counted_in_all_their_forms() -> None:
    state = fit([("", "a"), ("  ", "a"), ("NULL", "b"), ("null", ""), ("\\N", " b ")])
    assert [column.filled for column in state.columns] == [0, 4]
    assert state.columns[1].sketch.distinct() == 2


def test_the_state_is_never_pickled() -> None:
    state = fit([("a", "b")])
    for part in (state, state.columns[0].sketch, state.rows, state.columns[0]):
        for write in (pickle.dumps, copy.deepcopy):
            with pytest.raises(TypeError):
                write(part)


def entities(names: list[str], records: pa.RecordBatch, has_header: bool) -> list[str | None]:
    state = ColumnState.empty(names, has_header).fit(records)
    return [column.entity for column in detect(state).columns]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("headers", ["french", "english", "none", "shuffled", "lying"])
def test_a_laboratory_leak_is_understood(headers: str, seed: int) -> None:
    records, truth = leak.make(2500, seed), list(leak.TRUTH.values())
    names = list(leak.TRUTH)
    if headers == "shuffled":
        order = random.Random(seed).sample(range(len(truth)), len(truth))
        records, truth, names = records.select(order), [truth[i] for i in order], [names[i] for i in order]
    elif headers == "english":
        names = leak.ENGLISH
    elif headers == "lying":
        names = names[5:] + names[:5]
    found = entities(names, records, headers in ("french", "english", "lying"))
    wrong = [(t, f) for t, f in zip(truth, found, strict=True) if t != f]
    assert len(wrong) <= (0 if headers in ("french", "english") else 2), wrong


def test_other_tables_are_not_labelled_by_force() -> None:
    rng = random.Random(4)
    rows = [
        (
            rng.choice(["Male", "Female"]),
            str(rng.randrange(17, 91)),
            rng.choice(["Never-married", "Divorced", "Widowed"]),
            f"{rng.random() * 50:.12f}",
            rng.choice("01"),
        )
        for _ in range(1000)
    ]
    found = entities(["sex", "age", "marital-status", "nir", "flag"], batch(rows, 5), True)
    assert found == ["person.sex", None, None, None, None]


def test_an_empty_column_is_named_by_its_header_alone_and_suppressed() -> None:
    state = ColumnState.empty(["nir", "x"], True)
    assert [(c.entity, c.treatment) for c in detect(state).columns] == [("fr.nir", "suppress"), (None, "suppress")]
    profile = detect(state.fit(batch([("", "NULL")] * 3)), policy_treatment=lambda entity: "keep")
    named, unknown = profile.columns
    assert (named.entity, named.treatment, named.null_share) == ("fr.nir", "suppress", 1.0)
    assert named.confidence < 0.5
    assert "no value" in named.why
    assert (unknown.entity, unknown.treatment) == (None, "suppress")
    assert profile.indices("fr.nir") == [], "an empty column must not be taken for one that identifies persons"


def test_no_reason_contains_a_value_and_no_socket_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    with pytest.raises(AssertionError):
        socket.socket()
    records = leak.make(300, 5)
    profile = detect(ColumnState.empty(list(leak.TRUTH), True).fit(records), policy_treatment=lambda e: "keep")
    for column, cells in zip(profile.columns, records.columns, strict=True):
        values = {v for v in cells.to_pylist() if len(v) > 2}
        assert not any(value in column.why for value in values)
        assert column.treatment == ("keep" if column.entity else "suppress")


@pytest.mark.parametrize(
    "header", ["nir", "date_naissance", "Code Postal", "N° dossier", "tel1", "E-mail", "age", "SEXE"]
)
def test_a_header_is_shown(header: str) -> None:
    assert safe_name(header, 3) == header


@pytest.mark.parametrize(
    "cell",
    [
        "299035626000098",
        "05/09/1989",
        "a.b@example.org",
        "MARTIN",
        "Jean-Pierre",
        "LORIENT",
        "",
        "12 rue du Port",
        "M",
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "DR MARTIN",
        "A+",
        "Le patient rappelle demain pour ses résultats, voir dossier",
    ],
)
def test_a_value_in_the_place_of_a_header_is_not_shown(cell: str) -> None:
    assert safe_name(cell, 3) == "column 4"


def test_a_header_that_the_values_contradict_decides_nothing() -> None:
    rng = random.Random(6)
    rows = [
        (f"{rng.randrange(1, 29):02d}/05/{rng.randrange(1930, 2015)}", f"0261910{rng.randrange(1000):03d}")
        for _ in range(500)
    ]
    assert entities(["telephone", "date_naissance"], batch(rows), True) == ["person.birth_date", "phone"]
