"""The command line: the only module that prints, prompts or exits. Results on stdout, words on stderr."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from pipeline import __version__
from pipeline.core.errors import UsageError
from pipeline.terminal.options import (
    AsJson,
    Delimiter,
    Encoding,
    Files,
    Force,
    KeepWork,
    NoHeader,
    NoInput,
    PolicyFile,
    Quiet,
    Release,
    SkipLines,
    WorkFolder,
    request,
)

app = typer.Typer(
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def estompe(
    version: Annotated[bool, typer.Option("--version", help="Say the version.", is_eager=True)] = False,
) -> None:
    """Turn a leaked health file into datasets that anyone may analyse and in which nobody can be found again."""
    if version:
        print(f"estompe {__version__}")
        raise typer.Exit


@app.command()
def demo(
    rows: Annotated[int, typer.Option("--rows", min=1, help="Records of the generated leak.")] = 491_840,
    out: Annotated[Path, typer.Option("--out", help="Folder for the leak and its release.")] = Path("demo"),
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Make a synthetic leak, then its public release and report, in one command."""
    from pipeline import flow
    from pipeline.publish.stage import check_target
    from pipeline.terminal.session import session
    from synthetic.leak import Parameters
    from synthetic.writer import write

    with session(None, False, quiet) as (work, progress):
        leak, release = out / "leak.csv", out / "release"
        if release.exists():
            check_target(release, force)
        if leak.exists() and not (force and (out / "truth.json").exists()):
            raise UsageError(f"{leak}: exists already", "name another folder with --out; --force replaces a demo only")
        _say(quiet, f"Making a synthetic leak of {rows:,} records (nobody in it exists) ...")
        write(Parameters(rows, seed=2021, dirt=0.002), out)
        facts = flow.run(request([leak]), release, work, progress, force)
    _conclude(facts, release, quiet)


@app.command()
def sniff(
    file: Annotated[Path, typer.Argument(help="A leak file.", show_default=False)],
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = False,
    skip_lines: SkipLines = 0,
    as_json: AsJson = False,
) -> None:
    """Show what a file is: encoding, delimiter, header, records, and the lines that look wrong."""
    from pipeline import flow

    found = flow.sniff(request([file], None, encoding, delimiter, no_header, skip_lines))
    if as_json:
        _print_json(found)
        return
    delimiter_word = {None: "none (one column)", "\t": "tab"}.get(found["delimiter"], found["delimiter"])
    print(f"format      {found['format']}, {found['encoding']}")
    print(f"delimiter   {delimiter_word}")
    print(f"header      {'line ' + str(found['header_line']) if found['header_line'] else 'none'}")
    print(f"columns     {len(found['columns'])}: {', '.join(found['columns'])}")
    print(f"records     {found['records']:,}")
    for line in found["suspicious"]:
        print(f"suspicious  line {line['line']}: {line['why']}")
    if found["quarantined"] > len(found["suspicious"]):
        print(f"suspicious  {found['quarantined'] - len(found['suspicious'])} more lines")


@app.command()
def ingest(
    files: Files,
    work_folder: WorkFolder = None,
    as_json: AsJson = False,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = False,
    skip_lines: SkipLines = 0,
    quiet: Quiet = False,
) -> None:
    """Read everything and count everything; what cannot be read goes to the quarantine, as place and reason."""
    from pipeline import flow
    from pipeline.terminal.screen import printable
    from pipeline.terminal.session import session

    asked = request(files, None, encoding, delimiter, no_header, skip_lines)
    with session(work_folder, False, quiet) as (work, progress):
        summary = flow.read_once(asked, work, progress)
    if as_json:
        _print_json(summary)
        return
    for file in summary["files"]:
        reasons = ", ".join(f"{reason} {count}" for reason, count in file["reasons"].items())
        print(
            f"{printable(file['name'])}: {file['records']:,} records, {file['accepted']:,} accepted, "
            f"{file['quarantined']:,} quarantined{f' ({reasons})' if reasons else ''}"
        )


@app.command()
def detect(
    files: Files,
    policy: PolicyFile = None,
    as_json: AsJson = False,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = False,
    skip_lines: SkipLines = 0,
    quiet: Quiet = False,
) -> None:
    """Tell what each column holds, what would happen to it, how sure that is, and why."""
    from dataclasses import asdict

    from pipeline import flow
    from pipeline.terminal.session import session

    asked = request(files, policy, encoding, delimiter, no_header, skip_lines)
    with session(None, False, quiet) as (work, progress):
        profiles = flow.profile(asked, work, progress)
    columns = [asdict(column) for profile in profiles for column in profile.columns]
    if as_json:
        _print_json({"columns": columns})
        return
    _print_table(
        ["column", "entity", "treatment", "sure", "why"],
        [[c["name"], c["entity"] or "-", c["treatment"], f"{c['confidence']:.2f}", c["why"]] for c in columns],
    )


@app.command()
def run(
    files: Files,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the release.", show_default=False)],
    policy: PolicyFile = None,
    work_folder: WorkFolder = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = False,
    skip_lines: SkipLines = 0,
    force: Force = False,
    keep_work: KeepWork = False,
    quiet: Quiet = False,
    no_input: NoInput = False,
) -> None:
    """Turn a leak into a release: counts that anyone may analyse, and a report."""
    del no_input
    from pipeline import flow
    from pipeline.terminal.session import session

    asked = request(files, policy, encoding, delimiter, no_header, skip_lines)
    with session(work_folder, keep_work, quiet) as (work, progress):
        facts = flow.run(asked, out, work, progress, force)
    _conclude(facts, out, quiet)


@app.command()
def verify(release: Release) -> None:
    """Check a release against its manifest and recompute what its files can prove; needs nothing but the folder."""
    from pipeline import verify as again

    problems = again.verify(release)
    for problem in problems:
        _complain(problem)
    if problems:
        raise typer.Exit(4)
    print("integrity only: every file is as the manifest says, and what they can prove holds; no signature was checked")


@app.command()
def query(
    release: Release,
    sql: Annotated[str | None, typer.Argument(help="A query; without one, the tables and views.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on stdout.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on stdout.")] = False,
    parquet: Annotated[Path | None, typer.Option("--parquet", help="Write the result to this file.")] = None,
) -> None:
    """Ask a release in SQL: read-only, without access to anything else."""
    from pipeline.publish import ask

    result = ask.ask(release, sql)
    if parquet is not None:
        ask.save(result, parquet)
    elif as_json:
        _print_json(ask.rows(result))
    elif as_csv:
        sys.stdout.write(ask.csv(result))
    else:
        _print_table(
            list(result.column_names), [["" if v is None else str(v) for v in row.values()] for row in ask.rows(result)]
        )


@app.command()
def report(
    release: Release,
    lang: Annotated[str | None, typer.Option("--lang", help="fr or en; default: the machine's language.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the page here.")] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Say where the report is, or render it again elsewhere."""
    from pipeline import verify as again

    page, chosen = release / "report.html", _language(lang)
    if out is not None:
        text = again.render(release, chosen)
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{out}: cannot be written ({error.strerror})", "name another file with --out") from None
        page = out
    elif not page.is_file():
        again.render(release, chosen)
        raise UsageError(f"{page}: is missing", "render it elsewhere with --out, and see estompe verify")
    print(page)
    if open_it:
        typer.launch(str(page.absolute()))


@app.command("list")
def list_(
    what: Annotated[str, typer.Argument(help="recognisers, transforms, formats, outputs or measures.")],
) -> None:
    """List what estompe knows of one kind."""
    from pipeline import flow

    kinds = flow.catalogue()
    if what not in kinds:
        raise UsageError(f"{what}: there is no such list", f"one of {', '.join(kinds)}")
    _print_table(["name", "what"], [list(row) for row in kinds[what]()])


@app.command()
def doctor() -> None:
    """Say what is installed, what is missing, and what to do."""
    from importlib.metadata import PackageNotFoundError, requires, version

    print(f"estompe     {__version__}, Python {sys.version.split()[0]}")
    missing = 0
    for requirement in requires("estompe") or []:
        name = requirement.split(";")[0].split(">")[0].split("[")[0].split("=")[0].strip()
        if "extra ==" in requirement:
            continue
        try:
            print(f"{'ok':<11} {name} {version(name)}")
        except PackageNotFoundError:
            missing += 1
            print(f"{'missing':<11} {name}: run make setup")
    if missing:
        raise typer.Exit(1)


def main() -> NoReturn:
    """Run the command line; every error is one line, and its exit code says which kind it is."""
    from pipeline.core.process import harden_process
    from pipeline.terminal.exits import Interrupted, Stop, explain

    harden_process()
    stop = Stop()
    stop.watch()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    code = 0
    try:
        app()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (Interrupted, Exception) as error:
        said, code = explain(Interrupted() if stop.called else error)
        _complain(said)
    sys.exit(code)


def _conclude(facts: dict[str, Any], release: Path, quiet: bool) -> None:
    counts = facts["counts"]
    print(release / "report.html")
    _say(
        quiet,
        f"{counts['persons']:,} persons in {counts['records']:,} records"
        f" ({counts['quarantined']:,} quarantined), {len(facts['cubes'])} cubes, gate passed.",
    )
    suppressed = [column["name"] for column in facts["columns"] if column["entity"] is None]
    if suppressed:
        _say(quiet, f"Unknown columns, suppressed: {', '.join(suppressed)} (a policy can name them under columns:)")
    _say(
        quiet,
        f"Read:  {release}/report.html\n"
        f'Ask:   {_name()} query {release} "FROM by_region"\n'
        f"Check: {_name()} verify {release}",
    )


def _name() -> str:
    """How this command is called from here: by its name where that is found, else by its path."""
    called = Path(sys.argv[0])
    if called.name != "estompe" or shutil.which("estompe") == str(called.absolute()):
        return "estompe"
    return os.path.relpath(called)


def _language(lang: str | None) -> str:
    chosen = lang or os.environ.get("LANG", "")[:2]
    if lang and lang not in ("fr", "en"):
        raise UsageError(f"--lang {lang}: is no language of estompe", "fr or en")
    return "en" if chosen == "en" else "fr"


def _print_json(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False, default=_plain))


def _plain(value: object) -> object:
    """A value that JSON has no word for: the sums of DuckDB are decimals; anything else becomes text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def _print_table(head: list[str], rows: list[list[str]]) -> None:
    from pipeline.terminal.screen import table

    print(table(head, rows))


def _say(quiet: bool, text: str) -> None:
    if not quiet:
        print(text, file=sys.stderr)


def _complain(text: str) -> None:
    from pipeline.terminal.screen import printable

    print(f"estompe: {printable(text)}", file=sys.stderr)


if __name__ == "__main__":
    main()
