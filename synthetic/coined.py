"""Surnames that no list has: coined from the syllables of each origin, for the long tail of a real file.

Four persons in ten bear a surname too rare to be written here (see `synthetic.naming.MIN_SURNAME`); a file
without their like would make every dictionary of names look complete. A coined name is in no table that the
project has, and in the generator's half. That somebody bears it cannot be excluded; nobody was copied.
"""

from __future__ import annotations

from functools import cache

from pipeline.locales.fr import names, reserved
from synthetic.origins import COMMON, NUMBERS

PARTS: tuple[tuple[str, str, str, str], ...] = (
    (
        COMMON,
        "BAU CHA MAR ROU VIL COUR MON BEL TOR FRE GRI LAN PEL SAU VER DES GAR BRI CLA DRE FAU GOU JOU MAL NAU POU RA "
        "THI VAU CRE",
        "SSA CHE BI DE GNI LLE RDI VI MOU NDA ZE TTE RNE GUE PI STE LA BRI",
        "ARD NET IER RIN LON REL LOT ROUX DAUD NAULT RAIS LAND BERT ROIS LLON RETTE NEAU CAT MONT GEOT",
    ),
    (
        "breton",
        "KER COAT PEN LE_ GUE TRE QUE ROS",
        "GUI MOR LO BA HE VE RI SCO MEU TA DRE",
        "ZEC NNOU LLEC RNIC VAN DEN GAT LLOU MEUR BIHAN NEC DAL",
    ),
    ("alsatian", "BERN HAU KLE OBER STRU WEI GRU", "BEN GEN KEN TZ SEN DEL", "BACH MANN STEIN HARDT DORFF BURGER LER"),
    ("basque", "ETCHE IRI GOY ARAM ELI LARRA", "BA GO NDA RRI TXU MEN", "GARAY ETA ALDE BERRY GOYEN ONDO"),
    ("corsican", "ALFO BERTO CASTE FILI GIA ORLA PIE SANTU", "NEL VAR CCHI GNA DRE SSO", "ACCI UCCI INI OLI ETTI ANI"),
    ("antillean", "SAINT- CELES BEAU DORI FELI LOU MON", "TIN CIA LI VE RO NEL", "SSAMY IUS ISE ETTE AIN OR"),
    ("maghrebi", "BEN BEL BOU EL_ HAM KHE ZER CHE", "LA MA DJE RA ZI HOU KRI TA", "OUI DDINE LLAH MI CHI NNI SSI HAR"),
    ("west african", "NDIA MBO KOU DIA SA TOU GNA FO", "MBE KA RA LI NGO DU", "TE YE RA BA DOU NE KO"),
    ("portuguese", "CARVA FIGUE MACHA QUEI SALGA VAS", "LHO REI DO NA GA CON", "EIRA INHO AES ELO OSA"),
    ("vietnamese", "THA KHU NHU CHA SO", "NG M N", "AT AM UY EN OC"),
    ("polish", "BRZE CHMIE GRA KWAS MARSZ SZYM ZAWA", "KOW LIN DOW ROW NIEW", "SKI CZYK WICZ NIAK SKA"),
    ("turkish", "AK BAL DEMI GUN KARA TAS YIL", "BUL KAN TEM DAG YUR", "OGLU KAYA DAN ER TAS"),
    ("spanish", "ALMO BARRA CASTI GUTI MONTE VALVE", "RRO DI GUE NA ME", "DEZ ILLO ERO ADA ANES"),
    (COMMON, "D'AU D'AR D'ES D'HER D'OR L'AU L'HER L'ES", "BRI VER MAN GE TEL BI", "GNY VILLE COURT MONT GNAC TIER"),
    (COMMON, "DE_LA_ DU_ DE_ DES_", "VIL ROCHE CLO FRES MOUS VAU BRU", "NOYE SSAYE VERT BOSC DRAYE LONGE"),
)  # fmt: skip
"""Origin -> beginnings (``_`` is a space), middles and ends; each name is one of each."""


@cache
def surnames() -> tuple[tuple[str, int], ...]:
    """Coined surnames of the generator's half with the number of their origin, in a stable order."""
    known = names.surnames()
    found: dict[str, int] = {}
    for origin, *parts in PARTS:
        first, middle, last = (text.split() for text in parts)
        for name in (f"{a}{b}{c}".replace("_", " ") for a in first for b in middle for c in last):
            if name not in found and names.fold(name) not in known and reserved.is_generated_surname(name):
                found[name] = NUMBERS[origin]
    return tuple(found.items())
