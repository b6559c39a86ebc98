"""A small invented laboratory leak, made for these tests alone (not by the project's generator)."""

from __future__ import annotations

import hashlib
import random

import pyarrow as pa

from pipeline.locales.fr.geography import communes

TRUTH = {
    "num_dossier": "record.number",
    "ipp": "patient.number",
    "nir": "fr.nir",
    "nom": "person.name",
    "nom_naissance": "person.birth_name",
    "prenom": "person.first_name",
    "sexe": "person.sex",
    "date_naissance": "person.birth_date",
    "adresse": "address.street",
    "code_postal": "address.postcode",
    "ville": "address.city",
    "telephone": "phone",
    "portable": "phone",
    "email": "email",
    "mutuelle": "insurer",
    "num_adherent": "insurer.member",
    "groupe_sanguin": "blood_group",
    "labo": "laboratory",
    "code_labo": "laboratory.code",
    "medecin": "prescriber.name",
    "cp_medecin": "prescriber.postcode",
    "rpps_medecin": "fr.rpps",
    "date_prelevement": "date.sample",
    "commentaire": "text.free",
    "login": "credential.login",
    "mot_de_passe": "credential.password",
}
ENGLISH = str.split(
    "record_no patient_id ssn last_name maiden_name first_name gender dob address postcode city phone "
    "mobile email insurer member_id blood_type lab lab_code doctor doctor_zip doctor_rpps sample_date "
    "comment username password"
)

_SURNAMES = str.split(
    "MARTIN BERNARD DUBOIS THOMAS ROBERT RICHARD PETIT DURAND LEROY MOREAU SIMON LAURENT LEFEBVRE MICHEL "
    "GARCIA DAVID BERTRAND ROUX VINCENT FOURNIER MOREL GIRARD ANDRE LEFEVRE MERCIER DUPONT LAMBERT BONNET "
    "FRANCOIS MARTINEZ LEGRAND GARNIER FAURE ROUSSEAU BLANC GUERIN MULLER HENRY ROUSSEL NICOLAS PERRIN "
    "MORIN MATHIEU CLEMENT GAUTHIER DUMONT LOPEZ FONTAINE CHEVALIER ROBIN MASSON SANCHEZ GERARD NGUYEN "
    "BOYER DENIS LEMAIRE DUVAL JOLY GAUTIER ROGER ROCHE ROY NOEL MEYER LUCAS MEUNIER JEAN PEREZ MARCHAND "
    "DUFOUR BLANCHARD MARIE BARBIER BRUN DUMAS BRUNET SCHMITT LEROUX COLAS FERNANDEZ PIERRE RENARD ARNAUD "
    "ROLLAND CARON AUBERT GIRAUD LECLERC VIDAL BOURGEOIS RENAUD LEMOINE PICARD GAILLARD PHILIPPE LECLERCQ "
    "LACROIX FABRE DUPUIS OLIVIER RODRIGUEZ DA~SILVA HUBERT LOUIS CHARLES GUILLOT RIVIERE LE~GALL "
    "GUILLAUME ADAM REY MOULIN GONZALEZ BERGER LECOMTE MENARD FLEURY DESCHAMPS CARPENTIER JULIEN BENOIT "
    "PARIS MAILLARD MARCHAL AUBRY VASSEUR LE~ROUX RENAULT JACQUET COLLET PREVOST POIRIER CHARPENTIER "
    "ROYER HUET BARON PONS PAUL LAINE CARRE"
)
_FEMALE = str.split(
    "MARIE NATHALIE ISABELLE SYLVIE CATHERINE FRANCOISE JEANNE MONIQUE JULIE CAMILLE LEA MANON CHLOE EMMA "
    "ANNE-SOPHIE KARINE"
)
_MALE = str.split(
    "JEAN PIERRE MICHEL ANDRE PHILIPPE LOUIS NICOLAS JULIEN THOMAS LUCAS HUGO THEO ALAIN PATRICK YANN GWENAEL"
)
_STREETS = [
    "DES LILAS",
    "DE LA GARE",
    "DU PORT",
    "VICTOR HUGO",
    "DES ECOLES",
    "DE KERVEN",
    "DU MOULIN",
    "JEAN JAURES",
    "DE L EGLISE",
    "DES PRES",
]
_COMMENTS = (
    "Patiente enceinte de 12 SA",
    "Sous AVK depuis 2 ans, INR à surveiller",
    "A jeun, appeler le patient",
    "Diabète ancien bien suivi",
)
_CLEAR = str.split("azerty 123456 soleil Bzh2956! marine56 doudou P@ssw0rd chouchou Loulou22 bretagne")


def make(rows: int, seed: int) -> pa.RecordBatch:
    """Invent ``rows`` records of about two thirds as many persons."""
    rng = random.Random(seed)
    towns = communes().filter(communes()["department"].is_in(["56", "22", "45"])).sample(150, seed=seed)
    places = [
        (name.upper(), codes[0])
        for name, codes in zip(towns["name"], towns["postcodes"].to_list(), strict=True)
        if codes is not None
    ]
    labs = [
        (f"LABORATOIRE {w}", f"L{i:02d}")
        for i, w in enumerate(["DU PORT", "DES REMPARTS", "BIO OUEST", "DE LA BAIE", "ARMOR", "LOIRE"])
    ]
    insurers = [f"MUTUELLE {w}" for w in ["DU TREGOR", "BLEUE", "DES POSTES", "ATLANTIQUE", "GENERALE"]]
    doctors = [_doctor(rng, places, titled=seed % 2 == 0) for _ in range(max(8, rows // 40))]
    people = [_person(rng, i, places, insurers) for i in range(max(5, rows * 2 // 3))]
    records = [_record(rng, i, rng.choice(people), rng.choice(doctors), rng.choice(labs)) for i in range(rows)]
    columns = zip(*records, strict=True)
    return pa.record_batch({name: pa.array(c, pa.string()) for name, c in zip(TRUTH, columns, strict=True)})


def _doctor(rng, places, titled):
    name = f"{rng.choice(_SURNAMES).replace('~', ' ')} {rng.choice(_MALE + _FEMALE)}"
    return (f"DR {name}" if titled else name, rng.choice(places)[1], f"10{rng.randrange(10**9):09d}")


def _person(rng, i, places, insurers):
    female = rng.random() < 0.55
    name, birth = (rng.choice(_SURNAMES).replace("~", " ") for _ in range(2))
    birth = birth if female and rng.random() < 0.5 else name if rng.random() < 0.3 else ""
    first = rng.choice(_FEMALE if female else _MALE)
    year, month, day = rng.randrange(1930, 2016), rng.randrange(1, 13), rng.randrange(1, 29)
    town, code = rng.choice(places)
    nir = f"{1 + female}{year % 100:02d}{month:02d}56{rng.randrange(1, 261):03d}00098"
    street = f"{rng.randrange(1, 90)} {rng.choice(['RUE', 'AVENUE', 'IMPASSE', 'PLACE', 'BD'])} {rng.choice(_STREETS)}"
    mail = f"{first}.{name}{rng.randrange(99)}@example.org".lower().replace(" ", "") if rng.random() < 0.12 else ""
    insured = rng.random() < 0.7
    portal = rng.random() < 0.2
    secret = rng.choice(_CLEAR) if rng.random() < 0.7 else hashlib.md5(str(i).encode()).hexdigest()
    born = f"{day:02d}/{month:02d}/{year}"
    phones = (f"02619100{rng.randrange(100):02d}", f"06 39 98 {rng.randrange(100):02d} {rng.randrange(100):02d}")
    groups = ["A+", "O+", "O-", "B+", "AB+", "A-"]
    login = f"{first[0]}{name}".lower().replace(" ", "") + str(year % 100)
    return (
        f"{8_000_000 + i * 7}",
        nir if rng.random() < 0.95 else "",
        *(name, birth, first, "MF"[female], born, street, code, town),
        phones[0] if rng.random() < 0.7 else "",
        phones[1] if rng.random() < 0.5 else "",
        mail,
        rng.choice(insurers) if insured else "",
        f"{rng.randrange(10**7, 10**8)}" if insured else "",
        rng.choice(groups) if rng.random() < 0.3 else "",
        login if portal else "",
        secret if portal else "",
    )


def _record(rng, i, person, doctor, lab):
    sampled = (
        f"{rng.randrange(1, 29):02d}/{rng.randrange(1, 13):02d}/{rng.choice([2017, 2018, 2018, 2019, 2019, 2020])}"
    )
    comment = f"{rng.choice(_COMMENTS)} {rng.randrange(30)}" if rng.random() < 0.08 else ""
    return (f"D{190000 + i:07d}", *person[:16], *lab, *doctor, sampled, comment, *person[16:])
