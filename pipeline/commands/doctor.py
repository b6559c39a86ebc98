"""What is installed."""

from __future__ import annotations

import sys

import typer

from pipeline import __version__
from pipeline.terminal.language import said


def command() -> None:
    """Say what is installed, what is missing, and what to do."""
    from importlib.metadata import PackageNotFoundError, requires, version

    from packaging.requirements import Requirement

    print(f"estompe     {__version__}, Python {sys.version.split()[0]}")
    missing = 0
    for requirement in requires("estompe") or []:
        wanted = Requirement(requirement)
        name = wanted.name
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            print(f"{'ok':<11} {name} {version(name)}")
        except PackageNotFoundError:
            missing += 1
            print(f"{said('missing'):<11} {name}: {said('run make setup')}")
    if missing:
        raise typer.Exit(1)
