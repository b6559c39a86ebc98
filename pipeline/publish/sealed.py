"""Records that only some may open: Parquet modular encryption, the data key wrapped for each recipient with age.

The data key is derived from the project key and the release, so the key's holder needs nothing else. For recipients it
stands in ``records.key.age``, an ordinary age file of 64 hexadecimal digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pyrage

from pipeline.core.database import in_memory
from pipeline.core.errors import InputError, PolicyError, UsageError
from pipeline.core.keyfile import ProjectKey, load
from pipeline.core.work import Vault
from pipeline.publish import manifest, threshold

RECORDS, WRAPPED = "records.parquet", "records.key.age"
_ABOUT_THE_QUERY = ("Parser", "Binder", "Catalog", "Permission")
PURPOSE = "records.parquet|data key"
LABEL = {
    "fr": "DONNÉES PERSONNELLES PSEUDONYMISÉES : ni anonymes, ni publiables",
    "en": "PSEUDONYMISED PERSONAL DATA: not anonymous, not for publication",
}


def metadata(release_id: str) -> dict[str, str]:
    """What the file says of itself to whoever opens it."""
    return {"estompe.release": release_id, "estompe.warning": LABEL["en"], "estompe.avertissement": LABEL["fr"]}


def parse(recipients: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """Public keys of recipients.

    Raises
    ------
    PolicyError
        For one that is none (mistyped or cut).
    """
    try:
        return [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    except pyrage.RecipientError:
        raise PolicyError("recipients: one is no age public key", "age1..., as estompe keys new says it") from None


def wrap(folder: Path, data_key: bytes, recipients: Sequence[str]) -> None:
    """Write the data key for the recipients into a release; nothing where there is none."""
    if recipients:
        (folder / WRAPPED).write_bytes(pyrage.encrypt(data_key.hex().encode(), parse(recipients)))


def data_key(release: Path, facts: dict[str, Any], key: ProjectKey) -> bytes:
    """The key of a release's records, for its holder or for a recipient.

    Raises
    ------
    UsageError
        When this key opens nothing here.
    """
    if key.run.fingerprint() == facts["key_fingerprint"]:
        return key.run.of_release(facts["policy"]["project"], facts["release_id"]).data_key(PURPOSE)
    try:
        wrapped = (release / WRAPPED).read_bytes()
        return bytes.fromhex(pyrage.decrypt(wrapped, [key.identity]).decode("ascii"))
    except (OSError, ValueError, pyrage.DecryptError):
        hint = "take the key of its fingerprint (manifest.json), or one that its recipients name"
        raise UsageError("--key: this key does not open this release", hint) from None


@contextmanager
def opened(path: Path, secret: bytes) -> Iterator[pq.ParquetFile]:
    """Open encrypted records for reading.

    Raises
    ------
    InputError
        When the file is damaged or another key's.
    """
    try:
        with Vault(secret).open(path) as file:
            yield file
    except (OSError, pa.ArrowException, ValueError):
        raise InputError(f"{path.name}: is missing, damaged, or under another key", "see estompe verify") from None


def records(release: Path, key: ProjectKey, facts: dict[str, Any]) -> pa.Table:
    """All records of a release, decrypted in memory."""
    with opened(release / RECORDS, data_key(release, facts, key)) as file:
        return file.read()


def ask(table: pa.Table, sql: str | None, k: int | None = None) -> pa.Table:
    """Answer one query about ``records`` in a closed database in memory; without one, tell the columns.

    With ``k``, only counts of groups of at least so many persons are answered (`threshold`).

    Raises
    ------
    UsageError
        When it is refused; where DuckDB's words may hold values, only the kind is said.
    """
    hint = "without a query, the columns are listed" if k is None else threshold.HINT
    with in_memory({"records": table}) as connection:
        try:
            if sql and k is not None:
                sql = threshold.guarded(connection, sql, table.column_names, k)
            found = connection.sql(sql or "SELECT column_name, column_type FROM (DESCRIBE records)")
            return found.to_arrow_table() if found is not None else pa.table({})
        except duckdb.Error as error:
            kind = type(error).__name__.removesuffix("Exception")
            first = str(error).strip().splitlines()[0] if kind in _ABOUT_THE_QUERY else kind
            raise UsageError(f"the query is refused: {first}", hint) from None


def answering(release: Path, key: Path, allow_small: bool) -> Callable[[str | None], pa.Table]:
    """Open the records of a release for whoever holds a key of it; what comes back answers queries."""
    facts = manifest.read(release)
    if facts.get("tier") != "newsroom":
        raise UsageError(f"{release.name}: is open to everybody", "leave --key out")
    table = records(release, load(key), facts)
    k = None if allow_small else int(facts["policy"]["thresholds"]["persons"])
    return lambda sql: ask(table, sql, k)
