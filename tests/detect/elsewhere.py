"""Small invented tables in the layouts of other files than a laboratory's; every title with its entity."""

from __future__ import annotations

import random
from collections.abc import Callable

import pyarrow as pa

from pipeline.locales.fr.geography import communes
from pipeline.locales.fr.names import first_name_counts, surname_counts

Titles = dict[str, str | None]


class Invented:
    """Draws values; nobody is behind them."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.last = surname_counts().sort("count", descending=True)["name"].head(4000).to_list()
        table = first_name_counts().sort("count", descending=True)
        self.first = {sex: table.filter(table["sex"] == sex)["name"].head(150).to_list() for sex in "FM"}
        towns = communes().drop_nulls("postcodes").sample(60, seed=seed)
        self.towns = [(n, c[0]) for n, c in zip(towns["name"], towns["postcodes"].to_list(), strict=True)]

    def number(self, digits: int) -> str:
        return "".join(self.rng.choices("0123456789", k=digits))

    def date(self, first: int, last: int, form: str = "{d:02}/{m:02}/{y}") -> str:
        y, m, d = self.rng.randint(first, last), self.rng.randint(1, 12), self.rng.randint(1, 28)
        return form.format(y=y, m=m, d=d)

    def nir(self, female: bool, born: str) -> str:
        return f"{1 + female}{born[8:10]}{born[3:5]}{self.rng.randint(1, 95):02}{self.rng.randint(1, 400):03}00098"

    def phone(self) -> str:
        return f"06 39 98 {self.number(2)} {self.number(2)}"

    def mail(self, first: str, last: str) -> str:
        return f"{first}.{last}{self.number(2)}@example.org".lower().replace(" ", "")

    def maybe(self, share: float, value: str) -> str:
        return value if self.rng.random() < share else ""

    def person(self, first_year: int = 1930, last_year: int = 2015) -> tuple[bool, str, str, str, str, str]:
        """Female, surname, first name, birth date (day first), town, postcode."""
        female = self.rng.random() < 0.5
        town, code = self.rng.choice(self.towns)
        first = self.rng.choice(self.first["F" if female else "M"])
        return female, self.rng.choice(self.last), first, self.date(first_year, last_year), town, code


def appointments(of: Invented) -> tuple[Titles, Callable[[], tuple[str, ...]]]:
    """Export of an appointment platform."""
    doctors = [
        (f"Dr {of.rng.choice(of.last).title()}", of.rng.choice(["Dermatologue", "ORL", "Généraliste"]))
        for _ in range(9)
    ]

    def row() -> tuple[str, ...]:
        female, last, first, born, town, code = of.person()
        doctor, speciality = of.rng.choice(doctors)
        when = (
            of.date(2022, 2023, "{y}-{m:02}-{d:02}")
            + f" {of.rng.randint(8, 18):02}:{of.rng.choice(['00', '15', '30'])}"
        )
        motive = of.rng.choice(
            ["Première consultation", "Consultation de suivi", "Vaccination", "Renouvellement d'ordonnance"]
        )
        return (
            f"{of.rng.randint(10**6, 10**7)}", "Mme" if female else "M.", last, first.title(), born, of.phone(),
            of.mail(first, last), town, code, when, doctor, speciality, motive,
        )  # fmt: skip

    return {
        "ID RDV": "record.number", "Civilité": "person.sex", "Nom": "person.name", "Prénom": "person.first_name",
        "Date de naissance": "person.birth_date", "Téléphone": "phone", "E-mail": "email", "Ville": "address.city",
        "Code postal": "address.postcode", "Date du RDV": "date", "Praticien": "prescriber.name", "Spécialité": None,
        "Motif": "text.free",
    }, row  # fmt: skip


def admissions(of: Invented) -> tuple[Titles, Callable[[], tuple[str, ...]]]:
    """Admission list of a hospital; the person to call is a relative, with a birth date and a postcode."""

    def row() -> tuple[str, ...]:
        female, last, first, born, town, code = of.person()
        _, _, other, born2, _, code2 = of.person()
        came = of.date(2019, 2019)
        return (
            f"80{of.number(7)}", f"19{of.number(8)}", last, of.maybe(0.3, of.rng.choice(of.last)), first, "MF"[female],
            born, of.nir(female, born), came, of.maybe(0.9, came[:3] + "12/2019"),
            of.rng.choice(["CARDIOLOGIE", "URGENCES", "BIOLOGIE", "LABORATOIRE", "MATERNITE"]),
            f"{of.rng.randint(1, 99)} RUE DES LILAS", code, town, f"{last} {other}", born2, code2, of.phone(),
        )  # fmt: skip

    return {
        "IPP": "patient.number", "NDA": "record.number", "NOM_USUEL": "person.name", "NOM_NAISS": "person.birth_name",
        "PRENOM": "person.first_name", "SEXE": "person.sex", "DDN": "person.birth_date", "NIR": "fr.nir",
        "DATE_ENTREE": "date", "DATE_SORTIE": "date", "SERVICE": None, "ADRESSE": "address.street",
        "CP": "address.postcode", "VILLE": "address.city", "PERS_A_PREVENIR": "person.name",
        "DDN_PERS_A_PREVENIR": "date", "CP_PERS_A_PREVENIR": None, "TEL_PERS_A_PREVENIR": "phone",
    }, row  # fmt: skip


def members(of: Invented) -> tuple[Titles, Callable[[], tuple[str, ...]]]:
    """List of an insurer's members, with what they are covered for."""

    def row() -> tuple[str, ...]:
        female, last, first, born, town, code = of.person()
        iban = f"FR76{of.number(23)}"
        cover = " ".join(
            sorted(of.rng.sample(["PHAR", "LABO", "RADL", "HOSP", "DENT", "OPTI", "BIO"], of.rng.randint(2, 5)))
        )
        return (
            of.number(8),
            last,
            first,
            "FM"[not female],
            born,
            of.nir(female, born),
            iban,
            of.rng.choice(["S1", "S2", "P1"]),
            cover,
            code,
            town,
        )

    return {
        "N° adhérent": "insurer.member", "Nom": "person.name", "Prénom": "person.first_name", "Sexe": "person.sex",
        "Né(e) le": "person.birth_date", "N° SS": "fr.nir", "IBAN": "iban", "Formule": None, "Garanties": None,
        "CP": "address.postcode", "Commune": "address.city",
    }, row  # fmt: skip


def pupils(of: Invented) -> tuple[Titles, Callable[[], tuple[str, ...]]]:
    """Health list of a school: births lie close together, the school's postcode is not the pupils'."""

    def row() -> tuple[str, ...]:
        female, last, first, born, town, code = of.person(2008, 2013)
        allergy = of.maybe(
            0.2,
            of.rng.choice(
                [
                    "Allergie à l'arachide, trousse d'urgence",
                    "Asthme, ventoline en cas de crise",
                    "Diabète, glycémie avant le sport",
                ]
            ),
        )
        return (
            last,
            first,
            "GF"[female].replace("G", "M"),
            born,
            of.rng.choice(["6A", "6B", "5A", "5C", "4B"]),
            code,
            town,
            "45000",
            of.phone(),
            of.mail(first, last),
            allergy,
        )

    return {
        "Nom élève": "person.name", "Prénom élève": "person.first_name", "Sexe": "person.sex",
        "Date naissance": "person.birth_date", "Classe": None, "CP": "address.postcode", "Ville": "address.city",
        "CP établissement": None, "Tél responsable": "phone", "Mail responsable": "email",
        "Remarques santé": "text.free",
    }, row  # fmt: skip


def english(of: Invented) -> tuple[Titles, Callable[[], tuple[str, ...]]]:
    """An English patient table."""

    def row() -> tuple[str, ...]:
        female, last, first, born, town, code = of.person()
        born = "-".join(reversed(born.split("/")))
        group = of.rng.choice(["A+", "O+", "O-", "B+", "AB+"])
        return (
            f"MRN{of.number(6)}", first.title(), last.title(), "Female" if female else "Male", born,
            f"{of.rng.randint(1, 200)} rue de la Paix", town, code, of.mail(first, last), of.phone(), group,
            of.date(2018, 2020, "{y}-{m:02}-{d:02}"), of.date(2020, 2021, "{y}-{m:02}-{d:02}"),
        )  # fmt: skip

    return {
        "mrn": "patient.number", "first_name": "person.first_name", "last_name": "person.name", "gender": "person.sex",
        "date_of_birth": "person.birth_date", "address": "address.street", "city": "address.city",
        "zip_code": "address.postcode", "email": "email", "phone_number": "phone", "blood_type": "blood_group",
        "visit_date": "date.sample", "updated_at": "date",
    }, row  # fmt: skip


def staff(of: Invented) -> tuple[Titles, Callable[[], tuple[str, ...]]]:
    """Staff of a company: bank accounts, hiring dates, salaries, jobs."""

    def row() -> tuple[str, ...]:
        female, last, first, born, town, code = of.person(1960, 2000)
        return (
            f"E{of.number(5)}", last, first, "Madame" if female else "Monsieur", born, of.nir(female, born),
            f"FR76{of.number(23)}", of.date(2001, 2022), f"{of.rng.randint(1600, 5200)},{of.number(2)}",
            of.rng.choice(["Comptable", "Analyste biologie", "Technicien laboratoire", "Chauffeur", "Acheteur"]),
            of.rng.choice(["ANALYSES", "LABORATOIRE", "BIOCHIMIE", "ACHATS"]), code, town, "75008",
        )  # fmt: skip

    return {
        "Matricule": "record.number", "Nom": "person.name", "Prénom": "person.first_name", "Civilité": "person.sex",
        "Date naissance": "person.birth_date", "N° sécu": "fr.nir", "IBAN": "iban", "Date embauche": "date",
        "Salaire brut": None, "Poste": None, "Service": None, "Code postal": "address.postcode",
        "Ville": "address.city", "CP employeur": None,
    }, row  # fmt: skip


TABLES = (appointments, admissions, members, pupils, english, staff)


def make(table: Callable, rows: int, seed: int) -> tuple[Titles, pa.RecordBatch]:
    """Invent a table: its titles with their entities, and its records."""
    titles, row = table(Invented(seed))
    columns = zip(*(row() for _ in range(rows)), strict=True)
    return titles, pa.record_batch({name: pa.array(c, pa.string()) for name, c in zip(titles, columns, strict=True)})
