"""The outlines of the departments: complete, light, well-formed."""

import re
from pathlib import Path

from pipeline.locales.fr import outlines


def test_every_metropolitan_department_has_an_outline_and_a_label_inside_the_drawing():
    drawing = outlines.departments()
    codes = {f"{n:02d}" for n in range(1, 96) if n != 20} | {"2A", "2B"}
    assert set(drawing.paths) == set(drawing.labels) == codes
    assert all(re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", path) for path in drawing.paths.values())
    assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in drawing.labels.values())


def test_the_file_is_light():
    source = Path(outlines.__file__).with_name("data") / "outlines_departments.json"
    assert source.stat().st_size < 60_000
