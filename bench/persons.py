"""How well records are linked to persons: precision and recall over pairs of records, against the planted truth.

``python -m bench.persons [--rows N] [--dirt SHARE...]`` makes leaks in memory, and links their readable records as a
run does. A pair is right when both records are about one person.
"""

from __future__ import annotations

import argparse

import polars as pl
import pyarrow as pa

from pipeline.anonymise import persons
from pipeline.core.keys import RunKey
from pipeline.core.policy_file import load
from pipeline.detect.columns import ColumnState
from pipeline.detect.decision import detect
from pipeline.engines import local
from pipeline.transform.records import bind
from pipeline.transform.transform import Context
from synthetic.leak import HEADER, Parameters, chunks

LINKS = {"loose": persons.LOOSE, "strict": persons.STRICT}


def linked(wanted: Parameters) -> pl.DataFrame:
    """Persons of the readable records, in file order: truth, loose, strict, and what was done to each record."""
    cells, truths = [], []
    state = ColumnState.empty(list(HEADER), True)
    for chunk in chunks(wanted):
        readable = chunk.truth["readable"]
        batch = chunk.cells.select(HEADER).fill_null("").filter(readable).to_arrow().combine_chunks().to_batches()[0]
        cells.append(batch.cast(pa.schema([(name, pa.string()) for name in HEADER])))
        truths.append(chunk.truth.filter(readable).select(pl.col("person").alias("truth"), "dirt", "record"))
        state = state.fit(cells[-1])
    policy = load()
    function = bind(detect(state, policy_treatment=policy.treatment), Context(policy, RunKey()))
    records = pl.concat([pl.DataFrame(pl.from_arrow(function(batch))) for batch in cells])
    found = persons.link(records, local.link, False)
    return pl.concat(truths).with_columns(found[column].alias(name) for name, column in LINKS.items())


def rates(frame: pl.DataFrame, link: str) -> tuple[float, float]:
    """Precision and recall of a link over pairs of records."""
    both = _pairs(frame.drop_nulls(link).group_by("truth", link).len())
    said = _pairs(frame.drop_nulls(link).group_by(link).len())
    true = _pairs(frame.group_by("truth").len())
    return both / max(said, 1), both / max(true, 1)


def _pairs(groups: pl.DataFrame) -> int:
    return int(groups.select((pl.col("len").cast(pl.Int64) * (pl.col("len").cast(pl.Int64) - 1) // 2).sum()).item())


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(prog="python -m bench.persons", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=2021)
    parser.add_argument("--dirt", type=float, nargs="*", default=[0.0, 0.002, 0.02, 0.2, 1.0])
    asked = parser.parse_args()
    print(f"{'leak':<14}{'link':<8}{'precision':>11}{'recall':>9}{'persons':>10}{'truth':>9}{'no person':>11}")
    for dirt in asked.dirt:
        _print(f"dirt {dirt:g}", linked(Parameters(asked.rows, asked.seed, dirt, comments=0.01)))


def _print(name: str, frame: pl.DataFrame) -> None:
    for link in LINKS:
        precision, recall = rates(frame, link)
        counted = frame[link].drop_nulls().n_unique()
        print(
            f"{name:<14}{link:<8}{precision:>11.4%}{recall:>9.2%}{counted:>10,}{frame['truth'].n_unique():>9,}"
            f"{frame[link].null_count():>11,}"
        )


if __name__ == "__main__":
    main()
