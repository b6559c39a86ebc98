"""Generated bad inputs, each with what a careful reader finds in it: the battery of `test_bad_inputs`."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

HEADER = ("dossier", "nom", "ville", "naissance", "note")
PEOPLE = [
    (f"{1000 + i}", name, town, f"{i + 10}/03/19{60 + i}", note)
    for i, (name, town, note) in enumerate(
        [
            ("CANARIÉ", "ÉVREUX", "réglé à l’accueil"),
            ("CANARÎT", "ORLÉANS", "prélevée à domicile"),
            ("CANARÈS", "GUÉRANDE", "très pressée"),
            ("CANARÔ", "PLOËRMEL", "à jeun"),
            ("CANARÇON", "BESANÇON", "reçu"),
            ("CANARÜE", "LANNION", "hâte"),
            ("CANARLE", "VANNES", "déjà vu à l’hôpital"),
            ("CANARDON", "AURAY", "né le même jour"),
        ]
    )
]
CANARIES = ("CANAR", "VREUX", "GUÉRANDE", "PLOËRMEL", "domicile", "pressée", "1003;", "13/03/1963", "SECRET")


@dataclass(frozen=True)
class Case:
    """What a careful reader finds: records in all, reasons of those that cannot be read; or the refusal."""

    content: bytes
    records: int = 8
    reasons: dict[str, int] = field(default_factory=dict)
    code: int = 0
    says: str = ""
    flags: tuple[str, ...] = ()
    encoding: str | None = None
    format: str | None = None
    name: str = "leak.csv"


def text(delimiter: str = ";", end: str = "\n", head: bool = True, people: list[tuple[str, ...]] | None = None) -> str:
    rows = ([HEADER] if head else []) + list(PEOPLE if people is None else people)
    return "".join(delimiter.join(row) + end for row in rows)


BASE = text()
LINES = BASE.splitlines(keepends=True)
ENCODINGS = {
    # name: (how to write it, as what it is understood; ’ is in neither cp850 nor latin-1)
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "cp1252": "cp1252",
    "latin-1": "cp1252",
    "cp850": "cp850",
    "mac_roman": "mac_roman",
    "utf-16": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "utf-32": "utf-32-le",
    "utf-32-be": "utf-32-be",
}
DAMAGE: dict[str, tuple[Callable[[str], str], int, dict[str, int]]] = {
    "whole": (lambda t: t, 8, {}),
    "last line truncated": (lambda t: t[: t.rindex(";")], 8, {"ragged": 1}),
    "a cell too many": (lambda t: t.replace("VANNES", "VANNES;SECRET"), 8, {"ragged": 1}),
    "a cell lost": (lambda t: t.replace("LANNION;", ""), 8, {"ragged": 1}),
    "a NUL": (lambda t: t.replace("AURAY", "AU\0RAY"), 8, {"nul": 1}),
    "a quotation mark that opens for ever": (lambda t: t.replace("BESANÇON", '"BESANÇON'), 8, {}),
    "such a mark in a ragged line": (lambda t: t.replace("BESANÇON", '"BESANÇON;SECRET'), 8, {"stray_quote": 1}),
    "a quoted newline": (lambda t: t.replace("VANNES", '"VAN\nNES"'), 8, {}),
    "a bare newline": (lambda t: t.replace("VANNES", "VAN\nNES"), 8, {"broken_line": 1}),
    "header again": (lambda t: t + LINES[0] + t, 16, {}),
    "preamble, total and end": (
        lambda t: f"Export du 28/10/2020\n\n{t}Total : 8 dossiers\nFin de l'export\n",
        8,
        {},
    ),
    "old Mac ends": (lambda t: t.replace("\n", "\r"), 8, {}),
    "Windows ends, none at last": (lambda t: t.replace("\n", "\r\n").rstrip(), 8, {}),
    "blank lines": (lambda t: t.replace("\n", "\n\n\n"), 8, {}),
    "zero width, direction and control": (lambda t: t.replace("AURAY", "AU\x07\x1bRAY"), 8, {}),
}
CASES: dict[str, Case] = {}
for encoding, understood in ENCODINGS.items():
    for what, (damage, records, reasons) in DAMAGE.items():
        base = BASE.replace("’", "'") if encoding in ("cp850", "latin-1") else BASE
        CASES[f"{encoding}: {what}"] = Case(
            damage(base).encode(encoding), records, reasons, encoding=understood, format="delimited"
        )

for sign in (";", ",", "\t", "|", "~", "^", "§", "¤", "#", "||", "::", "~|~", "|~|", ";;", "\t\t", "\x01", "\x1f"):
    CASES[f"delimiter {sign!r}"] = Case(text(sign).encode())
    truncated = sign.join(PEOPLE[0][:3]) + "\n"
    CASES[f"delimiter {sign!r}, a record truncated"] = Case((text(sign) + truncated).encode(), 9, {"ragged": 1})

FOOTERS = (
    "Total;8;;;", "TOTAL GÉNÉRAL;;;;8", "Fin du fichier", "-- End of file --", "(8 rows)", "8 lignes exportées",
    "==============", "-----;-----;-----;-----;-----", "Généré le 12/03/2020 à 10:12", "Page 2/3", "EOF",
    "Nombre de dossiers : 8", "Document confidentiel", "Sous-total ; 8", "Imprimé par l'accueil",
)  # fmt: skip
for footer in FOOTERS:
    CASES[f"footer: {footer}"] = Case((BASE + footer + "\n").encode())
    CASES[f"footer in the middle: {footer}"] = Case((BASE + footer + "\n" + BASE).encode(), 16)
for begun in ("1008;CANARTOTAL", "1008", "CANARFIN DE L", "1008;TOTAL;8", "1008;;", "CANARPAGE 3"):
    CASES[f"a record truncated: {begun}"] = Case((BASE + begun + "\n").encode(), 9, {"ragged": 1})

ACCOUNTS = [f"canar{i}@example.org" for i in range(20)]
for sign in (":", ";", "\t", "|"):
    made = "".join(f"{account}{sign}SECRET{'' if i % 3 else sign}{i}\n" for i, account in enumerate(ACCOUNTS))
    CASES[f"combolist {sign!r}"] = Case(made.encode(), 20, format="combolist", name="dump.txt")
    CASES[f"combolist {sign!r}, damaged"] = Case(
        (made + "canar@example.org\n" + f"canar{sign}\0SECRET\n").encode(), 22, {"ragged": 1, "nul": 1}, name="dump.txt"
    )
CASES["combolist with names"] = Case(
    ("email:password\n" + "".join(f"{a}:SECRET{i}\n" for i, a in enumerate(ACCOUNTS))).encode(), 20, format="combolist"
)
WIDTHS = (8, 12, 12, 12, 24)


def fixed(rows: list[tuple[str, ...]], trim: bool = False) -> str:
    lines = ["".join(cell.ljust(width) for cell, width in zip(row, WIDTHS, strict=True)) for row in rows]
    return "".join((line.rstrip() if trim else line) + "\n" for line in lines)


CASES |= {
    "fixed width": Case(fixed([HEADER, *PEOPLE]).encode(), format="fixed-width"),
    "fixed width, no header": Case(fixed(PEOPLE).encode(), format="fixed-width"),
    "fixed width, blanks trimmed": Case(fixed([HEADER, *PEOPLE], trim=True).encode(), format="fixed-width"),
    "fixed width in UTF-16": Case(fixed([HEADER, *PEOPLE]).encode("utf-16"), format="fixed-width"),
    "fixed width, a record truncated": Case((fixed([HEADER, *PEOPLE]) + "1008    CANAR\n").encode(), 9, {"ragged": 1}),
    "fixed width, two columns run together": Case(
        (fixed([HEADER, *PEOPLE]) + "x" * sum(WIDTHS) + "\n").encode(), 9, {"ragged": 1}
    ),
    "empty": Case(b"", code=3, says="is empty"),
    "blanks": Case(b" \r\n\t\n", code=3, says="is empty"),
    "a mark and nothing": Case(b"\xff\xfe", code=3, says="is empty"),
    "only NUL": Case(bytes(10_000), code=3, says="is empty"),
    "binary": Case(bytes(range(256)) * 40, code=3, says="binary"),
    "a picture": Case(b"\x89PNG\r\n\x1a\n" + bytes(200), code=3, says="a picture"),
    "a document": Case(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", code=3, says="PDF"),
    "a program": Case(b"\x7fELF\x02\x01\x01" + bytes(100), code=3, says="a program"),
    "an old office document": Case(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), code=3, says="office document"),
    "a hundred thousand columns": Case(";".join(f"c{i}" for i in range(100_000)).encode(), code=3, says="columns"),
    "only a header": Case(LINES[0].encode(), 0),
    "only a header, encoded wide": Case(LINES[0].encode("utf-16"), 0),
    "one record, no header": Case(LINES[1].encode(), 1),
    "a cell over the cap": Case(f"{BASE}1008;{'é' * 9_000_000};x;y;z\n{LINES[1]}".encode(), 10, {"too_long": 1}),
    "a line over the cap": Case(f"{BASE}{'SECRET;' * 10_000_000}\n{LINES[1]}".encode(), 10, {"too_long": 1}),
    "a line over the cap, cut off": Case(BASE.encode() + b"S" * 70_000_000, 9, {"too_long": 1}),
    "a line over the cap after an open quotation mark": Case(
        f'{BASE}1008;CANAR;"\n{"S" * 70_000_000}\n{LINES[1]}'.encode(), 11, {"stray_quote": 1, "too_long": 1}
    ),
    "nothing but one line of one cell": Case(b"x" * 20_000_000, 1, {"too_long": 1}),
    "cut in the middle of a letter": Case(BASE.encode()[: BASE.encode().index("même".encode()) + 2], 8),
    "UTF-16 with half a pair": Case(
        f"{BASE}1008;CANAR\ud800;x;y;z".encode("utf-16", "surrogatepass"), 9, {"bad_bytes": 1}
    ),
    "UTF-16 with half a unit at the end": Case(BASE.encode("utf-16") + b"\x41", 9, {"ragged": 1}),
    "cp1252 lines in UTF-8": Case(BASE.encode() + LINES[1].encode("cp1252") * 3, 11, encoding="utf-8"),
    "cp850 lines in UTF-8": Case(BASE.encode() + "".join(LINES[3:6]).encode("cp850"), 11, encoding="utf-8"),
    "UTF-8 lines in cp1252": Case(BASE.encode("cp1252") + LINES[1].encode() * 3, 11, encoding="cp1252"),
    "UTF-8 encoded twice": Case(BASE.encode().decode("latin-1").encode(), 8, encoding="utf-8"),
    "bytes that are no text": Case(BASE.encode() + b"1008;\x81\xff\x9d;x;y;z\n", 9, {"bad_bytes": 1}),
    "a wrong encoding given": Case(BASE.encode(), code=3, says="encoding", flags=("-e", "utf-16")),
    "an encoding that nobody knows": Case(BASE.encode(), code=3, says="encoding", flags=("-e", "klingon")),
    "UTF-16 given rightly": Case(BASE.encode("utf-16-le"), 8, flags=("-e", "utf-16")),
    "cp850 given rightly": Case("dossier;nom\n1;CANAR░\n".encode("cp850"), 1, flags=("-e", "cp850"), encoding="cp850"),
    "a delimiter of letters": Case(BASE.encode(), code=2, says="--delimiter", flags=("-d", "ab")),
    "a delimiter of nothing": Case(BASE.encode(), code=2, says="--delimiter", flags=("-d", "")),
    "a delimiter of several signs given": Case(text("<>").encode(), 8, flags=("-d", "<>")),
    "the header said to be none": Case(BASE.encode(), 9, flags=("-H",)),
    "lines passed over": Case(("x;y\n" * 3 + BASE).encode(), 8, flags=("-K", "3")),
    "every line passed over": Case(BASE.encode(), code=3, says="no record", flags=("-K", "99")),
    "a binary file called CSV": Case(os.urandom(64) + bytes(4000), code=3, says="leak.csv"),
    "CSV called zip": Case(BASE.encode(), name="leak.zip"),
    "escaped quotation marks": Case(b'dossier;nom\n1;"CANAR \\"x\\"; y"\n2;"CANAR \\"z\\""\n3;CANAR\n', 3),
    "apostrophes for quotation marks": Case(("'" + text("';'").replace("\n", "'\n'")[:-1]).encode()),
    "names of columns doubled": Case(BASE.replace("ville", "nom").encode()),
    "names of columns missing": Case(BASE.replace("ville", "").encode()),
    "the same line a thousand times": Case((BASE + LINES[1] * 1000).encode(), 1008),
    "formulas": Case(BASE.replace("VANNES", "=cmd|' /C calc'!A0").encode()),
    "terminal escapes in the header": Case(BASE.replace("ville", "\x1b[31mville\x1b[0m").encode()),
    "line separators of Unicode": Case(BASE.replace("VANNES", "VAN\u2028NES\u0085\u2029").encode()),
    "zero width and direction": Case(BASE.replace("VANNES", "VAN\u200bNES\u202e").encode()),
    "letters and accents apart": Case(BASE.replace("É", "E\u0301").encode()),
}  # fmt: skip
