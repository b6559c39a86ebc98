"""``python -m synthetic``: write a synthetic leak and its ground truth."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NoReturn

from pipeline.core.errors import UsageError
from synthetic.leak import Parameters
from synthetic.splits import Split
from synthetic.writer import write


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"synthetic: {message}\n")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = _Parser(
        prog="python -m synthetic", description="Write the leak, truth.parquet, truth_text.jsonl, truth.json."
    )
    parser.add_argument("--rows", type=int, required=True, help="records of the leak")
    parser.add_argument("--seed", type=int, default=0, help="another seed is another leak")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--dirt", type=float, default=0.0, help="share of damaged records, 0 to 1")
    parser.add_argument("--dirt-config", type=Path, help="shares of the kinds of damage, as in synthetic/dirt.yaml")
    parser.add_argument("--comments", type=float, default=0.15, help="share of records with a comment, 0 to 1")
    parser.add_argument("--shape", default="laboratory", help="laboratory, combolist, sqldump, jsonl or insurer")
    parser.add_argument("--layouts", action="store_true", help="one file for each laboratory, in a layout of its own")
    parser.add_argument("--everywhere", action="store_true", help="a few people in each department of the country")
    parser.add_argument(
        "--split", choices=[one.value for one in Split], default="all", help="half of names and sentences"
    )
    parser.add_argument("--live-looking", action="store_true", help="right control keys: detector tests only")
    asked = parser.parse_args(arguments)
    wanted = Parameters(
        rows=asked.rows,
        seed=asked.seed,
        dirt=asked.dirt,
        comments=asked.comments,
        split=Split(asked.split),
        shape=asked.shape,
        layouts=asked.layouts,
        everywhere=asked.everywhere,
        live=asked.live_looking,
        dirt_config=asked.dirt_config,
    )
    try:
        tally = write(wanted, asked.out)
    except UsageError as refused:
        sys.stderr.write(f"synthetic: {refused}\n")
        return refused.exit_code
    sys.stdout.write(f"{tally.records} records of {tally.persons} persons in {asked.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
