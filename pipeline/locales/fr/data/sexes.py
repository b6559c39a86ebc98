"""Which sex bears a first name: evidence combined, as the source says MF for most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from pipeline.locales.fr.names import fold

RATIO = 5.0
"""A name that both recent lists hold belongs to the sex that bears it this many times more often."""

SUFFIX_SHARE = 0.97
"""A three-letter ending decides where this share of the single-sex names with it is of one sex."""

_MALE = (
    "RENE BERNARD ROGER GERARD FREDERIC PASCAL THIERRY GUY DIDIER YVES SERGE JEROME GILBERT GILLES "
    "FRANCIS HERVE PATRICE FABRICE ROLAND JACKY BERTRAND HUBERT NOEL CYRILLE GERALD BRICE NORBERT "
    "RODOLPHE ROMUALD DESIRE FREDDY ADOLPHE STEPHAN JOCELYN GEOFFROY NORDINE AMEDEE WILFRID GILDAS "
    "CASIMIR FLORENTIN PROSPER FELICIEN EDGARD ISIDORE IRENEE FRANTZ GERVAIS VICTORIEN HILAIRE HYACINTHE "
    "FRANCISQUE URBAIN EDDIE TOUSSAINT FRED CLOTAIRE MAXIMIN SYLVESTRE NARCISSE DONATIEN GIL TERRY ALCIDE "
    "IGNACE PHILIBERT VALERE RABAH MEDERIC ANDRE MICHEL DANIEL GABRIEL EMMANUEL JOEL JOSE PIERRICK "
    "YANNICK LOIC"
)
_FEMALE = (
    "FRANCOISE MONIQUE SYLVIE MARTINE DENISE YVONNE VALERIE VERONIQUE CHANTAL RENEE ANDREE GERMAINE "
    "BRIGITTE ODETTE GENEVIEVE LAURENCE MICHELE VIRGINIE RAYMONDE ANNICK SIMONNE JOCELYNE PASCALE ODILE "
    "FERNANDE DANIELE MURIEL BERTHE SABINE YOLANDE FREDERIQUE PAULE REINE JULIENNE LAURIE CLAUDIE "
    "CHRISTEL EDWIGE SANDY PEGGY AUGUSTA DOROTHEE KAREN IRMA DORIANE DESIREE DORIS LAURY TYPHAINE "
    "GERTRUDE PRISCA EDMEE CHRYSTEL TRACY JOSEPHE LAUREN SANDIE MALLAURY JULIANE SABAH LOUANN ANASTASIE "
    "ORANE BARBE NAWAL MARIE MICHELLE DANIELLE GABRIELLE"
)
_KNOWN = {
    **dict.fromkeys(_MALE.split(), "M"),
    **dict.fromkeys(_FEMALE.split(), "F"),
    **dict.fromkeys(("CLAUDE", "DOMINIQUE", "JACKIE", "SACHA", "EDEN", "ALIX", "CHARLIE"), "X"),
}


def label(
    rows: Iterable[tuple[str, str, int]], male: Mapping[str, float], female: Mapping[str, float]
) -> dict[str, str]:
    """Sex of each first name: F, M, or X where it is borne by both or unknown.

    Parameters
    ----------
    rows:
        (name, label of the source: F, M or MF, count).
    male, female:
        Share of each name among recent births of that sex, in per cent.

    Notes
    -----
    In order: names settled by hand (the most frequent that no list decides), the source's label where it
    is F or M, the recent lists, names compounded with a known first part, the ending, X.
    """
    table = list(rows)
    boys, girls = _folded(male), _folded(female)
    endings = _endings(table)
    sexes: dict[str, str] = {}
    for name, source, _count in table:
        plain = fold(name)
        first = plain.split(" ")[0]
        sexes[name] = (
            _KNOWN.get(plain)
            or (source if source in ("F", "M") else "")
            or _compare(boys.get(plain, 0.0), girls.get(plain, 0.0))
            or (_KNOWN.get(first, "") if first != plain else "")
            or endings.get(plain[-3:], "X")
        )
    return sexes


def _compare(male: float, female: float) -> str:
    if male == female == 0.0:
        return ""
    if male >= RATIO * female:
        return "M"
    return "F" if female >= RATIO * male else "X"


def _folded(shares: Mapping[str, float]) -> dict[str, float]:
    total: Counter[str] = Counter()
    for name, share in shares.items():
        total[fold(name)] += share  # type: ignore[assignment]
    return dict(total)


def _endings(table: Iterable[tuple[str, str, int]]) -> dict[str, str]:
    seen: dict[str, Counter[str]] = {}
    for name, source, _count in table:
        if source in ("F", "M"):
            seen.setdefault(fold(name)[-3:], Counter())[source] += 1
    decided = {}
    for ending, counts in seen.items():
        sex, most = counts.most_common(1)[0]
        if counts.total() >= 10 and most >= SUFFIX_SHARE * counts.total():
            decided[ending] = sex
    return decided
