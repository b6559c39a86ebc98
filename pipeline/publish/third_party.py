"""The checks of a public or research release as SQL for any DuckDB, so that nobody has to trust this program.

What it cannot do: check the signature (minisign does), and bound the absent cells as the gate does.
"""

from __future__ import annotations

from typing import Any

from pipeline.core.errors import InputError
from pipeline.publish import manifest, signature

HEAD = """\
-- Checks of an estompe release, for any DuckDB. Run it inside the folder of the release:
--   duckdb -c ".read check.sql"        or, in Python: duckdb.sql(open("check.sql").read())
-- One line a check; problems must be 0 everywhere. The signature: minisign -V -P KEY -m {manifest} -x {signature}
-- The figures are taken from {manifest} itself, so check its signature, too.
ATTACH '{database}' AS release (READ_ONLY);
"""

FILES = f"""\
WITH manifest AS (SELECT content FROM read_text('{manifest.NAME}')),
told AS (
    SELECT entry.key AS path, entry.value->>'$' AS digest FROM manifest, json_each(manifest.content, '$.files') AS entry
),
found AS (SELECT replace(filename, '\\', '/') AS path, 'sha256:' || sha256(content) AS digest FROM read_blob('**')),
counts AS (SELECT content->'$.counts' AS counts, (content->>'$.k')::BIGINT AS k FROM manifest)
SELECT 'files that the manifest names are there, unchanged' AS "check", count(*) AS problems
FROM told LEFT JOIN found USING (path)
WHERE found.digest IS NULL OR (told.digest LIKE 'sha256:%' AND told.digest <> found.digest)
UNION ALL
SELECT 'no other file is there', count(*)
FROM found WHERE path NOT IN (SELECT path FROM told) AND path NOT IN ('{manifest.NAME}', '{signature.NAME}')
UNION ALL
SELECT 'accepted and quarantined add up to records', count(*)
FROM counts WHERE (counts->>'$.accepted')::BIGINT + (counts->>'$.quarantined')::BIGINT <> (counts->>'$.records')::BIGINT
"""

CUBE = """\
UNION ALL
SELECT '{name}: no cell under k persons, none with more persons than records', count(*)
FROM 'cubes/{name}.parquet', counts WHERE persons IS NULL OR records IS NULL OR persons < k OR records < persons
UNION ALL
SELECT '{name}: no cell stands twice', count(*)
FROM (SELECT {key} FROM 'cubes/{name}.parquet' GROUP BY ALL HAVING count(*) > 1)
UNION ALL
SELECT '{name}: database and Parquet file say the same', count(*) FROM (
    (SELECT {columns} FROM release.main."{name}" EXCEPT ALL SELECT {columns} FROM 'cubes/{name}.parquet')
    UNION ALL
    (SELECT {columns} FROM 'cubes/{name}.parquet' EXCEPT ALL SELECT {columns} FROM release.main."{name}")
)
"""

SHARE = """\
UNION ALL
SELECT '{name}: its persons are the share that the manifest tells', count(*) FROM (
    SELECT sum(persons) / any_value((counts->>'$.persons')::DOUBLE) AS share FROM 'cubes/{name}.parquet', counts
) WHERE abs(share - {share!r}) > 1e-9
"""

TWIN = """\
UNION ALL
SELECT 'twin: every row says that it is synthetic', count(*)
FROM 'twin.parquet', (SELECT content->>'$.twin.provenance' AS said FROM manifest)
WHERE provenance IS DISTINCT FROM said
UNION ALL
SELECT 'twin: database and Parquet file say the same', count(*) FROM (
    (FROM release.main.twin EXCEPT ALL FROM 'twin.parquet') UNION ALL
    (FROM 'twin.parquet' EXCEPT ALL FROM release.main.twin)
)
"""


ROWS = """\
UNION ALL
SELECT 'no row is shared by fewer than k persons', count(*)
FROM (SELECT count(*) AS n, any_value(k) AS k FROM 'persons.parquet', counts GROUP BY {columns}) WHERE n < k
UNION ALL
SELECT 'no cell of a row is empty', count(*) FROM 'persons.parquet' WHERE {empty}
UNION ALL
SELECT 'there are as many rows as the manifest tells', count(*)
FROM (SELECT count(*) AS n FROM 'persons.parquet') WHERE n <> {rows}
UNION ALL
SELECT 'database and Parquet file say the same', count(*) FROM (
    (SELECT {columns} FROM release.main.persons EXCEPT ALL SELECT {columns} FROM 'persons.parquet')
    UNION ALL
    (SELECT {columns} FROM 'persons.parquet' EXCEPT ALL SELECT {columns} FROM release.main.persons)
)
"""


def script(facts: dict[str, Any]) -> str:
    """The checks of the release whose manifest says ``facts``, as `manifest.read` gives them: names are names.

    Raises
    ------
    InputError
        When there are no cubes.
    """
    if facts.get("tier") == "research":
        names = [f'"{name}"' for name in facts["order"]]
        empty = " OR ".join(f"{name} IS NULL" for name in names)
        rows = ROWS.format(columns=", ".join(names), empty=empty, rows=int(facts["rows"]))
        head = HEAD.format(manifest=manifest.NAME, signature=signature.NAME, database=manifest.DATABASE)
        return "".join([head, FILES, rows]).rstrip() + ";\n"
    if "cubes" not in facts:
        raise InputError(f"{manifest.NAME}: the records of this tier are encrypted; no SQL can check them")
    parts = [HEAD.format(manifest=manifest.NAME, signature=signature.NAME, database=manifest.DATABASE), FILES]
    for cube in facts["cubes"]:
        key = ", ".join(f'"{name}"' for name in cube["dimensions"])
        parts.append(CUBE.format(name=cube["name"], key=key, columns=f"{key}, persons, records"))
        if cube["persons_share"] is not None:
            parts.append(SHARE.format(name=cube["name"], share=float(cube["persons_share"])))
    if facts.get("twin"):
        parts.append(TWIN)
    return "".join(parts).rstrip() + ";\n"
