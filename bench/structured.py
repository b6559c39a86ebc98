"""One structured run as a process of its own: ``python -m bench.structured CSV PARQUET tokens|stand-ins``."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.core.keys import RunKey
from pipeline.core.policy import Policy
from pipeline.core.policy_file import configs, load
from pipeline.core.profile import ColumnProfile, Profile
from pipeline.core.progress import Silent
from pipeline.ingest import stage as ingest
from pipeline.transform import plan, table
from pipeline.transform.transform import Context

COLUMNS = {
    "num_dossier": "record.number",
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
    "labo": "laboratory",
    "code_labo": "laboratory.code",
    "cp_medecin": "prescriber.postcode",
    "rpps_medecin": "fr.rpps",
    "date_prelevement": "date.sample",
}
"""The 20 columns of the file and what they hold."""

KEYED = (
    *("record.number", "fr.nir", "person.name", "person.birth_name", "person.first_name", "phone", "email"),
    *("insurer.member", "address.street", "fr.rpps"),
)
COARSER = ("person.birth_date", "address.postcode", "prescriber.postcode", "date.sample")
KEPT = ("person.sex", "laboratory", "address.city", "insurer", "laboratory.code")

TOKENS = Policy.model_validate(
    {
        "tier": "newsroom",
        "persons": "records",
        "treatments": {entity: {"treatment": "pseudonymise", "to": "token"} for entity in KEYED}
        | dict.fromkeys(COARSER, "generalise")
        | dict.fromkeys(KEPT, "keep"),
    }
)
"""Eleven columns of tokens, the rest kept or made coarser: the peers' measured task."""


def profile() -> Profile:
    """The columns, as detection finds them."""
    return Profile(tuple(ColumnProfile(name, entity, None, "", 1.0, "", 1, 0.0) for name, entity in COLUMNS.items()))


def policy(name: str) -> Policy:
    """``tokens``, or the newsroom's own with stand-ins; persons apart, which need another reading."""
    if name == "tokens":
        return TOKENS
    own = load(configs() / "newsroom.yaml")
    return own.model_copy(update={"persons": "records"})


def structured(source: Path, target: Path, name: str) -> None:
    """CSV in, pseudonymised Parquet out, in one process: what the second reading of a run does."""
    chosen = policy(name)
    context = Context(chosen, RunKey(b"1" * 32))
    columns = table.bind(profile(), plan.plan(profile(), chosen), context, False)
    schema = table.schema([columns], {})
    with pq.ParquetWriter(target, schema, compression="zstd", write_statistics=False) as writer:
        for _, batch in ingest.batches(ingest.sources([source]), Silent()):
            writer.write_batch(columns(batch, schema).batch)


if __name__ == "__main__":
    structured(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
