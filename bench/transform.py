"""Single records against the floor and against the peers' loop: ``python -m bench.transform [--rows N...]``.

The structured run reads a CSV file of 20 columns, makes eleven keyed ones (tokens or stand-ins) and writes Parquet,
beside DuckDB's bare CSV-to-Parquet copy, in turn, as whole processes. Then a sample goes through a loop of recognisers
and Faker, cell by cell, and pseudonyms are counted: fakes of one value, values of one fake, and how many of them
frequency alone gives away to whoever holds the leak.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
import pyarrow as pa

from bench.__main__ import COPY, Figures, process
from bench.structured import COLUMNS, policy, profile
from pipeline.core.keys import RunKey
from pipeline.transform import plan, table
from pipeline.transform.transform import Context
from synthetic.leak import HEADER, Parameters, chunks


def write(rows: int, target: Path) -> None:
    """Write the file of 20 columns, in UTF-8."""
    parts = (chunk.cells.select(list(COLUMNS)) for chunk in chunks(Parameters(rows, 2021, comments=0.0)))
    with target.open("wb") as file:
        for number, part in enumerate(parts):
            part.write_csv(file, separator=";", include_header=number == 0)


def ratios(rows: int, pairs: int, folder: Path) -> None:
    """Print wall, CPU and memory of each policy beside the floor."""
    source = folder / f"{rows}.csv"
    write(rows, source)
    floor = [sys.executable, "-c", COPY, str(source), str(folder / "copy.parquet")]
    runs: dict[str, list[tuple[Figures, Figures]]] = {"tokens": [], "stand-ins": []}
    for _ in range(pairs):
        for name, found in runs.items():
            out = str(folder / f"{name}.parquet")
            ours = [sys.executable, "-m", "bench.structured", str(source), out, name]
            found.append((process(ours), process(floor)))
    print(f"{rows:,} records of 20 columns, {source.stat().st_size / 1e6:,.0f} MB, {pairs} pairs, medians")
    for name, found in runs.items():
        for figure in ("cpu", "wall", "memory"):
            mine = [float(getattr(pair[0], figure)) for pair in found]
            bare = [float(getattr(pair[1], figure)) for pair in found]
            ratio = statistics.median(a / b for a, b in zip(mine, bare, strict=True))
            middle, floor_ = statistics.median(mine), statistics.median(bare)
            print(f"  {name:<10} {figure:<7}{middle:9.2f}  copy{floor_:9.2f}  x{ratio:.2f}", flush=True)
    source.unlink()


def against_a_loop(rows: int, sample: int, folder: Path) -> None:
    """Presidio's analyser finds, Faker replaces, cell by cell; the same cells through the transforms."""
    from faker import Faker

    from pipeline.detect.catalogue import recognisers

    source = folder / "sample.csv"
    write(rows, source)
    cells = pl.read_csv(source, separator=";", infer_schema=False).head(sample)
    fake = Faker("fr_FR")
    fake.seed_instance(1)
    makers = {"nom": fake.last_name, "prenom": fake.first_name, "email": fake.email, "adresse": fake.street_address}
    asked = {column: next(r for r in recognisers() if COLUMNS[column] == r.ENTITY) for column in makers}
    since = time.process_time()
    made = {
        column: [make() if value and asked[column].matches(value) > 0 else value for value in cells[column]]
        for column, make in makers.items()
    }
    loop = time.process_time() - since
    since = time.process_time()
    structured_cells = ours(cells.select(list(COLUMNS)))
    mine_ = time.process_time() - since
    print(f"{sample:,} records: loop over 4 columns {loop:.2f} s, all 20 columns here {mine_:.2f} s")
    names = {"nom": "person_name", "prenom": "person_first_name", "email": "email", "adresse": "address_street"}
    print(f"  {'column':<10}{'fakes a value, most: loop':>26}{'here':>6}{'values a fake, mean: loop':>28}{'here':>7}")
    for column, name in names.items():
        theirs, mine = (counts(cells[column], values) for values in (pl.Series(made[column]), structured_cells[name]))
        print(f"  {column:<10}{theirs[0]:>26}{mine[0]:>6}{theirs[1]:>28.2f}{mine[1]:>7.2f}")


def ours(cells: pl.DataFrame) -> pl.DataFrame:
    """The 20 columns as the newsroom policy makes them."""
    chosen = policy("stand-ins")
    columns = table.bind(profile(), plan.plan(profile(), chosen), Context(chosen, RunKey(b"1" * 32)), False)
    schema = table.schema([columns], {})
    text = pa.schema([(name, pa.string()) for name in COLUMNS])
    batches = cells.fill_null("").to_arrow().cast(text).combine_chunks().to_batches()
    return pl.concat([pl.DataFrame(pl.from_arrow(columns(batch, schema).batch)) for batch in batches])


def counts(before: pl.Series, after: pl.Series) -> tuple[int, float]:
    """Most fakes of one value, and distinct values a fake on average."""
    pairs = pl.DataFrame({"a": before, "b": after}).drop_nulls().filter(pl.col("a") != "").unique()
    most = pairs.group_by("a").len()["len"].max()
    mean = pairs.group_by("b").len()["len"].mean()
    return (most if isinstance(most, int) else 0), float(mean) if isinstance(mean, float) else 0.0


def frequency_attack(rows: int) -> None:
    """Guess each token's value by its rank of frequency, as whoever holds the leak can."""
    cells = pl.concat([chunk.cells.select(HEADER) for chunk in chunks(Parameters(rows, 7, comments=0.0))])
    made = ours(cells.select(list(COLUMNS)))
    print(f"frequency attack on {rows:,} records: values whose count is unique, so that their pseudonym is known")
    names = {"labo": "laboratory", "code_labo": "laboratory_code", "nom": "person_name", "rpps_medecin": "fr_rpps"}
    names |= {"prenom": "person_first_name", "nir": "fr_nir", "num_adherent": "insurer_member", "email": "email"}
    for column, name in names.items():
        values = cells[column].drop_nulls().value_counts(name="n").rename({column: "value"})
        fakes = made[name].drop_nulls().value_counts(name="n").rename({name: "fake"})
        alone = values.filter(pl.col("n").is_unique()).join(fakes.filter(pl.col("n").is_unique()), on="n")
        pairs = pl.DataFrame({"value": cells[column], "fake": made[name]}).drop_nulls().unique()
        right = alone.join(pairs, on=["value", "fake"]).height
        print(f"  {column:<14}{right:>6,} of {values.height:,}")


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(prog="python -m bench.transform", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="*", default=[500_000, 5_000_000])
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--sample", type=int, default=20_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="estompe-bench-") as place:
        for rows in asked.rows:
            ratios(rows, asked.pairs, Path(place))
        against_a_loop(asked.sample, asked.sample, Path(place))
    frequency_attack(100_000)


if __name__ == "__main__":
    main()
