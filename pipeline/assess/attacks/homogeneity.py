"""Classes whose members nearly all share a sensitive value."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pipeline.assess.attack import CUBES, ROWS, Attack, Finding, Surface
from pipeline.assess.interval import exact
from pipeline.assess.rows import Rows
from pipeline.assess.written import Written
from pipeline.core.categories import BY_ID
from pipeline.core.policy import Thresholds

SENSITIVE = ("text.free", "blood_group", "credential.password")
ABSENT = ("none", "no_account")
"""Labels that say that there is no fact: to be sure of these betrays none."""


class Homogeneity(Attack):
    """To find somebody's class is to know the value: classes with too few sensitive values, or one that dominates.

    Of rows, a class are those alike in all other columns; of counts, the persons around a health category.
    """

    id = "homogeneity"
    threat = "T11"
    criterion = "inference"
    asks = (
        "Connaître le groupe d'une personne suffit-il à connaître sa donnée de santé ?",
        "Is knowing somebody's group enough to know a health fact?",
    )
    kinds = frozenset({CUBES, ROWS})
    key = "thresholds.sensitive_share"

    def attempt(self, surface: Surface) -> Iterator[Finding]:
        """Count the classes over the limit."""
        share = surface.thresholds.sensitive_share
        if surface.rows is None:
            assert surface.written is not None
            over, classes = _dominated(surface.written, share)
            yield self.found(exact(float(over)), 0.0, classes, f"{classes} cells of health categories")
            return
        columns = sensitive(surface.rows)
        if not columns:
            yield self.nothing("no sensitive column")
            return
        results = {name: _homogeneous(surface.rows, name, columns, surface.thresholds) for name in columns}
        worst = max(results, key=lambda name: results[name][0])
        over, classes = results[worst]
        yield self.found(exact(float(over)), 0.0, classes, f"most by {worst}, of {classes} classes")


def sensitive(rows: Rows) -> list[str]:
    """Released columns of health facts: by what the raw column holds, or by words of the closed vocabulary."""
    found = []
    for name in rows.table.columns:
        hint = rows.hints.get(name)
        raw = hint.columns if hint and hint.columns else (name,)
        words = rows.table[name].drop_nulls().unique().cast(pl.String)
        health = bool(words.str.contains(r"^(?:health\.[a-z]+ ?)+$").any())
        if health or any(rows.leak.entities.get(column) in SENSITIVE for column in raw):
            found.append(name)
    return found


def _homogeneous(rows: Rows, name: str, sensitive_: list[str], limits: Thresholds) -> tuple[int, int]:
    """Classes with a fact that have too few sensitive values, or one fact that dominates; all classes."""
    quasi = [column for column in rows.table.columns if column not in sensitive_ and column not in rows.opaque]
    everybody, value = pl.lit(0).alias("\x00all"), pl.col(name).fill_null("").alias("\x00s")
    cells = rows.table.group_by([*quasi, everybody, value]).len()
    groups = [column for column in cells.columns if column not in ("\x00s", "len")]
    fact = pl.col("len").filter(~pl.col("\x00s").is_in(ABSENT)).max().fill_null(0)
    classes = cells.group_by(groups).agg(pl.len().alias("distinct"), (fact / pl.col("len").sum()).alias("top"))
    poor = (pl.col("distinct") < limits.diversity) & (pl.col("top") > 0)
    over = classes.filter(poor | (pl.col("top") > limits.sensitive_share)).height
    return over, classes.height


def _dominated(written: Written, share: float) -> tuple[int, int]:
    """Cells of health categories that are more than ``share`` of the persons around them; all such cells."""
    around = {
        (cube.dimensions, key): n for cube in written.cubes if cube.where is None for key, (n, _) in cube.cells.items()
    }
    over = cells = 0
    for cube in written.cubes:
        if "category" not in cube.dimensions:
            continue
        rest = tuple(name for name in cube.dimensions if name != "category")
        for key, (persons, _) in cube.cells.items():
            values = dict(zip(cube.dimensions, key, strict=True))
            if not BY_ID[values["category"]].sensitive:
                continue
            cells += 1
            whole = _whole(written, around, rest, values)
            over += whole is None or persons > share * whole
    return over, cells


def _whole(
    written: Written,
    around: dict[tuple[tuple[str, ...], tuple[str, ...]], int],
    rest: tuple[str, ...],
    values: dict[str, str],
) -> int | None:
    if not rest:
        return written.persons
    if rest == ("department",):
        region = written.consequence("department", values["department"])
        assert region is not None
        both = around.get((("region", "department"), (region[1], values["department"])))
        if both is not None:
            return both
    return around.get((rest, tuple(values[name] for name in rest)))
