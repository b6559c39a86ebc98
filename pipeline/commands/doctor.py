"""What is installed."""

from __future__ import annotations

import sys

import typer

from pipeline import __version__


def command() -> None:
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
