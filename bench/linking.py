"""Memory and time of linking the persons of a whole leak: ``python -m bench.linking [--rows N...]``.

Each size is a process of its own that reads a CSV file of 20 columns once, keeps the link keys of its records, and
finds the connected persons: what the newsroom tier does before it writes a record.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from pathlib import Path

from bench.__main__ import process

ALONE = "--file"


def link(source: Path) -> None:
    """Read and link one file."""
    from bench.structured import profile
    from pipeline.core.progress import Silent
    from pipeline.engines import local
    from pipeline.ingest import stage as ingest
    from pipeline.transform.persons import People

    people, known = People(), profile()
    for _, batch in ingest.batches(ingest.sources([source]), Silent()):
        people = people.fit(batch, known)
    people.link(local.link)


def write(rows: int, target: Path) -> None:
    """Write the file."""
    from bench.transform import write as written

    written(rows, target)


def main() -> None:
    """Print one line a size."""
    parser = argparse.ArgumentParser(prog="python -m bench.linking", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="*", default=[500_000, 5_000_000])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="estompe-bench-") as place:
        for rows in asked.rows:
            source = Path(place) / f"{rows}.csv"
            # In a process of its own: a child's peak memory begins with what its parent held.
            making = multiprocessing.get_context("spawn").Process(target=write, args=(rows, source))
            making.start()
            making.join()
            found = process([sys.executable, "-m", "bench.linking", ALONE, str(source)])
            print(
                f"{rows:>10,} records: {found.cpu:6.1f} CPU s, {found.wall:6.1f} s, {found.memory:6.0f} MiB", flush=True
            )
            source.unlink()


if __name__ == "__main__":
    if sys.argv[1:2] == [ALONE]:
        link(Path(sys.argv[2]))
    else:
        main()
