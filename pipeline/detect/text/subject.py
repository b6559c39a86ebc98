"""Whether a word does what only a person does: ``X a été revue``, ``X consulte``; so a capital word is a name.

The verbs are those of clinical and administrative prose whose subject is human; what a drug, a test or an organ may
also do (``a été introduit``, ``a montré``) is not among them.
"""

from __future__ import annotations

from pipeline.detect.text.people import People

_HAVING = frozenset(["A", "AVAIT", "AURA", "AURAIT", "EST", "ETAIT", "SERA", "SERAIT", "FUT"])
_DONE = frozenset(
    str.split(
        "VU VUE REVU REVUE HOSPITALISE HOSPITALISEE ADMIS ADMISE ADRESSE ADRESSEE EXAMINE EXAMINEE OPERE OPEREE "
        "REOPERE REOPEREE CONVOQUE CONVOQUEE AUDITIONNE AUDITIONNEE ENTENDU ENTENDUE EMBAUCHE EMBAUCHEE RECRUTE "
        "RECRUTEE NOMME NOMMEE LICENCIE LICENCIEE PREVENU PREVENUE INFORME INFORMEE ACCOUCHE CONSULTE DECEDE DECEDEE "
        "EXTUBE EXTUBEE INTUBE INTUBEE SCOLARISE SCOLARISEE DIVORCE DIVORCEE MARIE MARIEE CONTACTE CONTACTEE RAPPELE "
        "RAPPELEE EXPLIQUE DECLARE AFFIRME REFUSE ACCEPTE SOUHAITE DEMANDE RECONNU SIGNE REPONDU RAPPORTE ARRIVE "
        "ARRIVEE RENTRE RENTREE RETOURNE RETOURNEE PARTI PARTIE NE NEE AGE AGEE"
    )
)
_DOING = frozenset(
    str.split(
        "CONSULTE HABITE VIT TRAVAILLE REFUSE SOUHAITE ACCEPTE DECLARE EXPLIQUE PREND MARCHE DORT MANGE BOIT FUME "
        "PARLE REPOND DEMANDE AFFIRME RACONTE SIGNE RAPPELLE APPELLE TELEPHONE ECRIT DIT PENSE CROIT SAIT VEUT DOIT "
        "PEUT VIENT RENTRE SOUFFRE DECRIT NIE RECONNAIT EXERCE OCCUPE DIRIGE ANIME REJOINT INTERVIENT PRESIDE"
    )
)


def acts(people: People, end: int) -> bool:
    """Tell whether the word at ``end`` makes a person of what stands before it, nothing but a space between them."""
    t = people.t
    if end >= people.count or t.gap(end) != " ":
        return False
    if t.words[end] in ("NE", "N", "NOUS", "S") and end + 1 < people.count:
        end += 1
    if t.words[end] in _DOING:
        return True
    if t.words[end] == "SE" and end + 1 < people.count:
        return t.words[end + 1] in ("PRESENTE", "PLAINT", "SENT", "REND", "TROUVE", "DIT", "SOUVIENT", "REVEILLE")
    if t.words[end] not in _HAVING:
        return False
    after = end + 1
    while after < people.count and after - end < 3 and t.words[after] in ("ETE", "BIEN", "DEJA", "DONC", "EGALEMENT"):
        after += 1
    return after < people.count and t.words[after] in _DONE and t.gap(after) == " "
