"""``python -m bench.ingest``: reading a leak beside `pyarrow.csv` streaming and DuckDB's `read_csv`, in turn.

Each reader is a process of its own and reads the file once, all columns as text. Times drift with the machine, so they
take turns, and the ratio to pyarrow of each turn is what counts. Neither of the others keeps account of what it could
not read; with dirty lines pyarrow is not asked, because it stops at the first.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.__main__ import Figures, process
from synthetic.leak import Parameters
from synthetic.writer import write

OURS = """
import sys; from pathlib import Path
from pipeline.ingest.open import open_inputs
from pipeline.ingest.container import containers; from pipeline.ingest.reader import readers; readers(); containers()
(item,) = open_inputs([Path(sys.argv[1])]).inputs
records = sum(block.records for _, block in item.reader.read(item.source, item.tables))
assert records == int(sys.argv[2]), records
"""

ARROW = """
import sys, pyarrow as pa, pyarrow.csv as pc
names = open(sys.argv[1], "rb").readline().decode().strip().split(";")
stream = pc.open_csv(
    sys.argv[1],
    read_options=pc.ReadOptions(use_threads=False, block_size=int(sys.argv[3])),
    parse_options=pc.ParseOptions(delimiter=";"),
    convert_options=pc.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
)
records = sum(batch.num_rows for batch in stream)
assert records == int(sys.argv[2]), records
"""

DUCKDB = """
import sys, duckdb
duckdb.sql("SET threads = 1")
rows = duckdb.read_csv(sys.argv[1], all_varchar=True, sep=";", ignore_errors=True)
columns = ", ".join(f'max("{name}")' for name in rows.columns)
duckdb.sql(f"SELECT count(*), {columns} FROM rows").fetchall()
"""

PROGRAMS = {
    "estompe": (OURS, 0),
    "pyarrow": (ARROW, 1 << 20),
    "pyarrow, 8 MiB": (ARROW, 8 << 20),
    "DuckDB": (DUCKDB, 0),
}
"""Readers, and the size of the blocks that pyarrow reads: its own, and ours."""

START = {OURS: OURS.split("(item,)")[0], ARROW: ARROW.split("names")[0], DUCKDB: DUCKDB.split("rows")[0]}
"""What each process does before it reads: taken off, for imports are no reading."""


def make(clean: Path, large: Path, rows: int, times: int) -> None:
    """Write a leak in UTF-8, and one with its records several times over."""
    write(Parameters(rows, seed=2021), clean.parent)
    text = (clean.parent / "leak.csv").read_text(encoding="cp1252").replace("\r\n", "\n")
    clean.write_text(text, encoding="utf-8", newline="")
    header, body = clean.read_bytes().split(b"\n", 1)
    with large.open("wb") as file:
        file.write(header + b"\n")
        for _ in range(times):
            file.write(body)


def spoil(path: Path, share: float, seed: int) -> Path:
    """A copy with a share of its lines damaged, in eight ways by turns."""
    luck = random.Random(seed)
    out = path.with_name("dirty.csv")
    with path.open("rb") as clean, out.open("wb") as dirty:
        dirty.write(clean.readline())
        for number, line in enumerate(clean):
            dirty.write(_spoiled(line, number) if luck.random() < share else line)
    return out


def _spoiled(line: bytes, number: int) -> bytes:
    bare, middle = line.rstrip(b"\n"), len(line) // 2
    ways = (
        bare[:middle],
        bare + b";;",
        bare[:middle] + b"\0" + bare[middle:],
        bare[:middle] + b"\x81\xff" + bare[middle:],
        bare.replace(b";", b';"', 1),
        bare.decode().encode("cp1252", "replace"),
        bare.decode().encode().decode("latin-1").encode(),
        b'"' + bare.replace(b";", b'";"') + b'"',
    )
    return ways[number % len(ways)] + b"\n"


def measure(names: Sequence[str], path: Path, rows: int, turns: int) -> dict[str, list[Figures]]:
    """CPU seconds of reading, the start taken off, and peak memory in MiB, of every reader in every turn."""
    start: dict[str, float] = {}
    for name in names:
        before = [sys.executable, "-c", START[PROGRAMS[name][0]]]
        start[name] = statistics.median(process(before).cpu for _ in range(3))
    found: dict[str, list[Figures]] = {name: [] for name in names}
    for _ in range(turns):
        for name in names:
            program, block = PROGRAMS[name]
            taken = process([sys.executable, "-c", program, str(path), str(rows), str(block)])
            found[name].append(Figures(taken.wall, taken.cpu - start[name], taken.memory))
    return found


def show(title: str, found: dict[str, list[Figures]], base: list[Figures]) -> None:
    """One line a program."""
    print(f"\n{title}")
    for name, figures in found.items():
        ratio = statistics.median(one.cpu / other.cpu for one, other in zip(figures, base, strict=True))
        cpu = sorted(one.cpu for one in figures)
        print(
            f"  {name:<16} {statistics.median(cpu):6.2f} CPU s ({cpu[0]:.2f} to {cpu[-1]:.2f}), "
            f"{ratio:5.2f} x, {statistics.median(one.memory for one in figures):6.0f} MiB"
        )


def main() -> None:
    """Print the figures of a clean file, of the same with dirty lines, and of one that is larger."""
    parser = argparse.ArgumentParser(prog="python -m bench.ingest", description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--times", type=int, default=10, help="how many times larger the large file is")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="estompe-bench-") as place:
        folder = Path(place)
        clean, large = folder / "clean.csv", folder / "large.csv"
        # In a process of its own: a child's peak memory begins with what its parent held.
        making = multiprocessing.get_context("spawn").Process(target=make, args=(clean, large, asked.rows, asked.times))
        making.start()
        making.join()
        found = measure(list(PROGRAMS), clean, asked.rows, asked.turns)
        show(f"{asked.rows:,} records, clean; ratios to pyarrow", found, found["pyarrow"])
        dirty = spoil(clean, 0.05, seed=7)
        on_clean: list[Figures] = []
        on_dirty: list[Figures] = []
        for _ in range(asked.turns):
            on_clean += measure(["estompe"], clean, asked.rows, 1)["estompe"]
            on_dirty += measure(["estompe"], dirty, asked.rows, 1)["estompe"]
        show("the same with 5 % dirty lines; ratios to clean", {"clean": on_clean, "dirty": on_dirty}, on_clean)
        found = measure(list(PROGRAMS), large, asked.rows * asked.times, 1)
        show(f"{asked.rows * asked.times:,} records; ratios to pyarrow", found, found["pyarrow"])


if __name__ == "__main__":
    main()
