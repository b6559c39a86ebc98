"""Word lists of `pipeline.locales.fr.health`, written for this project: lower case, without accents."""

from __future__ import annotations

_WORDS: dict[str, str] = {
    "pregnancy": (
        "enceinte enceintes gravidique parturiente primipare multipare primigeste multigeste nullipare ivg img hcg "
        "bhcg betahcg accouchement accouchee cesarienne amenorrhee fcs geu aro ddg preeclampsie pregnant pregnancy "
        "gross allaitement gravide enceint"
    ),
    "fertility": ("fiv icsi pma fivete spermogramme spermocytogramme hsg azoospermie oligospermie opk sopk"),
    "hiv": ("vih hiv sida seropo trithera trithe arv pvvih"),
    "infection": (
        "vhc vhb hepatite tuberculose bk syphilis chlamydia chlamydiae gonocoque covid covid19 sarscov2 septicemie "
        "bmr blse sarm endocardite hbv hcv mst ist lyme toxoplasmose paludisme pneumopathie pyelonephrite erysipele "
        "zona herpes hpv ebv cmv mononucleose gale rougeole varicelle grippe leptospirose brucellose gonorrhee bhre "
        "malaria dengue chikungunya zika"
    ),
    "cancer": (
        "cancer cancers cancereux cancereuse tumeur tumeurs neoplasie neoplasique metastase metastases leucemie llc "
        "lmc lnh lymphome myelome melanome carcinome adenocarcinome sarcome chimio chimiotherapie radiotherapie "
        "oncologie onco kc hormonotherapie mds hodgkin waldenstrom kaposi glioblastome seminome"
    ),
    "diabetes": (
        "diabete diabetique diabetiques diabetes dnid did dt1 dt2 dt2i db2 db1 insulinodependant insulinodependante "
        "diabeto acidocetose"
    ),
    "cardiovascular": (
        "hta avc ait idm infarctus sca acfa aomi coronarien coronarienne coronaropathie stent stents pontage "
        "pacemaker embolie tvp phlebite arythmie angor hypertension hypertendu hypertendue cardiopathie cardiaque "
        "arterite arteriopathie tachycardie oap valvulopathie cardiopathe phlebites cardiomyopathie"
    ),
    "genetic": (
        "mucoviscidose trisomie drepanocytose drepanocytaire hemophilie hemophile thalassemie brca brca1 brca2 "
        "huntington hemochromatose myopathie leiden lynch duchenne t21 willebrand marfan turner phenylcetonurie"
    ),
    "psychiatric": (
        "depression depressif depressive bipolaire schizophrenie schizophrene psychose psychotique anxiete anxieux "
        "anxieuse ts tds lithiemie anorexie boulimie psychiatrie psychiatrique psy burnout suicidaire tca autisme "
        "antidepresseur antidepresseurs neuroleptique neuroleptiques suicide ssri tspt paranoia phobie"
    ),
    "addiction": (
        "alcoolique alcoolisme alcool ethylisme ethylique oh toxicomane toxicomanie toxico heroine cocaine cannabis "
        "sevrage addiction addictologie tabagisme tabac tabagique fumeur fumeuse opiaces thc cannabique "
        "alcoolodependance"
    ),
    "transplant": (
        "greffe greffee greffes transplante transplantee transplantation dialyse dialysee hemodialyse hemodialysee "
        "irc irct epo"
    ),
    "disability": (
        "handicap handicape handicapee handicapes tetraplegique paraplegique hemiplegique grabataire alzheimer "
        "demence dement demente sep parkinson aah gir1 gir2 gir3 gir4 mdph fauteuil aveugle sourd sourde malentendant "
        "malvoyant invalidite cecite surdite charcot sla ampute amputee imc"
    ),
    "allergy": ("allergie allergies allergique anaphylaxie anaphylactique allergic allergy allergisant intolerance"),
    "treatment": (
        "ttt tt traitement traitements corticotherapie corticoide corticoides biotherapie anticoagulant "
        "anticoagulants antibiotique antibiotiques atb atbtherapie antibiotherapie immunosuppresseur aod treatment "
        "medication statine statines avk biotherapies immunosuppresseurs aods naco antihypertenseur antiagregant"
    ),
}

WORDS: dict[str, str] = {word: f"health.{kind}" for kind, words in _WORDS.items() for word in words.split()}
"""A word -> its category."""

STEMS: tuple[tuple[str, str], ...] = tuple(
    (stem, f"health.{kind}")
    for kind, stems in {
        "pregnancy": "grossess accouch postpartum gestation",
        "fertility": "infertil inseminat steril",
        "hiv": "seropositi antiretrovir tritherap",
        "infection": "hepatit tubercul pneumocoq meningit mononucleo toxoplasm syphili septicem",
        "cancer": "cancer tumor neoplas metasta lymphom carcinom leucem chimioth radioth oncolog immunotherap",
        "diabetes": "diabet insulin",
        "cardiovascular": "hypertens coronar cardiopath infarct fibrillat thrombo arythm phlebit",
        "genetic": "hemophil drepanocyt thalassem mucoviscid hemochromat trisomi",
        "psychiatric": "depressi schizophr bipolai psychiatr psychot antidepress neurolept anxiolyt",
        "addiction": "alcooli toxicoman addict tabagi methadon",
        "transplant": "transplant dialys hemodialys",
        "disability": "handicap tetrapleg parapleg hemipleg grabatair",
        "allergy": "allergi anaphyl",
        "treatment": "corticoth anticoagul immunosuppr antibioth biotherap",
    }.items()
    for stem in stems.split()
)
"""The beginning of a word (of 5 letters and more) -> its category."""

_ORGANS = tuple(
    str.split(
        "sein prostate poumon colon rectum rein vessie thyroide ovaire uterus col pancreas foie estomac oesophage "
        "larynx peau testicule endometre bronches orl langue gorge os cerveau pulmonaire mammaire prostatique colique "
        "digestif"
    )
)

PAIRS: dict[tuple[str, str], str] = {
    ("fausse", "couche"): "health.pregnancy",
    ("post", "partum"): "health.pregnancy",
    ("retard", "regles"): "health.pregnancy",
    ("in", "vitro"): "health.fertility",
    ("stimulation", "ovarienne"): "health.fertility",
    ("procreation", "medicalement"): "health.fertility",
    ("charge", "virale"): "health.hiv",
    ("germe", "resistant"): "health.infection",
    ("insuffisance", "cardiaque"): "health.cardiovascular",
    ("insuffisant", "cardiaque"): "health.cardiovascular",
    ("insuffisance", "renale"): "health.transplant",
    ("insuffisant", "renal"): "health.transplant",
    ("maladie", "genetique"): "health.genetic",
    ("tentative", "suicide"): "health.psychiatric",
    ("trouble", "bipolaire"): "health.psychiatric",
    ("exogenose", "chronique"): "health.addiction",
    ("substitution", "opiacee"): "health.addiction",
    ("sclerose", "en"): "health.disability",
    ("perte", "autonomie"): "health.disability",
    ("choc", "anaphylactique"): "health.allergy",
    ("maladie", "charcot"): "health.disability",
    ("gir", "1"): "health.disability",
    ("gir", "2"): "health.disability",
    ("gir", "3"): "health.disability",
    ("gir", "4"): "health.disability",
    ("pace", "maker"): "health.cardiovascular",
    ("facteur", "leiden"): "health.genetic",
    ("maladie", "hodgkin"): "health.cancer",
    ("parcours", "amp"): "health.fertility",
    ("don", "ovocytes"): "health.fertility",
    ("don", "sperme"): "health.fertility",
    ("dependance", "opiaces"): "health.addiction",
    ("dependance", "alcool"): "health.addiction",
    ("burn", "out"): "health.psychiatric",
    ("insulino", "dependant"): "health.diabetes",
    ("insulino", "dependante"): "health.diabetes",
    ("traitement", "hormonal"): "health.treatment",
    ("troubles", "anxieux"): "health.psychiatric",
    ("chambre", "implantable"): "health.cancer",
    **{(tumour, organ): "health.cancer" for tumour in ("k", "neo") for organ in _ORGANS},
}
"""Two neighbouring words -> their category."""

LIGHT = frozenset(
    str.split(
        "de d du des la le les l un une en a au aux et ou sur son ses notre connu connue recent recente ancien "
        "ancienne chronique type severe severes atcd antecedent antecedents"
    )
)
"""Words that neither carry a fact nor part two that do."""

NEGATION_BEFORE = frozenset(
    str.split(
        "pas sans aucun aucune ni non nie absence jamais exclu exclue exclut elimine ecarte infirme not no auucun aucn"
    )
)
"""Words that deny what follows in the clause."""

NEGATION_AFTER = frozenset(
    str.split(
        "negatif negative negatifs negatives neg absent absente exclu exclue exclut ecarte ecartee ecartes infirme "
        "infirmee elimine eliminee negativee negativite nie niee exclus"
    )
)
"""Words that deny what stands before them in the clause."""

FAMILY = frozenset(
    str.split(
        "mere pere frere freres soeur soeurs oncle tante cousin cousine parents familial familiale familiaux "
        "familiales famille fam conjoint conjointe mari epoux epouse compagnon compagne mother father brother sister "
        "husband neveu niece"
    )
)
"""Relatives: what their clause says is not of the patient."""

INTRODUCED = frozenset(
    str.split(
        "prevenir appeler rappeler joindre contacter avec av signale signalee signales par selon chez cz voir "
        "accompagne accompagnee venu venue vit hebergee heberge passera donne demande informe dit courrier facture "
        "compte tutelle vu vue confirme contact avertir prevenu prevenue remis remettre sa son"
    )
)
"""Words that bring a relative in as somebody to call or who tells, and not as the one who is ill."""

TESTS = frozenset(
    ["serologie", "serologies", "sero", "depistage", "depister", "test", "tests", "recherche", "rech", "screening"]
)
"""Words that ask for a test of what follows, without saying its result."""

POSITIVE = frozenset(str.split("positif positive positifs pos confirme confirmee connu connue + suivi traite traitee"))
"""Words that confirm what stands before them."""

STRONG_BREAKS = frozenset([".", ";", "\n", "!", "+", "/", "//", "?", "mais", "puis", "car"])
"""Where one matter ends and the next begins."""

BREAKS = STRONG_BREAKS | {",", "(", ")"}
"""Where the reach of a denial ends."""

_ALLERGY = frozenset(str.split("allergie allergies allergique allergy anaphylaxie intolerance intolerant reaction"))
UNSAID: dict[str, frozenset[str]] = {
    "health.treatment": _ALLERGY,
    "health.cardiovascular": frozenset(["transplantation", "greffe", "transplante", "transplantee", "greffee"]),
}
"""Category -> words right before that make something else of a word that stands for it."""

UNLIKE = frozenset(
    str.split("portage portages reportage montage partage gravade insuffler attentive dialogue amputer grossier")
)
"""French words that are one letter away from one of the lists, and none of theirs."""
