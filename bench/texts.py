"""Texts to measure a detector on: generated comments from held-out halves, and files that others wrote."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from bench.scoring import Found
from synthetic.leak import Parameters
from synthetic.slips import slip
from synthetic.splits import Split
from synthetic.writer import write

NAMES = frozenset({"person.name", "person.first_name", "person.birth_name", "prescriber.name"})
OUTSIDE = Path(__file__).parents[2] / "shared" / "data" / "eval"
"""Where texts that we did not write lie, beside the checkout; development only."""

FOREIGN_FIRST = tuple(
    str.split(
        "Oleksandr Giorgi Tamar Thandiwe Nokuthula Rajesh Venkatesh Priyanka Sadako Haruki Yoshiko Minjun Jiwoo "
        "Xiaoming Bolormaa Aibek Gulnara Azamat Kwabena Chinonso Olumide Wanjiru Makena Tendai Sigridur Bjarni Aoife "
        "Niamh Siobhan Eamonn Piotr Agnieszka Zsofia Istvan Borivoje Dragana Lyubov Svetlana Nguyet Somchai Wirawan "
        "Kailani Tevita Ngozi"
    )
)
FOREIGN_LAST = tuple(
    str.split(
        "Kovalenko Shevardze Lomidze Mabuza Dlamini Venkataraman Subramaniam Chakraborty Yamashita Kobayashi Takahashi "
        "Hwangbo Gangbaatar Abdrakhmanov Nurmagambetov Asantewaa Oyelaran Nwachukwu Mwangi Kiprotich Chidzikwe "
        "Sigurdsson Hallgrimsson Nimhurchu Shaughnessy Wojciechowska Szczepaniak Nagyszombati Jovanovic Stojadinovic "
        "Rybakov Phanthavong Wattanapong Suryadi Kahananui Tuilagi Okonkwo Vlasenko Haraldsdottir Gheorghiu "
        "Hovhannisyan"
    )
)
"""Names of the world that are in no French leak; those who bear them have nothing to do with these texts."""


@dataclass(frozen=True)
class Text:
    """A text with its true spans, and its record's other columns."""

    text: str
    spans: tuple[Found, ...]
    categories: frozenset[str] = frozenset()
    known: tuple[tuple[str, str], ...] = ()


def generated(rows: int, seed: int, folder: Path) -> list[Text]:
    """Write a leak of held-out skeletons and names, and read its comments with their truth."""
    write(Parameters(rows, seed=seed, split=Split.HELD_OUT), folder)
    with (folder / "leak.csv").open(encoding="cp1252", newline="") as stream:
        records = list(csv.DictReader(stream, delimiter=";"))
    found = []
    for line in (folder / "truth_text.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        spans = tuple((s["start"], s["end"], s["entity"]) for s in one["spans"])
        known = tuple((k, v) for k, v in records[one["record"]].items() if v and k != "commentaire")
        found.append(Text(one["text"], spans, frozenset(one["categories"]), known))
    return found


def outside(name: str) -> list[Text] | None:
    """Read a file that others wrote; None where it is not at hand."""
    path = OUTSIDE / f"{name}.jsonl"
    if not path.is_file():
        return None
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Text(one["text"], tuple((e["start"], e["end"], e["label"]) for e in one["entities"])) for one in lines]


def upper(text: Text) -> Text:
    """The text in capitals, where that keeps its places."""
    return _same_length(text, str.upper)


def lower(text: Text) -> Text:
    """The text in small letters."""
    return _same_length(text, str.lower)


def bare(text: Text) -> Text:
    """The text without its accents."""
    return _same_length(text, lambda written: "".join(map(_unaccented, written)))


def _same_length(text: Text, change: Callable[[str], str]) -> Text:
    changed = "".join(new if len(new := change(letter)) == 1 else letter for letter in text.text)
    return replace(text, text=changed)


def _unaccented(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter)[:1]
    return plain if plain.isalpha() and letter.isalpha() and plain.isascii() else letter


def mistyped(text: Text, random: Random) -> Text:
    """One slip in each name of five letters and more."""
    return _renamed(
        text, lambda name: slip(name, random.random()) if len(name) > 4 and " " not in name else _one(name, random)
    )


def _one(name: str, random: Random) -> str:
    """A slip in the longest word of a name."""
    longest = max(name.split(), key=len)
    return name.replace(longest, slip(longest, random.random()), 1) if len(longest) > 4 else name


def foreign(text: Text, random: Random) -> Text:
    """Every name replaced by one that is in no French file, written as it was."""
    return _renamed(text, lambda name: " ".join(_foreign_word(word, i, random) for i, word in enumerate(name.split())))


def _foreign_word(word: str, place: int, random: Random) -> str:
    if len(word) < 3 or word.endswith("."):
        return word
    new = random.choice(FOREIGN_LAST if word.isupper() or place else FOREIGN_FIRST)
    return new.upper() if word.isupper() else new.lower() if word.islower() else new


def _renamed(text: Text, rename: Callable[[str], str]) -> Text:
    """Rewrite the names of a text, and move what follows them; the record no longer knows them."""
    pieces, spans, end, moved = [], [], 0, 0
    for start, stop, entity in sorted(text.spans):
        old = text.text[start:stop]
        new = rename(old) if entity in NAMES else old
        pieces += [text.text[end:start], new]
        spans.append((start + moved, start + moved + len(new), entity))
        moved += len(new) - len(old)
        end = stop
    return Text("".join([*pieces, text.text[end:]]), tuple(spans), text.categories)


def conditions(texts: list[Text], seed: int = 11) -> Iterator[tuple[str, list[Text]]]:
    """Yield each condition's name with the texts in it."""
    random = Random(seed)
    yield "as is", texts
    yield "capitals", [upper(text) for text in texts]
    yield "small letters", [lower(text) for text in texts]
    yield "accents lost", [bare(text) for text in texts]
    yield "one typo a name", [mistyped(text, random) for text in texts]
    yield "names foreign to the file", [foreign(text, random) for text in texts]
