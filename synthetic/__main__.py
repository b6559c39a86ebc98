"""``python -m synthetic``: write a synthetic leak and its ground truth."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NoReturn

from pipeline.core.errors import UsageError
from synthetic.leak import Parameters
from synthetic.writer import write


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"synthetic: {message}\n")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = _Parser(
        prog="python -m synthetic", description="Write leak.csv, truth.parquet, truth_text.jsonl, truth.json."
    )
    parser.add_argument("--rows", type=int, required=True, help="records of the leak")
    parser.add_argument("--seed", type=int, default=0, help="another seed is another leak")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--dirt", type=float, default=0.0, help="share of damaged records, 0 to 1")
    parser.add_argument("--comments", type=float, default=0.15, help="share of records with a comment, 0 to 1")
    asked = parser.parse_args(arguments)
    try:
        tally = write(Parameters(asked.rows, asked.seed, asked.dirt, asked.comments), asked.out)
    except UsageError as refused:
        sys.stderr.write(f"synthetic: {refused}\n")
        return refused.exit_code
    sys.stdout.write(f"{tally.records} records of {tally.persons} persons in {asked.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
