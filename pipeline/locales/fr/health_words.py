"""Word lists of `pipeline.locales.fr.health`, written for this project: lower case, without accents."""

from __future__ import annotations

_WORDS: dict[str, str] = {
    "pregnancy": (
        "enceinte enceintes gravidique gestation parturiente primipare multipare primigeste multigeste "
        "nullipare ivg img hcg bhcg betahcg accouchement accouchee cesarienne amenorrhee fcs geu aro ddg "
        "preeclampsie pregnant pregnancy terme"
    ),
    "fertility": "fiv icsi pma amp fivete spermogramme spermocytogramme hsg azoospermie oligospermie opk sopk",
    "hiv": "vih hiv sida seropo trithera trithe arv pvvih",
    "infection": (
        "vhc vhb ghb hepatite tuberculose bk syphilis chlamydia chlamydiae gonocoque covid covid19 sarscov2 "
        "septicemie bmr blse sarm endocardite hbv hcv mst ist lyme toxoplasmose paludisme pneumopathie "
        "pyelonephrite erysipele zona herpes hpv ebv cmv"
    ),
    "cancer": (
        "cancer cancers cancereux cancereuse tumeur tumeurs k neoplasie neo neoplasique metastase metastases "
        "meta leucemie llc lmc lam lnh lymphome myelome melanome carcinome adenocarcinome sarcome chimio "
        "chimiotherapie radiotherapie oncologie onco kc tamoxifene hormonotherapie letrozole anastrozole mds"
    ),
    "diabetes": (
        "diabete diabetique diabetiques diabetes dnid did dt1 dt2 dt2i db2 db1 insuline insulinodependant "
        "insulinodependante hba1c metformine glucophage lantus novorapid dg"
    ),
    "cardiovascular": (
        "hta avc ait idm infarctus sca acfa fa aomi bpco ic insuf coronarien coronarienne coronaropathie "
        "stent stents pontage pacemaker pm embolie ep tvp phlebite arythmie angor avk previscan coumadine "
        "warfarine xarelto eliquis hypertension hypertendu hypertendue cardiopathie valve cardiaque kardegic"
    ),
    "genetic": (
        "mucoviscidose trisomie drepanocytose drepanocytaire hemophilie hemophile thalassemie brca brca1 "
        "brca2 huntington hemochromatose myopathie leiden lynch duchenne t21 caryotype willebrand"
    ),
    "psychiatric": (
        "depression depressif depressive bipolaire schizophrenie schizophrene psychose psychotique anxiete "
        "anxieux anxieuse ts tds lithium lithiemie teralithe anorexie boulimie psychiatrie psychiatrique psy "
        "burnout suicidaire leponex clozapine tca autisme antidepresseur antidepresseurs neuroleptique "
        "neuroleptiques suicide ssri"
    ),
    "addiction": (
        "alcoolique alcoolisme alcool ethylisme ethylique oh toxicomane toxicomanie toxico heroine cocaine "
        "cannabis methadone subutex buprenorphine sevrage addiction addictologie tabagisme tabac tabagique "
        "fumeur fumeuse opiaces thc"
    ),
    "transplant": (
        "greffe greffee greffes transplante transplantee transplantation dialyse dialysee hemodialyse "
        "hemodialysee irc irct tacrolimus ciclosporine prograf advagraf neoral epo dp"
    ),
    "disability": (
        "handicap handicape handicapee handicapes tetraplegique paraplegique hemiplegique grabataire "
        "alzheimer demence dement demente sep parkinson aah gir1 gir2 gir3 gir4 mdph curatelle tutelle "
        "dependance dependante dependant fauteuil aveugle sourd sourde malentendant malvoyant invalidite"
    ),
    "allergy": "allergie allergies allergique anaphylaxie anaphylactique allergic allergy allergisant intolerance",
    "treatment": (
        "ttt tt traitement traitements corticotherapie corticoide corticoides cortisone prednisone cortancyl "
        "solupred methotrexate mtx biotherapie humira enbrel anticoagulant anticoagulants heparine lovenox "
        "levothyrox levothyroxine amiodarone digoxine depakine antibiotique antibiotiques atb atbtherapie "
        "antibiotherapie amoxicilline augmentin immunosuppresseur aod treatment medication statine statines "
        "aspirine plavix inr traite traitee"
    ),
}

WORDS: dict[str, str] = {word: f"health.{kind}" for kind, words in _WORDS.items() for word in words.split()}
"""A word -> its category."""
for _ambiguous in str.split("k pm ep ic fa dp dg terme meta insuf neo amp valve ghb lam caryotype depend"):
    WORDS.pop(_ambiguous, None)

STEMS: tuple[tuple[str, str], ...] = tuple(
    (stem, f"health.{kind}")
    for kind, stems in {
        "pregnancy": "grossess accouch postpartum",
        "fertility": "infertil steril fertilit insemination",
        "hiv": "seropositi antiretrovir tritherap",
        "infection": "hepatit tubercul pneumocoq mening",
        "cancer": "cancer tumor neoplas metasta lymphom carcinom leucem chimioth radioth oncolog immunotherap",
        "diabetes": "diabet insulin",
        "cardiovascular": "hypertens coronar cardiopath infarct fibrillat thrombo arythm phlebit",
        "genetic": "genetiqu hemophil drepanocyt thalassem mucoviscid",
        "psychiatric": "depressi schizophr bipolai psychiatr psychot antidepress neurolept anxiolyt",
        "addiction": "alcooli toxicoman addict tabagi methadon",
        "transplant": "transplant dialys hemodialys",
        "disability": "handicap tetrapleg parapleg hemipleg",
        "allergy": "allergi anaphyl",
        "treatment": "corticoth anticoagul immunosuppr antibioth",
    }.items()
    for stem in stems.split()
)
"""The beginning of a word (of 5 letters and more) -> its category."""

PAIRS: dict[tuple[str, str], str] = {
    ("fausse", "couche"): "health.pregnancy",
    ("post", "partum"): "health.pregnancy",
    ("femme", "gestante"): "health.pregnancy",
    ("retard", "regles"): "health.pregnancy",
    ("in", "vitro"): "health.fertility",
    ("stimulation", "ovarienne"): "health.fertility",
    ("procreation", "medicalement"): "health.fertility",
    ("charge", "virale"): "health.hiv",
    ("germe", "resistant"): "health.infection",
    ("sous", "chimio"): "health.cancer",
    ("insuffisance", "cardiaque"): "health.cardiovascular",
    ("insuffisant", "cardiaque"): "health.cardiovascular",
    ("insuffisance", "renale"): "health.transplant",
    ("insuffisant", "renal"): "health.transplant",
    ("facteur", "v"): "health.genetic",
    ("maladie", "genetique"): "health.genetic",
    ("tentative", "suicide"): "health.psychiatric",
    ("trouble", "bipolaire"): "health.psychiatric",
    ("exogenose", "chronique"): "health.addiction",
    ("substitution", "opiacee"): "health.addiction",
    ("sclerose", "en"): "health.disability",
    ("perte", "autonomie"): "health.disability",
    ("choc", "anaphylactique"): "health.allergy",
    ("sous", "avk"): "health.treatment",
    ("sous", "metformine"): "health.treatment",
    ("sous", "methadone"): "health.treatment",
    ("sous", "insuline"): "health.treatment",
}
"""Two neighbouring words -> their category."""

NEGATION_BEFORE = frozenset(
    str.split("pas sans aucun aucune ni non nie absence jamais exclu exclue exclut elimine ecarte infirme not no")
)
"""Words that deny what follows in the clause."""

NEGATION_AFTER = frozenset(
    str.split(
        "negatif negative negatifs negatives neg absent absente exclu exclue ecarte ecartee infirme infirmee "
        "elimine eliminee negativee negativite nie niee"
    )
)
"""Words that deny what stands before them in the clause."""

FAMILY = frozenset(
    str.split(
        "mere pere frere freres soeur soeurs oncle tante cousin cousine parents familial familiale familiaux "
        "familiales famille fam conjoint conjointe mari epoux epouse compagnon compagne maternel maternelle "
        "maternels paternel paternelle mother father brother sister husband"
    )
)
"""Relatives: what their clause says is not of the patient."""

TESTS = frozenset(
    ["serologie", "serologies", "sero", "depistage", "depister", "test", "tests", "recherche", "rech", "screening"]
)
"""Words that ask for a test of what follows, without saying its result."""

POSITIVE = frozenset(str.split("positif positive positifs pos confirme confirmee connu connue + suivi traite traitee"))
"""Words that confirm what stands before them."""

CONTEXT_BREAKS = frozenset([".", ";", ",", "\n", "!", "(", ")", "mais", "puis", "car"])
"""Where the reach of a negation or of a relative ends."""
