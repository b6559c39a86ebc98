"""What an e-mail address tells by its domain alone: whose post it is, and the country of its top-level domain.

Nothing of the domain itself comes out: a class of a closed list, and a code of a closed list. The lists are the
project's own: providers of France and its neighbours, also under former names whose addresses live on (wanadoo.fr).
Institutions are told by how they name themselves: ``chu-``, ``aphp``, ``hopital``, ``labo``, ``ac-`` (académies),
``gouv.fr``.
"""

from __future__ import annotations

import polars as pl

PROVIDERS: tuple[str, ...] = (
    "webmail", "internet_provider", "hospital", "laboratory", "health", "administration", "education", "other", "none",
)  # fmt: skip
"""The closed vocabulary; ``none`` where the login is no address, ``other`` for companies, associations and persons."""

GENERIC, NONE = "generic", "none"
"""Instead of a country: a top-level domain of none, a login that is no address."""

_WEBMAIL = """gmail googlemail outlook hotmail live msn windowslive yahoo ymail rocketmail icloud me mac aol aim
protonmail proton pm gmx web mail laposte caramail lycos zoho yandex tutanota tuta fastmail mailo netcourrier mailbox
posteo rediffmail qq 163 126 seznam wp o2 onet inbox bk list hey duck"""
"""Second-level names of post that anybody may open in a browser."""

_ACCESS = """orange wanadoo free freesbee sfr neuf 9online 9business cegetel bbox bouygtel numericable noos modulonet
club-internet aliceadsl alice tele2 libertysurf worldonline voila infonie nordnet dartybox dbmail cario ozone wibox
videotron skynet proximus telenet scarlet voo bluewin sunrise swisscom hispeed t-online freenet arcor vodafone libero
tiscali tin virgilio telefonica movistar jazztel ya telepac sapo btinternet sky virginmedia ntlworld talktalk
blueyonder comcast verizon att bellsouth charter cox sbcglobal shaw rogers sympatico bell pt luxembourg post"""
"""Second-level names of those who sell access to the internet."""

_HOSPITAL = (
    r"(^|[.-])(aphp|ap-hp|aphm|ap-hm|hcl|chu|chru|chr|ch|chi|chic|chd|chm|chs|chsp|cht|ght|gh|ghu|ghi|ghr|ghicl|ghef|hia"
    r"|hpa|epsm|ugecam|nhs|hopital|hopitaux|hospital|hospitals|hospices|hospitalier|hospitaliers|clinique|cliniques"
    r"|polyclinique|klinik|klinikum|krankenhaus|ospedale|unicancer|gustaveroussy|curie)([.-]|\d|$)"
    r"|hopita|clinique|hospital"
)
_LABORATORY = (
    r"(^|[.-])(labo|labos|labm|lbm|biologie|biologiste|biomnis|biogroup|biogroup-lcd|cerba|cerballiance"
    r"|eurofins-biologie|eurofins-biomnis|synlab|unilabs|inovie|dyomedea|mlab-groupe|oriade|oriapole|bioclinic)([.-]|$)"
    r"|laboratoire|laborizon|labo-|-labo|biolab|labobio|biomedical"
)
_HEALTH = (
    r"(^|[.-])(ars|sante|mssante|apicrypt|ameli|assurance-maladie|cpam|msa|mutuelle|ehpad|ssiad|mfr?sante|efs|has-sante"
    r"|santepubliquefrance|inserm|pasteur|medecin|medecins|infirmier|infirmiers|pharmacie|pharmacien|dentiste|kine)([.-]|$)"
    r"|pharma|ehpad|infirmier|mutuelle"
)
_ADMINISTRATION = (
    r"(^|\.)(gouv\.fr|gov|gov\.[a-z]{2}|gob\.[a-z]{2}|admin\.ch|bund\.de|europa\.eu|mil|defense\.gouv\.fr)$"
    r"|(^|[.-])(mairie|ville|departement|prefecture|region|metropole|agglo|cg\d\d|cd\d\d|sdis\d*|caf|pole-emploi)([.-]|\d|$)"
    r"|^(mairie|ville)"
)
_EDUCATION = (
    r"(^|[.-])(ac-[a-z]+|univ|universite|university|uni|edu|ecole|lycee|college|cnrs|enseignant|etudiant|etu|academie)([.-]|\d|$)"
    r"|\.(edu|ac)(\.[a-z]{2})?$|^univ|\.univ-"
)

_COUNTRIES = """ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw
by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et fi fj fk fm fo
fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo
jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms
mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru
rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua
ug um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"""
"""ISO 3166-1 alpha-2; each is a top-level domain, but for the United Kingdom, whose own is uk."""

_FOR_EVERYBODY = "ac ai cc co fm gg io me nu sh tk tv ws"
"""Of these, domains that are sold all over the world as if they were of no country."""

_ADDRESS = r"^[^@\s]+@((?:[\p{L}\p{N}-]+\.)+[\p{L}]{2,})$"


def domains(logins: pl.Series) -> pl.Series:
    """The domain of each address in lower case; null where the text is no address."""
    return logins.cast(pl.String).str.strip_chars().str.to_lowercase().str.extract(_ADDRESS, 1)


def providers(logins: pl.Series) -> pl.Series:
    """Whose post an address is of: one of `PROVIDERS`; null where the cell is.

    >>> providers(pl.Series(["a@gmail.com", "b@wanadoo.fr", "c@chu-example.fr", "d@example.org", "dupont56"])).to_list()
    ['webmail', 'internet_provider', 'hospital', 'other', 'none']
    """
    domain = pl.col("domain")
    owner = domain.str.extract(r"([^.]+)\.(?:(?:co|com|net|org|gov|ac)\.)?[^.]+$", 1)
    depth = domain.str.count_matches(".", literal=True)
    name = domain.str.replace(r"\.[^.]+$", "")
    plain = (depth == 1) | domain.str.contains(r"\.(co|com)\.[a-z]{2}$")
    rules = (
        (domain.is_null(), NONE),
        (owner.is_in(_WEBMAIL.split()) & plain, "webmail"),
        (owner.is_in(_ACCESS.split()) & plain, "internet_provider"),
        (domain.str.contains(_ADMINISTRATION), "administration"),
        (domain.str.contains(_EDUCATION), "education"),
        (name.str.contains(_HOSPITAL), "hospital"),
        (name.str.contains(_LABORATORY), "laboratory"),
        (name.str.contains(_HEALTH), "health"),
    )
    kind = pl.coalesce(*(pl.when(rule).then(pl.lit(label)) for rule, label in rules), pl.lit("other"))
    frame = pl.DataFrame({"login": logins.cast(pl.String), "domain": domains(logins)})
    told = pl.when(pl.col("login").is_not_null()).then(kind)
    return frame.select(told.alias("provider"))["provider"].rename(logins.name)


def countries(logins: pl.Series) -> pl.Series:
    """The country of an address's top-level domain, `GENERIC`, or `NONE`; null where the cell is.

    >>> countries(pl.Series(["a@example.fr", "b@example.co.uk", "c@example.com", "dupont56"])).to_list()
    ['FR', 'GB', 'generic', 'none']
    """
    codes = {code: code.upper() for code in _COUNTRIES.split()} | {"uk": "GB"}
    codes |= dict.fromkeys(_FOR_EVERYBODY.split(), GENERIC)
    top = domains(logins).str.extract(r"([^.]+)$", 1)
    known = top.replace_strict(codes, default=GENERIC, return_dtype=pl.String)
    frame = pl.DataFrame({"login": logins.cast(pl.String), "top": top, "known": known})
    told = pl.when(pl.col("top").is_null()).then(pl.lit(NONE)).otherwise("known")
    return frame.select(pl.when(pl.col("login").is_not_null()).then(told).alias("country"))["country"].rename(
        logins.name
    )
