"""``python -m pipeline.twin RELEASE FILE``: draw the twin of a release once more, from the release folder alone."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.twin.draw import draw


def main() -> None:
    """Write the rows of the twin, without the descriptions that the release adds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", type=Path, help="folder with manifest.json and cubes/")
    parser.add_argument("file", type=Path)
    asked = parser.parse_args()
    facts = json.loads((asked.release / "manifest.json").read_text(encoding="utf-8"))
    pq.write_table(draw(asked.release, facts), asked.file, compression="zstd")


if __name__ == "__main__":
    main()
