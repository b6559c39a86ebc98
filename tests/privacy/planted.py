"""A leak with more than a thousand planted values: invented, distinctive, in every column and in odd places."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from synthetic.leak import Parameters
from synthetic.writer import write

ROWS = 2_400
ENCODING, DELIMITER, END = "cp1252", ";", "\r\n"
"""The form of the plain laboratory leak, which the planted one keeps."""

NAME = "fuite-zqx-kerbihan.csv"
LABORATORY = "LABORATOIRE ZQXALDEBARAN"
"""The only planted value that may come out: a laboratory of many persons and prescribers."""

HEADER = "<ZQXENTETE ROBERTE>"
"""A header that does not read like one."""

UNKNOWN = ("zone_interne", "ref_externe")
SHARED = {
    "mot_de_passe": "ZqxPartage!2019é",
    "mutuelle": "MUTUELLE ZQXCASSIOPEE",
    "commentaire": "RAPPELER ZQXBELLATRIX APRES 18H",
    "medecin": "DR ZQXANTARES MIREILLE",
    "nom": "ZQXVEGALION",
    "ville": "ZQXORIONVILLE",
    "adresse": "3 RUE ZQXPROCYON",
    "num_adherent": "ZQ77441199",
    "labo": LABORATORY,
    "zone_interne": "ZQXMARQUEUR-COMMUN",
}
"""Column -> a value that some 500 records share."""


@dataclass
class Planted:
    """The file, and what was planted in it: canaries, all other identifying values, the passwords."""

    path: Path
    canaries: list[str] = field(default_factory=list)
    values: set[str] = field(default_factory=set)


class _Maker:
    """Invents one value of a kind after the other; none is ever somebody's."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)

    def word(self) -> str:
        return "ZQX" + "".join(self._rng.choices("BCDFGHJKLMNPRSTVWZ", k=8))

    def digits(self, count: int) -> str:
        return "".join(self._rng.choices("0123456789", k=count))

    def half(self) -> str:
        """First of the last four digits of a phone of the generator's half; the twin has others."""
        return self._rng.choice("01234")

    def nir(self) -> str:
        rng = self._rng
        body = f"{rng.choice('12')}{rng.randrange(100):02}{rng.randrange(1, 13):02}14{rng.randrange(1, 990):03}"
        return f"{body}00098"

    def of(self, column: str) -> str:
        """A value that looks at home in ``column`` (and is too long to turn up by chance)."""
        word = self.word()
        return {
            "num_dossier": f"ZQ{self.digits(9)}",
            "nir": self.nir(),
            "nom_naissance": f"LE {word}",
            "adresse": f"{self.digits(2)} RUE {word}",
            "telephone": f"026191{self.half()}{self.digits(3)}",
            "portable": f"06 39 98 {self.half()}{self.digits(1)} {self.digits(2)}",
            "email": f"{word.lower()}@courriel.example",
            "mutuelle": f"MUTUELLE {word}",
            "num_adherent": f"ZQ{self.digits(9)}",
            "labo": f"LABORATOIRE {word}",
            "code_labo": f"L{word}",
            "medecin": f"DR {word} ANNE",
            "rpps_medecin": f"10{self.digits(9)}",
            "commentaire": f"patiente suivie par {word}, sœur à Évian, rappeler",
            "login": word.lower(),
            "mot_de_passe": f"{word.title()}!é{self.digits(3)}",
            "zone_interne": word,
            "ref_externe": f"REF-{word}",
        }.get(column, word)


def plant(folder: Path, seed: int = 3) -> Planted:
    """Write a leak of `ROWS` records, plant canaries in it, and say what was planted."""
    write(Parameters(ROWS, seed, dirt=0.0, comments=1.0), folder)
    lines = (folder / "leak.csv").read_bytes().decode(ENCODING).split(END)
    columns = [*lines[0].split(DELIMITER), *UNKNOWN]
    records = [[*line.split(DELIMITER), "", ""] for line in lines[1:] if line]
    planted, maker, rng = Planted(folder / NAME), _Maker(seed), random.Random(seed)
    laboratories = {record[columns.index("labo")] for record in records}
    long = {cell for record in records for cell in record if len(cell) > 11 and not cell.isalpha()}
    planted.values = long - laboratories
    places = rng.sample(range(len(records)), 200)
    for column, value in SHARED.items():
        for row in rng.sample(range(len(records)), 500):
            records[row][columns.index(column)] = value
        if column != "labo":
            planted.canaries.append(value)
    for place in places[:50]:
        for i, column in enumerate(columns):
            records[place][i] = maker.of(column)
            planted.canaries.append(records[place][i])
    header = [*columns, HEADER]
    planted.canaries.append(HEADER)
    text = [DELIMITER.join([*record, ""]).encode(ENCODING) for record in records]
    text += _unreadable(maker, len(header), planted.canaries)
    rng.shuffle(text)
    end = END.encode()
    planted.path.write_bytes(end.join([DELIMITER.join(header).encode(ENCODING), *text]) + end)
    for name in ("leak.csv", "truth.parquet", "truth_text.jsonl", "truth.json"):
        (folder / name).unlink()
    return planted


def _unreadable(maker: _Maker, width: int, canaries: list[str]) -> list[bytes]:
    """Lines for the quarantine: ragged, stray quotes, NUL, bytes that are no text; each full of canaries."""
    lines = []
    for kind in range(20):
        cells = [maker.word() for _ in range(width + 3 * (kind % 4 == 0) - (kind % 4 == 1))]
        canaries += cells[:8]
        cells[1] = ("", '"', "\x00", "\x81")[kind % 4] + cells[1]
        lines.append(DELIMITER.join(cells).encode("latin-1"))
    return lines
