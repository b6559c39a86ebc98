"""The command line: every verb of `pipeline.commands`, one process, one exit code."""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from pipeline import __version__
from pipeline.core.registry import modules
from pipeline.terminal.helping import HELP_FLAGS, translate
from pipeline.terminal.language import WRITABLE, Lang, Spoken, asked, speak, speaking
from pipeline.terminal.voice import complain

ORDER = (
    "demo", "sniff", "ingest", "quarantine", "detect", "init", "check", "preview",
    "run", "anonymise", "stage", "assess", "verify", "query", "report", "keys",
)  # fmt: skip
"""How `--help` lists the verbs: as one meets them; those not named here come after, by name."""

app = typer.Typer(
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": list(HELP_FLAGS)},
)


@app.callback()
def estompe(
    version: Annotated[bool, typer.Option("--version", help="Say the version.", is_eager=True)] = False,
    lang: Lang = None,
) -> None:
    """Turn a leaked health file into datasets that anyone may analyse and in which nobody can be found again."""
    del lang
    if version:
        print(f"estompe {__version__}")
        raise typer.Exit


def _nothing() -> None:
    pass


def _gather() -> None:
    """Make a command of every module of `pipeline.commands`."""
    found = {module.__name__.rpartition(".")[2]: module for module in modules("pipeline.commands")}
    for name in sorted(found, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name)):
        module = found[name]
        if hasattr(module, "group"):
            for one in module.group.registered_commands:
                one.callback = speaking(one.callback)
            module.group.callback()(speaking(_nothing))
            app.add_typer(module.group, name=name)
        else:
            app.command(name)(speaking(module.command))


_gather()


def main() -> NoReturn:
    """Run the command line; every error is one line, and its exit code says which kind it is."""
    from pipeline.core.errors import PublishedError
    from pipeline.core.process import harden_process
    from pipeline.terminal.exits import Interrupted, Stop, explain
    from pipeline.terminal.misuse import refuse

    harden_process()
    stop = Stop()
    stop.watch()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=WRITABLE)
    code = 0
    speak(asked(sys.argv[1:]))
    try:
        command = typer.main.get_command(app)
        if Spoken.lang != "en":
            translate(command)
        code = command(standalone_mode=False) or 0
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except TyperException as misuse:
        code = refuse(misuse)
    except (Interrupted, Exception) as error:
        said, code = explain(Interrupted() if stop.called and not isinstance(error, PublishedError) else error)
        complain(said)
    sys.exit(code)


if __name__ == "__main__":
    main()
