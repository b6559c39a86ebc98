"""`generalise`: any table, made to meet privacy models at the least loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
import pyarrow as pa

from pipeline.anonymise.generalise.classes import Classes, Grouping
from pipeline.anonymise.generalise.coded import Coded, encode
from pipeline.anonymise.generalise.hierarchy import Floats, Hierarchy
from pipeline.anonymise.generalise.local import Boxes, loss_of, partition
from pipeline.anonymise.generalise.model import Mask, Model
from pipeline.anonymise.generalise.recode import recode
from pipeline.anonymise.generalise.search import Search
from pipeline.anonymise.generalise.utilities.loss import Loss
from pipeline.anonymise.generalise.utility import Utility
from pipeline.core.errors import GateError, UsageError
from pipeline.core.registry import subclasses


@dataclass(frozen=True)
class Result:
    """A generalised table and what it cost.

    ``node`` is the level of each quasi-identifier; ``table`` has their labels, then the other columns that were
    asked for, without the suppressed records, in the order of their contents. ``loss`` is ARX's Loss whatever was
    minimised, ``value`` that of the utility that was. ``measured`` counts the groupings of the search. Where ``local``
    is not None, ``node`` and ``value`` are those of the first pass only, all else that of the last.
    """

    node: dict[str, int]
    table: pa.Table = field(repr=False)
    suppressed: int
    loss: float
    value: float
    classes: int
    measured: int
    local: Local | None = None


@dataclass(frozen=True)
class Local:
    """How a local recoding went on from the best node: rounds of splits, and what that node had suppressed and lost."""

    passes: int
    suppressed: int
    loss: float


@dataclass(frozen=True)
class Aim:
    """What is to be reached: at most ``limit`` (share of the records) suppressed, ``utility`` as small as can be.

    ``weights`` of attributes (1 where not named) count for sums over attributes, Loss and entropy. ``local`` goes on
    from the best node with levels that differ from class to class, for a lower Loss.
    """

    limit: float = 0.0
    utility: str = "loss"
    weights: Mapping[str, float] = field(default_factory=dict)
    local: bool = False


@cache
def utilities() -> dict[str, type[Utility]]:
    """Every utility measure by its name."""
    found = subclasses("pipeline.anonymise.generalise.utilities", Utility)  # type: ignore[type-abstract]
    return {kind.NAME: kind for kind in sorted(found, key=lambda kind: kind.NAME)}


def generalise(
    table: pa.Table,
    hierarchies: Mapping[str, Hierarchy],
    models: Sequence[Model],
    aim: Aim = Aim(),
    others: Sequence[str] = (),
    population: pa.Table | None = None,
    watch: Callable[[], None] = lambda: None,
) -> Result:
    """Generalise the columns of ``hierarchies`` globally, at the optimum, and locally from there if that is asked for.

    Parameters
    ----------
    table:
        Columns of text or dictionary-encoded text, one row a person.
    hierarchies:
        Of each quasi-identifier, in the order of the output.
    models:
        Every one must hold; those on a sensitive column name it, and it must be among ``others``.
    aim:
        How much may be suppressed, and what is to be as small as it can.
    others:
        Columns that go into the result as they are.
    population:
        Persons that the table is drawn from, with the same quasi-identifiers, for `KMap` and `DeltaPresence`.
    watch:
        Called before each step of the search; may raise to stop it.

    Raises
    ------
    UsageError
        For a table without rows, no quasi-identifier, or an aim that is none.
    InputError
        For a value that its hierarchy does not have.
    GateError
        When no node meets the models within the limit, or only by suppressing everything.
    """
    _check(table, hierarchies, aim, population)
    sensitive = [str(name) for model in models if (name := getattr(model, "sensitive", None)) is not None]
    coded = encode(table, list(hierarchies.values()), list(dict.fromkeys(sensitive)), population)
    grouping = Grouping(coded)
    weights = np.array([aim.weights.get(name, 1.0) for name in hierarchies])
    utility = utilities()[aim.utility](grouping, weights / weights.sum())
    most = allowed(aim.limit, coded.records)
    best = Search(grouping, models, utility, most, watch).run()
    if best is None or best.suppressed == coded.records:
        said = " and ".join(model.described() for model in models)
        what = "no generalisation" if best is None else "nothing but an empty table"
        raise GateError(
            f"{what} meets {said} with at most {aim.limit:.2%} of {coded.records:,} records suppressed",
            "raise --suppression-limit, lower the demands, or add coarser levels to the hierarchies",
        )
    found = Result(
        dict(zip(hierarchies, best.levels, strict=True)),
        recode(table, coded, best.levels, best.kept[best.classes.class_of], others),
        best.suppressed,
        _loss(grouping, best.levels, best.classes, best.kept),
        best.value,
        int(((best.classes.sizes > 0) & best.kept).sum()),
        best.measured,
    )
    if not aim.local:
        return found
    boxes = partition(grouping, models, utility.weights, most, best.levels, watch)
    return _localised(found, boxes, coded, recode(table, coded, list(boxes.levels), boxes.kept, others))


def _localised(first: Result, boxes: Boxes, coded: Coded, table: pa.Table) -> Result:
    """The result of the last pass."""
    even: Floats = np.full(len(boxes.levels), 1 / len(boxes.levels))
    return replace(
        first,
        table=table,
        suppressed=int(coded.counts[~boxes.kept].sum()),
        loss=loss_of(boxes, coded, even),
        classes=len(np.unique(boxes.box[boxes.kept])),
        local=Local(boxes.passes, first.suppressed, first.loss),
    )


def allowed(limit: float, records: int) -> int:
    """Records that may be suppressed under a limit given as a share: its floor, safe from binary fractions.

    >>> allowed(0.29, 100), allowed(0.04, 30162)
    (29, 1206)
    """
    return int(np.floor(limit * records + 1e-9))


def _loss(grouping: Grouping, levels: Sequence[int], classes: Classes, kept: Mask) -> float:
    even: Floats = np.full(len(levels), 1 / len(levels))
    return Loss(grouping, even).value(dict(enumerate(levels)), classes, kept)


def _check(table: pa.Table, hierarchies: Mapping[str, Hierarchy], aim: Aim, population: pa.Table | None) -> None:
    if not hierarchies:
        raise UsageError("no quasi-identifier is named", "name some with --quasi")
    if not table.num_rows:
        raise UsageError("the table has no record")
    if not 0 <= aim.limit <= 1:
        raise UsageError(f"--suppression-limit {aim.limit:g}: is no share", "a number from 0 to 1")
    if aim.utility not in utilities():
        raise UsageError(f"--utility {aim.utility}: is no measure", f"one of {', '.join(utilities())}")
    if aim.local and population is not None:
        raise UsageError("--local: knows no population", "leave out --local, or --population with what needs it")
    if unknown := [name for name in aim.weights if name not in hierarchies]:
        raise UsageError(f"--weight {unknown[0]}: is no quasi-identifier")
    if any(not 0 < weight < float("inf") for weight in aim.weights.values()):
        raise UsageError("--weight: takes a number above 0, as in --weight age=2")


__all__ = ["Aim", "Coded", "Local", "Result", "allowed", "generalise", "utilities"]
