"""Persons planted into clinical cases that others wrote: no clinical text with its persons marked is at hand.

The prose is theirs, published cases from which persons had been taken out; the names, and how notes bring them in, are
ours. It measures names in clinical surroundings; people's own letters will be harder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

import polars as pl

from bench.texts import FOREIGN_FIRST, FOREIGN_LAST, Text
from pipeline.locales.fr.names import first_name_counts, fold, surname_counts
from synthetic.splits import Split, side

SENTENCES = (
    ("title", "{civil} {last}, {age} ans, est adressée par le {doctor}. "),
    ("title", "{civil} {last} se présente aux urgences. "),
    ("title", "L'état de {civil} {last} s'améliore sous traitement. "),
    ("title and first name", "{civil} {first} {last}, né{e} le 12/03/1957, consulte pour bilan. "),
    ("title and first name", "Nous avons revu {civil} {first} {LAST} en consultation. "),
    ("physician", "Patient{e} suivi{e} par le {doctor} depuis trois ans. "),
    ("physician", "Avis pris auprès du {doctor} en hématologie. "),
    ("physician", "{signer}, interne du service. "),
    ("announced", "Le patient {last} a été transféré en réanimation. "),
    ("announced", "La patiente {first} {last} refuse l'hospitalisation. "),
    ("announced", "Sa fille {first} est prévenue par téléphone. "),
    ("announced", "Personne de confiance : {first} {last}. "),
    ("bare", "{first} {last} a été vu{e} en consultation de suivi. "),
    ("bare", "{LAST} {first} a été opéré{e} la veille. "),
    ("bare", "Au retour, {first} {LAST} marche sans aide. "),
    ("bare", "L'anamnèse de {first} {last} est sans particularité. "),
    ("surname alone", "{last} a été vu{e} en consultation. "),
    ("surname alone", "Depuis, {LAST} prend son traitement. "),
    ("title", "Merci de recevoir {civil} {last} pour avis. "),
    ("title and first name", "Concernant {civil} {LAST} {first}, le dossier est complet. "),
    ("physician", "Le {doctor} confirme la lecture des lames. "),
    ("physician", "Courrier de {signer}, psychologue. "),
    ("announced", "Son épouse, {first} {last}, décrit des ronflements. "),
    ("announced", "Identité vérifiée : {LAST} {first}. "),
    ("bare", "À l'entrée, {first} {last} pesait 62 kg. "),
    ("bare", "Les proches de {first} {LAST} signalent une chute. "),
    ("surname alone", "{LAST} rapporte une dyspnée d'effort. "),
    ("surname alone", "On note que {last} ne fume plus. "),
)
"""Ways in which notes and letters name somebody, by kind; ``{e}`` is the feminine's."""
FOREIGN_SHARE = 0.25
"""Share of persons whose names are in no French list."""
EACH = 8
"""Sentences planted into a text."""
_BOUNDARY = re.compile(r"(?<=[a-zé)]\. )(?=[A-Z])")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Person:
    """Somebody invented: a first name and a surname of the held-out half, or names of no French list."""

    first: str
    last: str
    woman: bool


@cache
def _pools() -> tuple[tuple[list[str], list[str], list[int]], tuple[list[str], list[int]]]:
    """First names with their sexes and weights, and surnames with theirs, of the held-out half."""
    firsts = first_name_counts().filter((pl.col("count") >= 500) & (pl.col("sex") != "X"))
    held = [row for row in firsts.select("name", "sex", "count").iter_rows() if _held_out(row[0])]
    lasts = [row for row in surname_counts().filter(pl.col("count") >= 100).iter_rows() if _held_out(row[0])]
    names, sexes, weights = zip(*held, strict=True)
    return (list(names), list(sexes), list(weights)), ([r[0] for r in lasts], [r[1] for r in lasts])


def _held_out(name: str) -> bool:
    return all(side(word) is Split.HELD_OUT for word in fold(name).split())


def person(random: Random) -> Person:
    """Draw somebody, as often as names are borne."""
    (names, sexes, weights), (lasts, borne) = _pools()
    if random.random() < FOREIGN_SHARE:
        return Person(random.choice(FOREIGN_FIRST), random.choice(FOREIGN_LAST), random.random() < 0.5)
    place = random.choices(range(len(names)), weights)[0]
    return Person(names[place].title(), random.choices(lasts, borne)[0].title(), sexes[place] == "F")


def sentence(template: str, random: Random) -> tuple[str, list[tuple[int, int]]]:
    """Fill a sentence: its text, and where its names stand (titles are no part of them)."""
    who, doctor = person(random), person(random)
    written = {
        "civil": random.choice(("Mme", "Madame")) if who.woman else random.choice(("M.", "Mr", "Monsieur")),
        "first": who.first, "last": who.last, "LAST": who.last.upper(), "age": str(random.randint(18, 95)),
        "e": "e" if who.woman else "", "doctor": doctor.last, "signer": f"{doctor.first} {doctor.last}",
    }  # fmt: skip
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    end = length = 0
    for match in _SLOT.finditer(template):
        before = template[end : match.start()]
        slot, value = match[1], written[match[1]]
        lead = f"{before}{random.choice(('Dr ', 'Pr ', 'docteur '))}" if slot == "doctor" else before
        pieces += [lead, value]
        start = length + len(lead)
        length = start + len(value)
        if slot in ("first", "last", "LAST", "doctor", "signer"):
            joined = spans and spans[-1][1] + 1 == start and lead == " "
            spans[-1:] = [(spans[-1][0], length)] if joined else [*spans[-1:], (start, length)]
        end = match.end()
    return "".join([*pieces, template[end:]]), spans


def planted(texts: Sequence[Text], seed: int = 7) -> Iterator[Text]:
    """Yield each text with sentences about persons between its own; a span's label says how the person is named."""
    random = Random(seed)
    for text in texts:
        places = [match.start() for match in _BOUNDARY.finditer(text.text)] or [0]
        chosen = sorted(random.choice(places) for _ in range(EACH))
        pieces, spans, end, length = [], [], 0, 0
        for place in chosen:
            kind, template = random.choice(SENTENCES)
            said, found = sentence(template, random)
            pieces += [text.text[end:place], said]
            length += place - end
            spans += [(length + start, length + stop, kind) for start, stop in found]
            length += len(said)
            end = place
        yield Text("".join([*pieces, text.text[end:]]), tuple(spans))
