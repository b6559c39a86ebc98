"""When first names were in fashion: the tables count births since 1900 as one, so the decades are told here.

The peaks are common knowledge (grandmothers are called Germaine, children Léo), coarse on purpose: a name is
commonest about its peak and fades over some fifteen years on both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from synthetic.streams import Floats

DECADES = tuple(range(1910, 2020, 10))
"""First years of the decades; earlier births count with the first."""

WIDTH = 13.0
_FLOOR = 0.015

PEAKS: dict[int, str] = {
    1915: "MARIE GERMAINE MARCEL MARCELLE SUZANNE YVONNE MARGUERITE MADELEINE RENEE LUCIEN LUCIENNE GEORGES GEORGETTE "
    "EUGENE EUGENIE AUGUSTE LEON LEONIE FERNAND FERNANDE ERNEST MAURICE BERTHE JULIEN BLANCHE EMILE ALBERT JEANNE "
    "ANTOINETTE JOSEPH GASTON HENRIETTE ALICE AUGUSTINE CLEMENTINE EDMOND ALPHONSE ANGELE CELESTIN MATHURIN",
    1930: "JEAN ANDRE RENE ROGER ROBERT PIERRE DENISE SIMONE PAULETTE JACQUELINE RAYMOND RAYMONDE GISELE HUGUETTE "
    "ODETTE YVETTE GINETTE LOUIS PAUL HENRI JEANNINE ANDREE COLETTE SOLANGE GILBERT MICHELINE MAURICETTE LUCETTE "
    "THERESE CECILE RAYMONDE MARIE-THERESE EDOUARD ROLAND GABRIELLE",
    1945: "MICHEL JACQUES CLAUDE BERNARD DANIEL GERARD MONIQUE NICOLE FRANCOISE ANNIE CHRISTIANE DANIELLE JOSETTE "
    "ALAIN GUY SERGE YVES JEAN-CLAUDE JEAN-PIERRE JEAN-PAUL MARIE-CLAUDE JACKY ARLETTE LILIANE JOSIANE GENEVIEVE "
    "MICHELE BERNADETTE NOELLE GUILLAUMETTE ELIANE CHANTAL FRANCINE MAURICE HUBERT JEAN-MARIE ANNICK REGINE",
    1958: "PHILIPPE PATRICK CHRISTIAN DOMINIQUE PASCAL MARTINE BRIGITTE CHANTAL CATHERINE SYLVIE EVELYNE JOEL DIDIER "
    "FRANCIS CHRISTINE PATRICIA MARYSE VERONIQUE JEAN-LUC JEAN-MARC JEAN-MICHEL BRUNO DENIS PASCALE ODILE CORINNE "
    "JOCELYNE BEATRICE ANNE-MARIE MARIE-CHRISTINE THIERRY ERIC RICHARD YANNICK MARIE-FRANCE MARIE-PAULE NADINE",
    1970: "STEPHANE CHRISTOPHE LAURENT FREDERIC DAVID OLIVIER NATHALIE ISABELLE VALERIE SANDRINE KARINE STEPHANIE "
    "FABRICE JEROME CELINE VIRGINIE SOPHIE FRANCK CYRIL SEBASTIEN KATIA DELPHINE LAURENCE FLORENCE MURIEL CAROLE "
    "AGNES ANNE GILLES HERVE ERWAN GWENAELLE YANN RONAN LOIC SEVERINE MAGALI SANDRA XAVIER ARNAUD VINCENT",
    1983: "JULIEN NICOLAS AURELIE EMILIE GUILLAUME MICKAEL ROMAIN ANTHONY JONATHAN MELANIE ELODIE AMELIE LAETITIA "
    "VANESSA JENNIFER AUDREY CEDRIC LUDOVIC MATHIEU BENOIT GREGORY DAMIEN MARION CINDY SABRINA ANGELIQUE FABIEN "
    "JEREMY BENJAMIN CYRILLE KEVIN GAELLE NOLWENN ALEXANDRE THOMAS PIERRICK CHARLENE ADELINE",
    1994: "KEVIN THOMAS MAXIME QUENTIN ALEXIS LAURA MARINE CAMILLE PAULINE MANON JORDAN DYLAN ANTOINE VALENTIN FLORIAN "
    "CLEMENT LUCIE MATHILDE CHLOE ANAIS MORGANE MELISSA CORENTIN DORIAN JUSTINE MARGAUX OCEANE LEA SARAH PAUL "
    "SOLENE CLEMENCE CORALIE AXEL TANGUY GWENDAL COLINE",
    2004: "LUCAS ENZO THEO HUGO MATHIS LEA EMMA CLARA INES OCEANE LOUNA NATHAN LOUIS TOM MAELYS LILOU EVAN YANIS JADE "
    "ROMANE ELISA CLEMENT MATHEO NOAH EWEN TITOUAN MAXENCE ETHAN NOA LENA ZOE ANAELLE LOUANE RYAN",
    2014: "LEO GABRIEL RAPHAEL ARTHUR LOUISE ALICE CHLOE LINA ROSE ANNA MILA JULES ADAM LIAM MAEL NINO GABIN SACHA "
    "ELIOTT TIMEO AGATHE LOU JULIETTE AMBRE VICTOIRE AARON ELENA MIA GIULIA NAEL MALO MARIUS LENNY EDEN ROMY ALBA",
}  # fmt: skip
"""Year -> folded first names (hyphens kept) that were commonest about then."""


@cache
def _years() -> dict[str, list[int]]:
    years: dict[str, list[int]] = {}
    for year, words in PEAKS.items():
        for name in words.split():
            years.setdefault(name.replace("-", " "), []).append(year)
    return years


def weights(folded: Sequence[str], count: Floats, recent: Floats) -> Floats:
    """Weights of first names (rows) in each of `DECADES` (columns).

    Parameters
    ----------
    folded:
        The names.
    count, recent:
        Births since 1900, and weight among those of the last years, both as shares of all.

    Notes
    -----
    A name without a known peak keeps its share of all births until the nineties, less where recent births
    say that it is old or new; from 2000 on the recent births alone decide.
    """
    middle = np.array(DECADES) + 5.0
    ratio = np.where(count > 0, recent / np.maximum(count, 1e-12), 10.0)[:, None]
    past = np.clip((2.5 - ratio) / 2.5, 0.02, 1.0)
    fading = np.where(ratio > 0.05, 1.0, 1.0 - 0.9 * np.clip((middle - 1915) / 80, 0.0, 1.0))
    share = count[:, None]
    found: Floats = np.where(middle < 2000, share * past * fading, np.maximum(recent[:, None], share * 0.01))
    known = _years()
    for row, name in enumerate(folded):
        if name in known:
            shape = sum((np.exp(-(((middle - peak) / WIDTH) ** 2)) for peak in known[name]), np.zeros(len(middle)))
            found[row] = count[row] * (shape / shape.mean() + _FLOOR)
    return found
