"""``python -m bench.columns``: how many columns are told rightly, by shape of leak and by what their titles say.

Every file is generated, read once as a run reads it, and judged under each condition. Lines that follow a row of
the table are its confusions: the true entity, what was said instead, how often; ``!`` marks the dangerous ones, of
which a public release would have published something (an unknown column never publishes anything).
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import pyarrow as pa

from pipeline.core.policy import Treatment
from pipeline.core.policy_file import load
from pipeline.core.progress import Silent
from pipeline.detect.columns import ColumnState
from pipeline.detect.decision import detect
from pipeline.ingest import stage as ingest
from pipeline.ingest.overrides import Overrides
from synthetic.layouts import layouts
from synthetic.leak import Parameters, chunks
from synthetic.shape import Delimited, Shape, shapes
from synthetic.writer import write

ENGLISH: dict[str, tuple[str, ...]] = {
    "num_dossier": ("record_no", "File number", "requestId"),
    "nir": ("ssn", "Social Security Number", "socialSecurityNo"),
    "nom": ("last_name", "Surname", "familyName"),
    "nom_naissance": ("maiden_name", "Birth name", "birthSurname"),
    "prenom": ("first_name", "Given name", "forename"),
    "sexe": ("gender", "Sex", "patientSex"),
    "date_naissance": ("dob", "Date of birth", "birthDate"),
    "adresse": ("address", "Street address", "addressLine1"),
    "code_postal": ("postcode", "ZIP code", "postalCode"),
    "ville": ("city", "Town", "homeCity"),
    "telephone": ("phone", "Home phone", "landline"),
    "portable": ("mobile", "Cell phone", "mobileNumber"),
    "email": ("email", "E-mail address", "mail"),
    "mutuelle": ("insurer", "Health insurance", "insuranceName"),
    "num_adherent": ("member_id", "Policy number", "insuranceMemberNo"),
    "groupe_sanguin": ("blood_type", "Blood group", "bloodType"),
    "labo": ("lab", "Laboratory", "labName"),
    "code_labo": ("lab_code", "Laboratory code", "labId"),
    "medecin": ("doctor", "Prescriber", "physicianName"),
    "cp_medecin": ("doctor_zip", "Prescriber postcode", "physicianPostcode"),
    "rpps_medecin": ("doctor_rpps", "Prescriber RPPS", "physicianId"),
    "date_prelevement": ("sample_date", "Collection date", "sampledOn"),
    "commentaire": ("comment", "Remarks", "notes"),
    "login": ("username", "Login", "userName"),
    "mot_de_passe": ("password", "Password", "passwordHash"),
    "GARANTIES": ("coverage", "Benefits", "coverageCodes"),
}
"""English titles of the generator's columns, in three styles."""
MEANINGLESS = ("champ{}", "col_{}", "x{}", "F{}", "zone {}")


@dataclass(frozen=True)
class File:
    """One file as the first reading sees it: its records, its titles, the generator's column and entity of each."""

    records: pa.RecordBatch
    titles: list[str]
    columns: list[str]
    truth: list[str | None]

    def judged(self, titles: list[str], has_header: bool, order: Sequence[int]) -> list[tuple[str | None, str | None]]:
        """Pairs of true and told entity, with these titles and the columns in this order."""
        state = ColumnState.empty([titles[i] for i in order], has_header).fit(self.records.select(list(order)))
        return [(self.truth[i], told.entity) for i, told in zip(order, detect(state).columns, strict=True)]


@dataclass
class Score:
    """Columns right and in all, and what was told instead."""

    right: int = 0
    total: int = 0
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, pairs: Sequence[tuple[str | None, str | None]]) -> None:
        """Count some columns."""
        self.total += len(pairs)
        self.right += sum(true == told for true, told in pairs)
        self.wrong.update((true or "unknown", told or "unknown") for true, told in pairs if true != told)


def conditions(file: File, seed: int) -> Iterator[tuple[str, list[tuple[str | None, str | None]]]]:
    """Judge a file under each condition: the name of it, and the pairs of true and told entity."""
    rng = random.Random(seed)
    plain = range(len(file.titles))
    mixed = rng.sample(plain, len(file.titles))
    english = [ENGLISH[column][seed % 3] for column in file.columns]
    empty_words = [MEANINGLESS[seed % 5].format(rng.choice("abcdefgh") if seed % 2 else i + 1) for i in plain]
    yield "as is", file.judged(file.titles, True, plain)
    yield "english", file.judged(english, True, plain)
    yield "shuffled", file.judged(file.titles, True, mixed)
    yield "meaningless", file.judged(empty_words, True, plain)
    yield "none", file.judged(file.titles, False, plain)
    yield "none, shuffled", file.judged(file.titles, False, mixed)


def files(shape: str, rows: int, seed: int, dirt: float) -> Iterator[File]:
    """The files of one leak: those that can be read as they are written, others from the generator's cells."""
    many = shape == "layouts"
    wanted = Parameters(rows, seed, dirt=dirt, shape="laboratory" if many else shape, layouts=many)
    written: Sequence[Shape] = layouts() if many else (shapes()[shape],)
    if not isinstance(written[0], Delimited):
        cells = pl.concat(chunk.cells for chunk in chunks(wanted))
        yield _file(written[0], cells.select(written[0].titles.values()).to_arrow())
        return
    with tempfile.TemporaryDirectory(prefix="estompe-bench-") as place:
        write(wanted, Path(place))
        for one in written:
            header = None if isinstance(one, Delimited) and one.header else False
            opened = ingest.sources([Path(place) / one.file], Overrides(one.encoding, one.delimiter, header))
            batches = [batch for _, batch in ingest.batches(opened, Silent())]
            if batches:
                yield _file(one, pa.Table.from_batches(batches))


def _file(shape: Shape, table: pa.Table) -> File:
    titles = [*shape.titles, *shape.others]
    columns = [*shape.titles.values(), *shape.others]
    text = [column.cast(pa.string()).combine_chunks() for column in table.columns]
    records = pa.RecordBatch.from_arrays(text, names=[str(i) for i in range(len(text))])
    return File(records, titles, columns, list(shape.entities.values()))


def _speaks() -> Callable[[str], bool]:
    """Tell of an entity whether the default policy publishes anything derived from its values."""
    treatment = load().treatment
    return lambda entity: treatment(entity) != Treatment.SUPPRESS


def main() -> None:
    """Print one table, and its figures as JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m bench.columns", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[300, 3000], help="records a file (layouts: ten times)")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--dirt", type=float, nargs="+", default=[0.0, 0.05])
    parser.add_argument("--shapes", nargs="+", default=[*sorted(shapes()), "layouts"])
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    scores: dict[tuple[str, str, int], Score] = {}
    for shape in asked.shapes:
        for rows in asked.rows:
            for seed in asked.seeds:
                for dirt in asked.dirt:
                    for file in files(shape, rows * (10 if shape == "layouts" else 1), seed, dirt):
                        for condition, pairs in conditions(file, seed):
                            if condition != "as is" or shape != "combolist":
                                scores.setdefault((shape, condition, rows), Score()).add(pairs)
    _print(scores)
    if asked.json:
        rows_of = [
            {"shape": s, "titles": c, "rows": r, "right": v.right, "total": v.total} for (s, c, r), v in scores.items()
        ]
        asked.json.write_text(json.dumps(rows_of, indent=1) + "\n", encoding="utf-8")


def _print(scores: dict[tuple[str, str, int], Score]) -> None:
    speaks = _speaks()
    print(f"{'shape':<12}{'titles':<16}{'rows':>7}{'right':>8}{'total':>8}{'%':>8}")
    for (shape, condition, rows), score in scores.items():
        share = 100 * score.right / score.total
        print(f"{shape:<12}{condition:<16}{rows:>7}{score.right:>8}{score.total:>8}{share:>8.2f}")
        for (true, told), count in score.wrong.most_common():
            print(f"{'!' if speaks(told) else ' ':>4} {true} -> {told}: {count}")


if __name__ == "__main__":
    main()
