"""What is said, in another language: a catalogue keyed by the English sentence, as gettext has it.

The source says a message once, where it arises, as an English f-string. A catalogue holds, for each such template,
its translation; a finished message is put into the other language where it is shown, by the template that it was
made of. A message that no template fits is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from string import Formatter

NUMBER = r"[-+]?[\d.,]+(?:e[-+]?\d+)?%?"
"""A number as English writes it."""


@dataclass(frozen=True)
class Template:
    """One entry: the literal parts of the English sentence, the expression that it is recognised by, its translation.

    Places are numbered in the order of the English sentence: ``{0}: is damaged``.
    """

    parts: tuple[str, ...]
    shape: re.Pattern[str]
    translation: str

    @classmethod
    def of(cls, english: str, translation: str) -> Template:
        """Read an entry of a catalogue."""
        pieces = list(Formatter().parse(english))
        numbers = {name for _, name, way, _ in Formatter().parse(translation) if way == "d"}
        shape = "".join(
            re.escape(literal) + ("" if name is None else f"(?P<_{name}>{NUMBER if name in numbers else '.*?'})")
            for literal, name, _, _ in pieces
        )
        parts = tuple(literal for literal, *_ in pieces if literal)
        return cls(parts, re.compile(shape, re.DOTALL), translation)

    @property
    def weight(self) -> int:
        """Letters that are certain: of two templates that fit, the one with more is meant."""
        return sum(map(len, self.parts))


@dataclass(frozen=True)
class Catalogue:
    """Translations by English template.

    A translation puts the values of the message at their numbers: ``{0}`` as it stands, ``{0:d}`` a number and
    ``{0:n}`` a text with numbers, as the language writes them, ``{0:said}`` translated in its turn.

    Parameters
    ----------
    entries:
        English template -> translation.
    number:
        Rewrites the numbers of a text, which come as English writes them.
    colon:
        What stands between a place and what is said of it.
    joints:
        What stands between messages in English -> in the language; the first is asked before a template that fits.
    """

    entries: Mapping[str, str]
    number: Callable[[str], str] = str
    colon: str = ": "
    joints: Mapping[str, str] = field(default_factory=lambda: {"; ": "; "})

    @cached_property
    def _whole(self) -> dict[str, str]:
        """Messages without places."""
        return {key.format(): text.format() for key, text in self.entries.items() if not _has_places(key)}

    @cached_property
    def _templates(self) -> list[Template]:
        """Messages with places, those with the most letters of their own first."""
        found = [Template.of(key, text) for key, text in self.entries.items() if _has_places(key)]
        return sorted(found, key=lambda one: -one.weight)

    def __call__(self, message: str) -> str:
        """The message in the language of the catalogue; as it is where the catalogue does not know it.

        >>> french = Catalogue({"{0}: is damaged": "{0} est abîmé"})
        >>> french("manifest.json: is damaged"), french("all is well")
        ('manifest.json est abîmé', 'all is well')
        """
        found = self.find(message)
        return message if found is None else found

    def find(self, message: str) -> str | None:
        """The same, or None where the catalogue does not know the message."""
        known = self._known(message)
        return self._placed(message) if known is None else known

    def _known(self, message: str) -> str | None:
        """The message without a place before it."""
        if message in self._whole:
            return self._whole[message]
        surest, *others = self.joints
        return (
            self._several(message, surest)
            or self._fitted(message)
            or next(filter(None, (self._several(message, joint) for joint in others)), None)
        )

    def _fitted(self, message: str) -> str | None:
        """By the template that the message was made of."""
        for template in self._templates:
            if all(part in message for part in template.parts) and (match := template.shape.fullmatch(message)):
                return self._filled(template.translation, match.groupdict())
        return None

    def _several(self, message: str, joint: str) -> str | None:
        """Messages one after the other, each of them known."""
        parts = message.split(joint)
        found = [part for part in map(self.find, parts) if part is not None] if len(parts) > 1 else []
        return self.joints[joint].join(found) if len(found) == len(parts) else None

    def _placed(self, message: str) -> str | None:
        """A message after the place that it is about: a file, a key."""
        for colon in re.finditer(": ", message):
            said = self._known(message[colon.end() :])
            if said is not None:
                return message[: colon.start()] + self.colon + said
        return None

    def _filled(self, translation: str, values: Mapping[str, str]) -> str:
        """The translation with the values of the message."""
        ways: dict[str, Callable[[str], str]] = {"": str, "d": self.number, "n": self.number, "said": self}
        pieces = []
        for literal, name, way, _ in Formatter().parse(translation):
            pieces += [literal, "" if name is None else ways[way or ""](values[f"_{name}"])]
        return "".join(pieces)


def _has_places(english: str) -> bool:
    return any(name is not None for _, name, _, _ in Formatter().parse(english))
