"""The language that a command speaks: `--lang`, else the environment's, else English; JSON has none."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from inspect import Parameter, Signature, signature
from itertools import pairwise
from typing import Annotated, Any, get_type_hints

import typer

from pipeline.core.errors import EstompeError, UsageError
from pipeline.core.messages import Catalogue
from pipeline.locales.messages import catalogue
from pipeline.locales.writing import FIXED, LANGUAGES, THIN, separated

FLAG = "--lang"
WRITABLE = "estompe.writable"
"""Name of the way in which a stream writes what its encoding does not have."""


class Spoken:
    """What this process speaks; one command, one language."""

    lang = "en"
    words = Catalogue({})


def _writable(error: UnicodeError) -> tuple[str | bytes, int]:
    """A plain space for a narrow one, an escape for anything else."""
    if isinstance(error, UnicodeEncodeError) and error.object[error.start] in (THIN, FIXED):
        return " ", error.start + 1
    return codecs.backslashreplace_errors(error)


codecs.register_error(WRITABLE, _writable)


def asked(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> str:
    """The language that a command line asks for, wherever the flag stands in it; else that of the environment.

    The flag is looked for before the arguments are understood, so that what is wrong with them can be said in it; one
    that names no language is refused later, as any wrong argument.

    >>> asked(["run", "leak.csv", "--lang", "fr"], {}), asked(["--lang=fr", "run"], {})
    ('fr', 'fr')
    >>> asked(["run"], {"LANG": "fr_FR.UTF-8"}), asked(["run"], {"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}), asked([], {})
    ('fr', 'en', 'en')
    """
    given = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
    flags = [value for flag, value in pairwise(given) if flag == FLAG]
    flags += [one.removeprefix(f"{FLAG}=") for one in given if one.startswith(f"{FLAG}=")]
    named = [environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)]
    wanted = [*flags, *(name[:2].lower() for name in named[:1])]
    return next((lang for lang in wanted if lang in LANGUAGES), "en")


def speak(lang: str) -> None:
    """Speak ``lang`` from now on."""
    Spoken.lang, Spoken.words = lang, catalogue(lang)


def said(message: str) -> str:
    """A message of ours in the language of the command."""
    return Spoken.words(message)


def line(error: EstompeError) -> str:
    """An error and what mends it, in one line."""
    return said(error.message) + (f" ({said(error.hint)})" if error.hint else "")


def number(value: float, form: str = ",") -> str:
    """A number, formatted by ``form``, with the separators of the language."""
    return separated(format(value, form), Spoken.lang)


def _chosen(value: str | None) -> str | None:
    """Follow the flag; it was looked for before, but may name no language.

    Raises
    ------
    UsageError
        For a language that estompe does not speak.
    """
    if value is not None and value not in LANGUAGES:
        raise UsageError(f"--lang {value}: is no language of estompe", "fr or en")
    return value


Lang = Annotated[
    str | None,
    typer.Option(
        FLAG,
        help="Language of what is said, fr or en; default: the machine's.",
        callback=_chosen,
        is_eager=True,
        expose_value=False,
        show_default=False,
    ),
]


def speaking(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same command, which also takes `--lang`."""

    @wraps(function)
    def command(*values: Any, **options: Any) -> Any:
        options.pop("lang", None)
        return function(*values, **options)

    hints = get_type_hints(function, include_extras=True)
    known = [one.replace(annotation=hints[name]) for name, one in signature(function).parameters.items()]
    lang = Parameter("lang", Parameter.KEYWORD_ONLY, default=None, annotation=Lang)
    vars(command)["__signature__"] = Signature([*known, lang])
    command.__annotations__ = {**hints, "lang": Lang}
    return command
