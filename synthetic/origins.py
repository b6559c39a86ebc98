"""Where names come from: words and endings by which surnames and first names of one origin are told.

The lists are the project's own, of common names only; they tag the tables of `pipeline.locales.fr.names`
and add nothing to them. What they do not name is of no particular origin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from pipeline.locales.fr.names import fold
from synthetic.streams import Floats

COMMON = "common"
"""Names of no particular origin: most of them."""


@dataclass(frozen=True)
class Origin:
    """One origin: what tells its surnames, its first names, and how its bearers differ.

    ``agree`` is the share of bearers of its surnames with one of its first names, ``abroad`` the share born
    abroad (or overseas where ``overseas``).
    """

    name: str
    surnames: str
    pattern: str
    female: str
    male: str
    agree: float
    abroad: float = 0.03
    overseas: bool = False


ORIGINS: tuple[Origin, ...] = (
    Origin(
        "breton",
        "LEGOFF LEGALL LEBRETON QUERE GUILLOU GUILLERM MORVAN CADORET COZIC MADEC TANGUY RIOU CARIOU GUEGUEN GUEHO "
        "GUICHAOUA BOSSER JEGOU JEGO NICOLAZO ROPERS STEPHAN EVANNO HELLO GUEZENNEC PENN PRIGENT ABGRALL "
        "CLOAREC CORRE DANIELOU DENIEL FLOCH GUENNEC HASCOET HENAFF JAFFRE KERVELLA KERMARREC LOZACH "
        "QUEMENER QUEMERE QUENTEL RAGUENES RIVOAL ROLLAND SALAUN TREMEL TALEC URVOAS FLATRES GOURVES",
        r"LE [A-Z]{2,}|KER[A-Z]{3,}|PENN?[HDM][A-Z]+|TRE[GVM][A-Z]+|PLOU?[A-Z]*EC|[A-Z]+(?:NNEC|LLEC|HUEC|ZEC|OARN)",
        "ANNAIG ANNAICK NOLWENN GWENAELLE GWENOLA SOIZIC MAELLE MAIWENN ENORA RIWANNE AZENOR KATELL ROZENN ARMELLE "
        "TIPHAINE YOUNA LENA NOLWEN GWLADYS STERENN ELOUAN OANELL",
        "YANN YANNICK LOIC RONAN ERWAN GWENAEL GWENDAL MAEL TANGUY GILDAS HERVE YVON GOULVEN EWEN MALO TITOUAN YOUENN "
        "KILLIAN CORENTIN JOSSELIN BRIEUC FANCH ELOUAN ALAN KEVIN TUGDUAL",
        0.22,
    ),
    Origin(
        "alsatian",
        "SCHNEIDER FISCHER MEYER MULLER KLEIN SCHMITT HOFFMANN WEBER KELLER STEIN KIRSCH HIRSCH WELSCH RISCH",
        r"SCH[A-Z]{3,}|[A-Z]+(?:MANN|BACH|HEIMER?|INGER|LER?SCH|HARDT|TZLER|STEIN|MEYER|BERGER)",
        "LISELOTTE GRETEL GRETA HILDEGARDE ODILE EDITH MATHILDE FRIEDA IRMGARD URSULA ELFRIEDE LIESEL ADELHEID",
        "HANS FRITZ KURT OTTO JOSEPH ALBERT GEORGES LUTZ WOLFGANG HEINRICH FLORENT ARBOGAST DIETER JURGEN",
        0.12,
    ),
    Origin(
        "basque",
        "ETCHEVERRY ETCHEVERRIA HIRIGOYEN IRIGOYEN URRUTY DARRICAU HARRIBEY ETCHEGARAY ETCHEBARNE IRIART GOYENECHE "
        "ARAMBURU BIDEGAIN BIDART IBARRA ELISSALDE ITHURRALDE SALLABERRY MENDIBOURE LARRALDE HARISPE IRIBARNE",
        r"ETCHE[A-Z]+|[A-Z]+(?:BERRY|GARAY|GOYEN|BEHERE|ALDE|URRUTY)|IRI[BGA][A-Z]+|HARI?ST[A-Z]+|OYHEN[A-Z]+",
        "MAITE MAIALEN AINHOA AMAIA NEREA ITZIAR MAIDER MAITENA IDOIA ELORRI ARANTXA ENARA OIHANA",
        "XABI PEIO IKER XABIER ENEKO MIKEL BEÑAT BENAT JON ARNAUD PATXI IBAN AITOR BIXENTE OIHAN EÑAUT",
        0.3,
    ),
    Origin(
        "corsican",
        "SANTONI SANTINI PAOLI MONDOLONI ALBERTINI MARIANI ANDREANI PERETTI PADOVANI MAESTRACCI MORACCHINI QUILICHINI "
        "CASANOVA COLONNA LUCIANI GIUDICELLI ORSONI MATTEI CASABIANCA FRANCESCHI POGGI GRIMALDI LECA RAFFALLI SUSINI",
        r"[A-Z]+(?:ACCI|UCCI|ONI|ANI|INI|ELLI|ETTI)",
        "LETIZIA SERENA GHJULIA VANINA LAETITIA ANGELE TOUSSAINTE SANTA ORNELLA LESIA MARIE-ANGE CHIARA DUMENICA",
        "PASCAL TOUSSAINT DOMINIQUE ANGE GHJUVAN DON-JACQUES ORSO LISANDRU ANTO PETRU SANTU FRANCESCU SAVERIU LIVIU",
        0.3,
    ),
    Origin(
        "antillean",
        "MARIE-SAINTE CELESTINE ZOBEL CESAIRE GELAS ALCINDOR JEAN-BAPTISTE JEAN-LOUIS JEAN-MARIE JOSEPH-ALEXANDRE "
        "LUDOSKY NARCISSE NESTOR FELICITE MONTOUT CHARLERY SAINTE EUSTACHE JEREMIE PAYET HOARAU GRONDIN "
        "VIRASSAMY RAMASSAMY MARDAYE BELLANCE GERMANY LABEAU LUCE MONDESIR LOUISY ZENON AUGUSTE TIBERE",
        r"MARIE SAINTE|SAINTE MARIE|[A-Z]+(?:IUS|EUS|SSAMY)",
        "MARIE-LAURE ROSE-MAY GERTY MYRTHA JOCELYNE GHISLAINE NADEGE MURIELLE MARIE-ANGE LAURENCIA ROSE-LINE EUGENIE "
        "MARYVONNE CLAUDETTE",
        "FRANTZ ROSAN RUDDY JOCELYN JIMMY TEDDY FREDDY WILLY OLIVIER MAX-HENRI RAPHAEL LUDOVIC GERMAIN EMILE HUGUES "
        "WILFRID",
        0.45, 0.4, True,
    ),
    Origin(
        "maghrebi",
        "ALI SAID HADDAD MANSOURI SLIMANI TOUMI RAHMANI TAHIRI KADDOURI ZIANI KHELIFI HAMMAMI MEJRI AISSAOUI ATTIA "
        "BACHIRI BAHRI CHAOUCH CHIKH FARES HACHEMI HAMMOUCHE HAMOUDI KADRI KHALDI LAHLOU LARBI MAHDI MOKHTARI RABIA "
        "SAADI SAHRAOUI SLIMANE TALEB TOUATI YAHYAOUI ZITOUNI HASSANI YOUSFI LOUNIS BOUAZIZ BOUZIDI BENALI BOUZIANE "
        "BOUAZZA BOUALI BOUMAZA BOUTALEB BOURAHLA MADANI MOKRANI SAIDANI SOLTANI BERKANI AISSANI ATMANI OTMANI MALIK",
        r"BEN(?:A[BHM]|C|D|HA|K|M|S[A-Z]L|Y|ZI)[A-Z]+|BOU(?:K|Z|CH|D)[A-Z]*[AI]|EL [A-Z]+|[A-Z]+(?:OUI|ALLAH|DDINE)",
        "FATIMA FATMA KHADIJA AICHA NADIA SAMIRA LEILA KARIMA MALIKA YASMINA SOUAD ZOHRA NAIMA AMINA FARIDA RACHIDA "
        "HAFIDA LATIFA SALIMA INES LINA YASMINE SARAH MYRIAM NAWEL SABRINA HANANE IMANE WAFA OUMAYMA",
        "MOHAMED AHMED ALI KARIM RACHID SAID MUSTAPHA ABDELKADER YOUSSEF OMAR HASSAN BRAHIM FARID NORDINE KAMEL MOURAD "
        "SAMIR HAMZA MEHDI BILAL AMINE AYOUB IBRAHIM RAYAN YANIS ISMAEL NABIL TAREK RIYAD SOFIANE WALID ABDALLAH",
        0.82, 0.38,
    ),
    Origin(
        "west african",
        "TRAORE DIOP NDIAYE FALL SOW SY DIARRA KONE KEITA CISSE DEMBELE BALDE BARRY DIOUF GUEYE DIA THIAM GAYE KOUYATE "
        "FOFANA DRAME KOUASSI KOUAME KOFFI KONAN BAMBA SAGNA DIATTA BADJI LO DIENG SAMB MBENGUE TOUNKARA KARAMOKO "
        "SISSOKO TOURE COULIBALY CAMARA SYLLA BAH FAYE SECK SARR NIANG MBAYE KANE WADE OUATTARA MENDY GOMIS",
        r"(?:N|M)(?:D|G|B|K)[A-Z]+|[A-Z]*(?:KANTE|GASSAMA|DOUMB)[A-Z]*",
        "FATOU AMINATA AWA MARIAM FATOUMATA KADIATOU AISSATOU OUMOU BINTOU ROKIA MAIMOUNA COUMBA NDEYE ASSETOU DJENEBA "
        "RAMATA ADAMA",
        "MAMADOU OUMAR IBRAHIMA MOUSSA AMADOU BOUBACAR CHEIKH SEYDOU LASSANA OUSMANE ABDOULAYE ISSA MODIBO ALIOU SEKOU "
        "BAKARY DAOUDA SALIF YAYA",
        0.75, 0.45,
    ),
    Origin(
        "portuguese",
        "RODRIGUES RIBEIRO MENDES PIRES MONTEIRO VIEIRA OLIVEIRA ANTUNES SOARES ESTEVES DOMINGUES PINHEIRO HENRIQUES "
        "FONTES GUERREIRO NOGUEIRA CERQUEIRA LOUREIRO SEQUEIRA CHAVES FERREIRA PEREIRA FERNANDES GONCALVES GOMES LOPES "
        "CARVALHO TEIXEIRA ALVES PINTO COELHO BARBOSA MOREIRA CARDOSO",
        r"(?:DA|DE|DO|DOS) (?:SILVA|SANTOS|OLIVEIRA|CUNHA|ROCHA|REIS|ARAUJO|FONSECA|BRITO|AZEVEDO|SA|COSTA)[A-Z ]*"
        r"|[A-Z]+(?:EIRA|EIRO|INHO|AES)",
        "MARIA FERNANDA ROSA ANA PAULA CRISTINA CONCEICAO GRACA LURDES FATIMA SANDRA ISABEL ALICE INES MANUELA HELENA "
        "TERESA",
        "MANUEL ANTONIO JOSE JOAO CARLOS FERNANDO PAULO JORGE RUI LUIS ARMANDO TIAGO NUNO PEDRO DIOGO FILIPE MARIO "
        "ADELINO",
        0.5, 0.3,
    ),
    Origin(
        "vietnamese",
        "NGUYEN TRAN PHAM HUYNH HOANG PHAN VU VO DANG BUI HO NGO DUONG LY LAM DINH TRUONG LUU TRINH DOAN VUONG CAO "
        "LIM LI HU HUANG LIU WU XU ZHOU WANG CHEN ZHANG",
        r"NG[UH][A-Z]+",
        "LINH THI MAI LAN HUONG KIM HOA THUY LY ANH MINH XUAN PHUONG",
        "MINH VAN HUNG TUAN DUC NAM THANH QUANG KHANH LONG HIEU TRUNG DAVID",
        0.4, 0.35,
    ),
    Origin(
        "polish",
        "NOWAK KOWALSKI WISNIEWSKI PAWLAK ZIELINSKI WALCZAK KRAWCZYK MARCINIAK MICHALAK NOVAK KAZMIERCZAK SZYMCZAK "
        "WIECZOREK WAWRZYNIAK DUDEK",
        r"[A-Z]+(?:SKI|SKA|CKI|CZYK|WICZ|CZAK|NIAK)",
        "IRENA HELENA WANDA SOPHIE JADWIGA STANISLAWA EWA HALINA KRYSTYNA ANNA DANUTA LIDIA HEDWIGE",
        "STANISLAS CASIMIR LADISLAS BRUNO EDMOND STANISLAW ZYGMUNT THADEE BOLESLAS WACLAW FELIX",
        0.16,
    ),
    Origin(
        "turkish",
        "YILMAZ SAHIN KAYA DEMIR OZTURK AYDIN ASLAN KOC POLAT OZER KAPLAN KURT TURK KARAKAYA SIMSEK ISIK ALBAYRAK ATES "
        "ARSLAN YILDIZ DOGAN CELIK YILDIRIM",
        r"[A-Z]+OGLU|OZ[DTK][A-Z]+|KARA(?:KA|BU|DA|TA)[A-Z]+",
        "FATMA AYSE EMINE HATICE ZEYNEP ELIF MERYEM HAVVA SEVDA AYLIN GULSEN NURAY YASEMIN ESMA DILARA",
        "MEHMET MUSTAFA ALI HUSEYIN HASAN MURAT OSMAN YUSUF EMRE BURAK KENAN ENES KADIR RECEP SERKAN",
        0.85, 0.35,
    ),
    Origin(
        "spanish",
        "MARTINEZ GARCIA LOPEZ SANCHEZ FERNANDEZ PEREZ GOMEZ RUIZ MORENO LOZANO MENDOZA ZARAGOZA QUESADA GUERRA VIVES "
        "FUENTES TORRES NAVARRO MOLINA ORTEGA ROMERO LINARES PAREDES QUILES SINTES MIRALLES CARRILLO CARRION",
        r"[A-Z]{3,}(?:EZ|ILLO)",
        "CARMEN DOLORES MERCEDES ISABELLE MARIA PILAR CONSUELO ENCARNACION JOSEFA ANGELA ROSARIO INES",
        "JOSE ANTOINE MANUEL JUAN FRANCISCO RAMON CARLOS PEDRO SALVADOR DIEGO ANGEL VINCENT",
        0.25, 0.12,
    ),
)  # fmt: skip
"""Every origin; a surname belongs to the first that claims it."""

LOCAL: dict[str, tuple[str, float]] = {
    "56": ("breton", 0.20), "22": ("breton", 0.24), "29": ("breton", 0.30), "35": ("breton", 0.10),
    "44": ("breton", 0.06), "67": ("alsatian", 0.30), "68": ("alsatian", 0.30), "57": ("alsatian", 0.18),
    "64": ("basque", 0.22), "2A": ("corsican", 0.45), "2B": ("corsican", 0.45), "971": ("antillean", 0.5),
    "972": ("antillean", 0.5), "973": ("antillean", 0.4), "974": ("antillean", 0.4), "93": ("maghrebi", 0.12),
}  # fmt: skip
"""Department -> an origin that is commoner there, and the share of households that is drawn from it on top."""

ANYWHERE: dict[str, float] = {
    "maghrebi": 0.022, "portuguese": 0.010, "west african": 0.007, "antillean": 0.006, "turkish": 0.004,
    "polish": 0.003, "vietnamese": 0.003, "alsatian": 0.003, "basque": 0.002,
}  # fmt: skip
"""Shares of households everywhere that are drawn from an origin on top: the table of surnames has too few."""

NUMBERS: dict[str, int] = {COMMON: 0, **{origin.name: place for place, origin in enumerate(ORIGINS, 1)}}
"""Origin -> its number; 0 is `COMMON`."""

_SURNAMES = {fold(name): NUMBERS[origin.name] for origin in reversed(ORIGINS) for name in origin.surnames.split()}
_PATTERNS = [(NUMBERS[origin.name], re.compile(origin.pattern)) for origin in ORIGINS]


def of_surname(folded: str) -> int:
    """Number of the origin of a folded surname; 0 where it is of none in particular.

    >>> of_surname("LE GOFF") == NUMBERS["breton"], of_surname("PETIT")
    (True, 0)
    """
    known = _SURNAMES.get(folded)
    if known is not None:
        return known
    return next((number for number, pattern in _PATTERNS if pattern.fullmatch(folded)), 0)


def households(departments: tuple[str, ...]) -> Floats:
    """Shares, by department (rows) and origin (columns), of households drawn from that origin on top; row sums < 1."""
    shares = np.zeros((len(departments), len(NUMBERS)))
    for name, share in ANYWHERE.items():
        shares[:, NUMBERS[name]] = share
    for row, code in enumerate(departments):
        if code in LOCAL:
            shares[row, NUMBERS[LOCAL[code][0]]] += LOCAL[code][1]
    return shares


def first_names(number: int, female: bool) -> frozenset[str]:
    """Folded first names of an origin (numbered from 1) and sex."""
    origin = ORIGINS[number - 1]
    return frozenset(fold(name) for name in (origin.female if female else origin.male).split())
