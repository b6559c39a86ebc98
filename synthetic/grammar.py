"""The grammar of comments: families of sentences, expanded into skeletons of literal text and named slots.

A sentence holds ``{slots}``, filled with values of the record or made up, and ``[LISTS]``, expanded here.
``[FACT]`` is every condition of `health_words`; a family says whether it asserts the fact of the patient.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from synthetic.health_words import ANYONE, CHILD, CONDITIONS, GROWN

LISTS: dict[str, tuple[str, ...]] = {
    "CALL": ("Rappeler", "rappeler", "Tél.", "Prévenir", "à joindre :"),
    "KIN": ("fille", "fils", "mère", "épouse", "mari", "soeur", "père", "frère", "belle-fille", "tutrice"),
    "WHEN": ("", " après 18h", " le matin", " avant midi", " dès réception"),
    "VIA": ("par courrier", "par fax", "par mail", "en main propre"),
    "TEST": ("NFS", "TSH", "CRP", "ferritine", "glycémie", "ionogramme", "bilan lipidique", "ECBU", "créat"),
    "STATE": ("à jeun", "non à jeun", "à jeun depuis 12h", "jeûne non respecté"),
    "TUBE": (
        "tube hémolysé",
        "tube coagulé",
        "quantité insuffisante",
        "tube EDTA manquant",
        "étiquette illisible",
    ),
    "NURSE": ("IDE", "infirmière", "prélevé par", "Prél. à domicile par"),
}

ASSERTED = (
    "[FACT]", "ATCD : [FACT]", "RC : [FACT]", "Rens. cliniques : [FACT]", "Contexte : [FACT]", "suivi [FACT]",
    "Bilan dans le cadre de : [FACT]", "[FACT] - résultats urgents", "[FACT], voir avec Dr {prescriber}",
    "{patient} : [FACT]", "[FACT] signalé par Dr {prescriber}", "Pt suivi pour [FACT]",
    "[FACT] depuis {year}",
    "[FACT], prévenir {relative} au {phone}", "Appel du {phone}, [FACT]", "[FACT]. Contrôle le {date}",
)  # fmt: skip
DENIED = (
    "pas de [FACT]", "[FACT] : non", "aucun ATCD de [FACT]", "recherche de [FACT] négative",
    "absence de [FACT]",
    "pas d'argument pour [FACT]", "nie [FACT]", "[FACT] écarté par Dr {prescriber}",
)  # fmt: skip
OF_OTHERS = (
    "père : [FACT]", "ATCD familiaux de [FACT]", "mère suivie pour [FACT]",
    "[FACT] chez la soeur ({relative})",
)  # fmt: skip
OFFICE = (
    "[CALL] {patient} au {phone}[WHEN]", "[CALL] {relative} ([KIN]) {phone}", "[CALL] [KIN] {phone}[WHEN]",
    "Rés. à {relative} ([KIN]) [VIA]", "Envoyer rés. à {email}",
    "Double des résultats au Dr {prescriber} [VIA]",
    "[NURSE] {other}", "[NURSE] {other} {phone}", "[NURSE] {other} à {hour}",
    "Homonyme {other} né(e) le {birth_date}",
    "Nom de naissance {birth_name}", "dossier au nom de {birth_name}",
    "Adresse : {address} {postcode} {city}",
    "n'habite plus {address}", "hébergé(e) chez {relative}, {address} à {city}", "NSS à vérifier {nir}",
    "carte Vitale de la [KIN] {nir}", "IPP {ipp}", "anc. dossier {ipp}", "RIB {iban}",
    "mdp provisoire {password}",
    "identifiant {login} mdp {password}", "vu à {institution}", "résidence {institution}, {phone}[WHEN]",
    "Facture à {relative} {address}", "né(e) le {birth_date} et non le {other_date}",
    "RDV le {date} à {hour}",
    "{relative} passe prendre les résultats le {date}", "Mme {family} a appelé[WHEN]",
    "M. {family} rappellera[WHEN]",
)  # fmt: skip
BENCH = (
    "[STATE]", "[TEST] à recontrôler", "[TEST] ajoutée le {date}", "[TUBE]", "[TUBE] - à reprélever",
    "[TEST] = {value}",
    "prélevé à {hour}, [STATE]", "[TEST] tél. au Dr {prescriber} à {hour}", "[STATE], [TEST] urgent",
    "bilan préop",
    "ordonnance à fournir", "2e contrôle [TEST] demandé", "résultat [TEST] validé le {date}",
)  # fmt: skip
CHILDREN = (
    "Parents : {relative} {phone}", "carte de la mère {relative}", "Mère : {relative}, NSS {nir}",
    "venu(e) avec la [KIN] {relative}", "pédiatre Dr {prescriber}", "prélèvement difficile, pleurs",
    "patch posé à {hour}",
)  # fmt: skip


@dataclass(frozen=True)
class Family:
    """Sentences of one kind: their share of the comments, whom they suit, whether their fact is the patient's."""

    name: str
    share: float
    sentences: tuple[str, ...]
    suits: int = ANYONE
    asserted: bool = False


FAMILIES = (
    Family("asserted", 0.32, ASSERTED, asserted=True),
    Family("denied", 0.08, DENIED),
    Family("of others", 0.04, OF_OTHERS),
    Family("office", 0.36, OFFICE, GROWN),
    Family("bench", 0.20, BENCH),
    Family("children", 0.36, CHILDREN, CHILD),
)


@dataclass(frozen=True)
class Skeleton:
    """A sentence without lists left: ``parts`` alternate nothing but literals and ``{slots}``."""

    parts: tuple[str, ...]
    family: str
    weight: float
    suits: int
    category: str | None


_LIST = re.compile(r"\[([A-Z]+)\]")
_SLOT = re.compile(r"(\{[a-z_]+\})")


@cache
def skeletons() -> tuple[Skeleton, ...]:
    """Every skeleton; a family's share is spread evenly over its sentences, a sentence's over its skeletons."""
    found = []
    for family in FAMILIES:
        for sentence in family.sentences:
            texts = list(_expand(sentence))
            weight = family.share / len(family.sentences) / len(texts)
            for text, category, suits in texts:
                parts = tuple(part for part in _SLOT.split(text) if part)
                fact = category if family.asserted else None
                found.append(Skeleton(parts, family.name, weight, family.suits & suits, fact))
    return tuple(found)


def _expand(sentence: str) -> Iterator[tuple[str, str | None, int]]:
    if "[FACT]" in sentence:
        for condition in CONDITIONS:
            for phrase in condition.phrases:
                for text, _, _ in _expand(sentence.replace("[FACT]", phrase)):
                    yield text, condition.category, condition.suits
        return
    match = _LIST.search(sentence)
    if match is None:
        yield sentence, None, ANYONE
        return
    for choice in LISTS[match[1]]:
        yield from _expand(sentence[: match.start()] + choice + sentence[match.end() :])
