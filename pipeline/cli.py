"""The command line: the only module that prints, prompts or exits. Results on stdout, words on stderr."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from pipeline import __version__
from pipeline.core.errors import EstompeError, UsageError

if TYPE_CHECKING:
    from pipeline.flow import Request

app = typer.Typer(
    help="Turn a leaked health file into datasets that anyone may analyse and in which nobody can be found again.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Files = Annotated[list[Path], typer.Argument(help="Leak files: delimited text.", show_default=False)]
Release = Annotated[Path, typer.Argument(help="Folder that `estompe run` wrote.", show_default=False)]
PolicyFile = Annotated[Path | None, typer.Option("--policy", "-p", help="Policy file; default: the public tier.")]
WorkFolder = Annotated[Path | None, typer.Option("--work", help="Work folder; default: a private temporary one.")]
Encoding = Annotated[str | None, typer.Option("--encoding", "-e", help="Encoding, where the file misleads.")]
Delimiter = Annotated[str | None, typer.Option("--delimiter", "-d", help="One character between cells.")]
NoHeader = Annotated[bool, typer.Option("--no-header-row", "-H", help="The first line is a record.")]
SkipLines = Annotated[int, typer.Option("--skip-lines", "-K", min=0, help="Lines to pass over at the top.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
Force = Annotated[bool, typer.Option("--force", help="Replace an existing release.")]
KeepWork = Annotated[bool, typer.Option("--keep-work", help="Keep the (encrypted) work files.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no words; errors only.")]
NoInput = Annotated[bool, typer.Option("--no-input", help="Never ask (estompe asks nothing yet).", hidden=True)]


STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """The user, or the system, asks to stop."""


def _request(
    paths: list[Path],
    policy: Path | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    no_header: bool = False,
    skip_lines: int = 0,
) -> Request:
    from pipeline.core.policy import load
    from pipeline.flow import Request
    from pipeline.ingest.sniff import Overrides

    if delimiter is not None:
        delimiter = {"\\t": "\t", "tab": "\t"}.get(delimiter, delimiter)
        if len(delimiter.encode()) != 1 or delimiter in '"\r\n':
            raise UsageError("--delimiter: takes one ASCII character", "as --delimiter ';' or --delimiter tab")
    overrides = Overrides(encoding, delimiter, False if no_header else None, skip_lines)
    return Request(paths, load(policy), overrides)


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
    from synthetic.leak import Parameters
    from synthetic.writer import write

    with _session(None, False, quiet) as (work, progress):
        _say(quiet, f"Making a synthetic leak of {rows:,} records (nobody in it exists) ...")
        leak, release = out / "leak.csv", out / "release"
        if release.exists():
            check_target(release, force)
        write(Parameters(rows, seed=2021, dirt=0.002), out)
        facts = flow.run(_request([leak]), release, work, progress, force)
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

    found = flow.sniff(_request([file], None, encoding, delimiter, no_header, skip_lines))
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
    from pipeline.screen import printable

    request = _request(files, None, encoding, delimiter, no_header, skip_lines)
    with _session(work_folder, False, quiet) as (work, progress):
        summary = flow.read_once(request, work, progress)
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

    request = _request(files, policy, encoding, delimiter, no_header, skip_lines)
    with _session(None, False, quiet) as (work, progress):
        profiles = flow.profile(request, work, progress)
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

    request = _request(files, policy, encoding, delimiter, no_header, skip_lines)
    with _session(work_folder, keep_work, quiet) as (work, progress):
        facts = flow.run(request, out, work, progress, force)
    _conclude(facts, out, quiet)


@app.command()
def verify(release: Release) -> None:
    """Check a release against its manifest and recompute every claim; needs nothing but the folder."""
    from pipeline import flow

    problems = flow.verify(release)
    for problem in problems:
        _complain(problem)
    if problems:
        raise typer.Exit(4)
    print("integrity only: every file is as the manifest says, and every claim holds (no signature was checked)")


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
        _print_table(list(result.column_names), [[str(v) for v in row.values()] for row in ask.rows(result)])


@app.command()
def report(
    release: Release,
    lang: Annotated[str | None, typer.Option("--lang", help="fr or en; default: the machine's language.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the page here.")] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Say where the report is, or render it again elsewhere."""
    from pipeline import flow

    page, chosen = release / "report.html", _language(lang)
    if out is not None:
        text = flow.render(release, chosen)
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{out}: cannot be written ({error.strerror})", "name another file with --out") from None
        page = out
    elif not page.is_file():
        flow.render(release, chosen)
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

    harden_process()
    stop = _Stop()
    for number in STOPS:
        signal.signal(number, stop)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    code = 0
    try:
        app()
    except (Interrupted, Exception) as error:
        code = _interrupted() if stop.called else _explain(error)
    sys.exit(code)


def _interrupted() -> int:
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)
    _complain("interrupted; nothing was published")
    return 130


def _explain(error: BaseException) -> int:
    """Say in one line what went wrong; returns the exit code."""
    if isinstance(error, EstompeError):
        _complain(f"{error.message}{f' ({error.hint})' if error.hint else ''}")
        return error.exit_code
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    if isinstance(error, OSError):
        _complain(f"the system refuses: {os.strerror(error.errno or 0)}; nothing was published")
        return 2
    from duckdb import IOException, TransactionException

    if isinstance(error, (IOException, TransactionException)):
        _complain("the system refuses to write the database, the disk may be full; nothing was published")
        return 2
    _complain(f"a bug, please report it: {_place(error)}; nothing was published")
    return 1


class _Stop:
    """Raises `Interrupted` at a signal, but not again while the cleaning up after one is under way.

    ``called`` tells that one came: a library may turn the exception into its own (DuckDB does). Another signal
    counts after ``CLEANING`` seconds: Python drops an exception that strikes inside a finaliser.
    """

    CLEANING = 3.0

    def __init__(self) -> None:
        self.called = False
        self._last = -self.CLEANING

    def __call__(self, number: int, frame: object) -> None:
        del number, frame
        now = time.monotonic()
        if now - self._last >= self.CLEANING:
            self.called, self._last = True, now
            raise Interrupted


def _place(error: BaseException) -> str:
    """The kind of an exception and our line that met it; never its message, which may hold a value of the leak."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if "pipeline" in path.parts:
            frames.append(f"{path.parent.name}/{path.name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' < '.join(reversed(frames[-3:]))}"


class _session:  # noqa: N801 (read as a verb: `with _session(...)`)
    """A work folder and a progress display that both end with the block."""

    def __init__(self, folder: Path | None, keep: bool, quiet: bool) -> None:
        from pipeline.core.progress import Silent
        from pipeline.core.work import Work
        from pipeline.screen import Bars

        self._work = Work(folder, keep)
        self._progress = Silent() if quiet else Bars()

    def __enter__(self) -> tuple[Any, Any]:
        return self._work, self._progress

    def __exit__(self, *error: object) -> None:
        self._progress.close()
        self._work.close()


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
        _say(quiet, f"Unknown columns, suppressed: {', '.join(suppressed)}")
    _say(
        quiet,
        f"Read:  {release}/report.html\n"
        f'Ask:   estompe query {release} "FROM by_region"\n'
        f"Check: estompe verify {release}",
    )


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
    from pipeline.screen import table

    print(table(head, rows))


def _say(quiet: bool, text: str) -> None:
    if not quiet:
        print(text, file=sys.stderr)


def _complain(text: str) -> None:
    from pipeline.screen import printable

    print(f"estompe: {printable(text)}", file=sys.stderr)


if __name__ == "__main__":
    main()
