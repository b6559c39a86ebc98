"""Any table, generalised."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.terminal.options import AsJson, Delimiter, Encoding, NoHeader, Quiet, SkipLines, request
from pipeline.terminal.voice import print_json, say

if TYPE_CHECKING:
    from pipeline.tables.flow import Done

Texts = list[str] | None


def command(
    table: Annotated[Path, typer.Argument(help="A table in any format that estompe reads.", show_default=False)],
    quasi: Annotated[list[str], typer.Option("--quasi", help="Columns that may identify together: a,b,c.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write, .parquet or .csv.", show_default=False)],
    k: Annotated[int, typer.Option("--k", min=1, help="Records that look alike, at least.")] = 5,
    sensitive: Annotated[Texts, typer.Option("--sensitive", help="Columns that nobody may learn of a person.")] = None,
    hierarchies: Annotated[
        Path | None, typer.Option("--hierarchies", help="Folder of hierarchies in ARX's CSV form.")
    ] = None,
    hierarchy: Annotated[
        Texts, typer.Option("--hierarchy", help="column=kind: postcode, date, age, interval:5,10,20, flat. Repeatable.")
    ] = None,
    l: Annotated[  # noqa: E741
        float | None, typer.Option("--l", help="Sensitive values of a class, at least.")
    ] = None,
    l_kind: Annotated[str, typer.Option("--l-kind", help="distinct, entropy or recursive (with --c).")] = "distinct",
    c: Annotated[float, typer.Option("--c", help="Of recursive diversity.")] = 3.0,
    t: Annotated[float | None, typer.Option("--t", help="Distance of a class from the table, at most.")] = None,
    t_kind: Annotated[str, typer.Option("--t-kind", help="equal, ordered or hierarchical.")] = "equal",
    population: Annotated[
        Path | None, typer.Option("--population", help="A table of the population that the records are drawn from.")
    ] = None,
    population_size: Annotated[
        int | None, typer.Option("--population-size", min=1, help="Persons of it, where there is no such table.")
    ] = None,
    k_map: Annotated[
        int | None, typer.Option("--k-map", min=1, help="Persons of the population alike, at least.")
    ] = None,
    delta_presence: Annotated[
        str | None, typer.Option("--delta-presence", help="Share of the population in the table: low,high.")
    ] = None,
    suppression_limit: Annotated[
        float, typer.Option("--suppression-limit", help="Share of the records that may be left out.")
    ] = 0.0,
    utility: Annotated[str, typer.Option("--utility", help="What is made as small as it can be.")] = "loss",
    weight: Annotated[
        Texts, typer.Option("--weight", help="column=number: how much its loss counts. Repeatable.")
    ] = None,
    local: Annotated[
        bool, typer.Option("--local", help="Labels of different widths in each column: less is lost, more is told.")
    ] = False,
    keep: Annotated[Texts, typer.Option("--keep", help="Columns that go out as they are. Dangerous.")] = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = False,
    skip_lines: SkipLines = 0,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Generalise a table until every record looks like k others, at the least loss; columns not named are left out."""
    from pipeline.ingest.overrides import Overrides
    from pipeline.tables import flow
    from pipeline.tables.demands import Demands, bounds
    from pipeline.tables.request import Columns, Wanted, pairs, weights
    from pipeline.terminal.session import session

    asked = request([table], None, encoding, delimiter, no_header, skip_lines).overrides
    wanted = Wanted(
        table,
        out,
        Columns(quasi, sensitive or (), keep or ()),
        Demands(k, l, l_kind, c, t, t_kind, k_map, bounds(delta_presence)),
        hierarchies,
        pairs(hierarchy or (), "--hierarchy"),
        suppression_limit,
        utility,
        weights(weight or ()),
        population,
        asked or Overrides(),
        force,
        local,
        population_size,
    )
    with session(None, False, quiet) as (work, progress):
        done = flow.run(wanted, work, progress)
    _tell(done, quiet)
    if as_json:
        print_json(done.figures)
        return
    print(out)
    figures = done.figures
    levels = ", ".join(f"{column} {level}" for column, level in figures["node"].items())
    say(quiet, f"levels: {levels}")
    found = ", ".join(f"{name} {figures[name]:.4g}" for name in ("k", "l", "t") if figures[name] is not None)
    left = done.records - figures["suppressed"]
    say(quiet, f"{left:,} records in {figures['classes']:,} classes, loss {figures['loss']:.4f}, {found}")


def _tell(done: Done, quiet: bool) -> None:
    """What the user should hear of: what is missing from the output, and what is in it at their own risk."""
    from pipeline.terminal.screen import printable

    if done.reasons:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in sorted(done.reasons.items()))
        say(False, f"left out: {done.reasons.total():,} records that cannot be read ({reasons})")
    if done.figures["suppressed"]:
        say(quiet, f"suppressed: {done.figures['suppressed']:,} of {done.records:,} records")
    for column, name in done.kinds.items():
        say(
            quiet,
            printable(f"hierarchy of {column}: {name}, made from its values (--hierarchies or --hierarchy to change)"),
        )
    if attack := done.figures.get("attack"):
        say(
            False,
            "warning: --local gives one column labels of different widths, which tells more than one level for all. "
            f"Attacked with the whole table in hand: {attack['refined']} tuples below k refined",
        )
    if done.dropped:
        names = ", ".join(done.dropped)
        say(quiet, printable(f"dropped: {names} (neither --quasi nor --sensitive; --keep would let a column pass)"))
    if done.kept:
        names = ", ".join(done.kept)
        say(False, printable(f"warning: {names} go out as they are: whoever knows their values finds persons by them"))
