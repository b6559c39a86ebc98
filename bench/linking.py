"""Memory and time of linking the persons of a whole leak: ``python -m bench.linking [--rows N...] [--memory SIZE]``.

Each size is a process of its own that reads a CSV file of 20 columns once, lays the link keys of its records down, and
finds the connected persons: what the newsroom tier does before it writes a record.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from pathlib import Path

import polars as pl

from bench.__main__ import process
from pipeline.core.memory import size

ALONE = "--file"


def link(source: Path, memory: int) -> None:
    """Read and link one file."""
    from bench.structured import profile
    from pipeline.anonymise.parts import Room
    from pipeline.core.cells import blank_to_null
    from pipeline.core.progress import Silent
    from pipeline.core.work import Vault
    from pipeline.ingest import stage as ingest
    from pipeline.transform.owners import Owners
    from pipeline.transform.persons import tokens

    known, vault, folder = profile(), Vault(), source.parent
    with Owners(vault, folder, Room(folder, memory)) as owners:
        for _, batch in ingest.batches(ingest.sources([source]), Silent()):
            cells = [blank_to_null(pl.Series(column)) for column in batch.columns]
            owners.add(pl.DataFrame(tokens(known, cells)))
        owners.link()


def write(rows: int, target: Path) -> None:
    """Write the file."""
    from bench.transform import write as written

    written(rows, target)


def main() -> None:
    """Print one line a size."""
    parser = argparse.ArgumentParser(prog="python -m bench.linking", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="*", default=[500_000, 5_000_000])
    parser.add_argument("--memory", type=size, default="1GiB")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="estompe-bench-") as place:
        for rows in asked.rows:
            source = Path(place) / f"{rows}.csv"
            # In a process of its own: a child's peak memory begins with what its parent held.
            making = multiprocessing.get_context("spawn").Process(target=write, args=(rows, source))
            making.start()
            making.join()
            found = process([sys.executable, "-m", "bench.linking", ALONE, str(source), str(asked.memory)])
            print(
                f"{rows:>10,} records: {found.cpu:6.1f} CPU s, {found.wall:6.1f} s, {found.memory:6.0f} MiB", flush=True
            )
            source.unlink()


if __name__ == "__main__":
    if sys.argv[1:2] == [ALONE]:
        link(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
