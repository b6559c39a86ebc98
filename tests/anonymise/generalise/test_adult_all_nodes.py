"""On adult the search finds the best of all 6,480 nodes, for any k and limit: each was grouped, in plain polars."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from pipeline.anonymise.generalise import hierarchy_files
from pipeline.anonymise.generalise.models.k_anonymity import KAnonymity
from pipeline.anonymise.generalise.result import Aim, generalise

ADULT = Path(__file__).parents[4] / "shared" / "data" / "anonymity" / "adult"
pytestmark = pytest.mark.skipif(not ADULT.is_dir(), reason="adult is not at hand (../shared/data/anonymity/adult)")
QUASI = ["sex", "age", "race", "marital-status", "education", "native-country", "workclass", "occupation"]
KS = (2, 3, 5, 10, 25, 100)
LIMITS = (0.0, 0.01, 0.04, 0.05, 0.2, 1.0)


@pytest.fixture(scope="module")
def nodes() -> dict[tuple[int, ...], dict[int, tuple[int, float]]]:
    """Node -> k -> records in smaller classes and Loss, by the definitions; shares nothing with the search."""
    rows = pl.read_csv(ADULT / "adult.csv", separator=";", infer_schema=False).group_by(QUASI).len("n")
    labels, losses = [], []
    for name in QUASI:
        lines = pl.read_csv(ADULT / f"adult_hierarchy_{name}.csv", separator=";", infer_schema=False, has_header=False)
        value, *_ = lines.columns
        seen = rows.select(pl.col(name).alias(value)).join(lines, on=value, how="left", maintain_order="left")
        labels.append([seen[column].rank("dense").to_numpy().astype(np.int64) for column in lines.columns])
        sizes = [seen[column].replace_strict(dict(lines[column].value_counts().rows())) for column in lines.columns]
        losses.append([(size.to_numpy() - 1) / (lines.height - 1) / len(QUASI) for size in sizes])
    counts, total = rows["n"].to_numpy(), int(rows["n"].sum())
    found = {}
    for node in product(*(range(len(levels)) for levels in labels)):
        key = np.zeros(rows.height, dtype=np.int64)
        cost = np.zeros(rows.height)
        for a, level in enumerate(node):
            key = key * 100 + labels[a][level]
            cost += losses[a][level]
        classes = pl.DataFrame({"key": key, "n": counts, "cost": cost}).group_by("key").agg(
            pl.col("n").sum(), pl.col("cost").first())  # fmt: skip
        sizes, costs = classes["n"].to_numpy(), classes["cost"].to_numpy()
        found[node] = {
            k: (int(sizes[sizes < k].sum()), float(np.where(sizes < k, sizes, sizes * costs).sum() / total)) for k in KS
        }
    return found


@pytest.mark.parametrize("k", KS)
def test_the_search_finds_the_best_of_all_nodes(k: int, nodes) -> None:
    frame = pl.read_csv(ADULT / "adult.csv", separator=";", infer_schema=False)
    table = frame.to_arrow().cast(pa.schema([(name, pa.string()) for name in frame.columns]))
    hierarchies = hierarchy_files.read(ADULT, QUASI)
    assert len(nodes) == 6_480
    for limit in LIMITS:
        within = {node: at[k] for node, at in nodes.items() if at[k][0] <= limit * frame.height}
        result = generalise(table, hierarchies, [KAnonymity(k)], Aim(limit))
        suppressed, loss = within[tuple(result.node.values())]
        assert result.loss == pytest.approx(min(at[1] for at in within.values()), rel=1e-12)
        assert (result.suppressed, result.loss) == (suppressed, pytest.approx(loss, rel=1e-12))
