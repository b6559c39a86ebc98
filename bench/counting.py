"""Counts by department and laboratory, in this process and by Spark SQL: ``python -m bench.counting``.

The records are in the memory of the process that was started, as they are in a run. Spark has two threads of this
machine and the settings of the engine; what it is given is timed, as a run would have to give it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench.engines import keep_orphans, spent
from pipeline.anonymise.cubes import MEASURES
from pipeline.anonymise.persons import LOOSE
from pipeline.engines import local
from pipeline.engines.session import start

DIMENSIONS = ["department", "laboratory"]
SIZES = (100_000, 500_000, 3_000_000)
ROUNDS = 3


def records(size: int) -> pl.DataFrame:
    """Records of half as many persons, 100 departments, 30 laboratories, 5,000 prescribers."""
    draw = np.random.default_rng(1)
    return pl.DataFrame(
        {
            LOOSE: draw.integers(0, size // 2, size),
            "prescriber": draw.integers(0, 5_000, size),
            "department": draw.integers(0, 100, size).astype(str),
            "laboratory": draw.integers(0, 30, size).astype(str),
        }
    )


def by_sql(session: Any, frame: pl.DataFrame) -> pl.DataFrame:
    """The same counts by Spark SQL."""
    from pyspark.sql import functions

    given = session.createDataFrame(frame.to_arrow(compat_level=pl.CompatLevel.oldest()))
    counted = given.groupBy(*DIMENSIONS).agg(
        functions.countDistinct(LOOSE).alias("persons"),
        functions.count(functions.lit(1)).alias("records"),
        functions.countDistinct("prescriber").alias("prescribers"),
    )
    return pl.DataFrame(pl.from_arrow(counted.toArrow())).sort(DIMENSIONS)


def timed(work: Callable[[], pl.DataFrame]) -> tuple[pl.DataFrame, float, float]:
    """What comes out; wall and CPU seconds of all processes, the best of some rounds."""
    wall, cpu = [], []
    for _ in range(ROUNDS):
        since, before = time.perf_counter(), time.process_time() + spent()
        found = work()
        wall.append(time.perf_counter() - since)
        cpu.append(time.process_time() + spent() - before)
    return found, min(wall), min(cpu)


def main() -> None:
    """One line a size."""
    keep_orphans()
    with tempfile.TemporaryDirectory(prefix="estompe-bench-") as name:
        conf = Path(name) / "spark-defaults.conf"
        conf.write_text("spark.master local[2]\nspark.driver.memory 3g\nspark.sql.shuffle.partitions 2\n", "utf-8")
        os.environ["SPARK_CONF_DIR"] = name
        session = start(Path(name))
        for size in SIZES:
            frame = records(size)
            here, wall, cpu = timed(lambda frame=frame: local.count_by(frame, DIMENSIONS, MEASURES))  # type: ignore[misc]
            there, wall_sql, cpu_sql = timed(lambda frame=frame: by_sql(session, frame))  # type: ignore[misc]
            if not there.equals(here):
                sys.exit("bench: the counts are not the same")
            ratio = f"x{wall_sql / wall:.0f} wall   x{cpu_sql / cpu:.0f} CPU"
            print(f"{size:>10,} records {wall:8.3f} s {wall_sql:8.3f} s by SQL   {ratio}", flush=True)
        session.stop()


if __name__ == "__main__":
    main()
