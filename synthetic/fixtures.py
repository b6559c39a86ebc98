"""``python -m synthetic.fixtures``: write the small leaks that the tests of the whole project read.

They are committed; a test writes them again and fails when a byte differs. None is ever live-looking.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from synthetic.leak import Parameters
from synthetic.splits import Split
from synthetic.writer import write

FOLDER = Path(__file__).parents[1] / "tests" / "fixtures"

LEAKS: dict[str, Parameters] = {
    "laboratory": Parameters(rows=110, seed=1, comments=0.3, split=Split.TRAIN),
    "laboratory-dirty": Parameters(rows=120, seed=2, dirt=0.6, comments=0.3, split=Split.TRAIN),
    "layouts": Parameters(rows=90, seed=3, dirt=0.1, layouts=True, split=Split.TRAIN),
    "combolist": Parameters(rows=50, seed=4, dirt=0.1, shape="combolist", split=Split.TRAIN),
    "insurer": Parameters(rows=60, seed=5, dirt=0.2, shape="insurer", split=Split.TRAIN),
    "jsonl": Parameters(rows=30, seed=6, dirt=0.2, comments=0.3, shape="jsonl", split=Split.TRAIN),
    "sqldump": Parameters(rows=30, seed=7, dirt=0.2, comments=0.3, shape="sqldump", split=Split.TRAIN),
}
"""Folder -> the leak in it, of the half of names and sentences that is for development."""


def make(folder: Path) -> None:
    """Write every fixture into ``folder``, in the place of what is there under their names."""
    for name, wanted in LEAKS.items():
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)
        write(wanted, folder / name)


if __name__ == "__main__":
    make(FOLDER)
    sys.stdout.write(f"{len(LEAKS)} leaks in tests/fixtures\n")
