"""Hashes that are made again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterator

import polars as pl

from pipeline.assess.attack import Attack, Finding, Surface
from pipeline.assess.candidates import drawn
from pipeline.assess.interval import wilson

SAMPLE, PROBE = 2_000, 200
ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")
SALTS = ("", "salt", "secret", "pepper", "key")
Digest = Callable[[bytes], bytes]


class Dictionary(Attack):
    """The values of the leak, in several spellings, through every usual hash, whole or cut, with and without a salt.

    With keys that leaked (`Surface.keys`), keyed hashes too. The value is the worst column's share of tried values
    whose digest stands in the release.
    """

    id = "dictionary"
    threat = "T5"
    criterion = "singling_out"
    asks = (
        "Peut-on refaire les pseudonymes à partir des valeurs de la fuite ?",
        "Can pseudonyms be made again from the values of the leak?",
    )
    key = "treatments"
    absent = "counts only: no pseudonyms"

    def attempt(self, surface: Surface) -> Iterator[Finding]:
        """Take the replaced column of which most values are found."""
        rows = surface.rows
        columns = {n: c for n, c in rows.opaque.items() if c is not None} if rows else {}
        if rows is None or not columns:
            yield self.nothing("no pseudonyms")
            return
        found, digests = {}, _digests(surface)
        for name, column in columns.items():
            values = rows.leak.cells[column].drop_nulls().unique(maintain_order=True)
            tried = values.gather(drawn(len(values), SAMPLE))
            released = _digest_like(rows.table[name])
            if released:
                found[name] = _cracked(tried, released, digests)
        if not found:
            yield self.nothing("no replaced column looks like digests")
            return
        worst = max(found, key=lambda name: found[name][0] / max(found[name][1], 1))
        detail = f"most of {worst}; {len(digests)} ways of hashing a value in up to four spellings"
        yield self.found(wilson(*found[worst]), 0.0, sum(tries for _, tries in found.values()), detail)


def _digest_like(values: pl.Series) -> set[str]:
    """The distinct cells in lower case, where most look like digests; none where they do not."""
    cells = values.drop_nulls().unique().cast(pl.String).str.to_lowercase()
    shaped = cells.filter(cells.str.contains(r"^[0-9a-z+/_=-]{8,128}$") & cells.str.contains(r"[0-9]"))
    return set(shaped) if 2 * len(shaped) > len(cells) else set()


def _digests(surface: Surface) -> list[Digest]:
    plain: list[Digest] = [
        lambda value, name=name, salt=salt: hashlib.new(name, salt.encode() + value).digest()  # type: ignore[misc]
        for name in ALGORITHMS
        for salt in SALTS
    ]
    keyed: list[Digest] = [
        lambda value, key=key, name=name: hmac.new(key, value, name).digest()  # type: ignore[misc]
        for key in surface.keys
        for name in ("sha256", "sha1", "sha512")
    ]
    return plain + keyed


def _cracked(values: pl.Series, released: set[str], digests: list[Digest]) -> tuple[int, int]:
    """How many values have a digest among the released cells, whole or its beginning, and how many were tried.

    All ways are tried on the first values; those that hit are tried on all.
    """
    lengths = sorted({len(cell) for cell in released})
    first = values.head(PROBE)
    ways = [digest for digest in digests if any(_hits(value, released, digest, lengths) for value in first)]
    if not ways:
        return 0, len(first)
    return sum(any(_hits(value, released, way, lengths) for way in ways) for value in values), len(values)


def _hits(value: str, released: set[str], digest: Digest, lengths: list[int]) -> bool:
    spellings = {value, value.upper(), value.lower(), re.sub(r"\W", "", value)}
    written = (text for spelling in spellings for text in _written(digest(spelling.encode())))
    return any(text[:length] in released for text in written for length in lengths)


def _written(digest: bytes) -> tuple[str, ...]:
    return digest.hex(), base64.b64encode(digest).decode().lower(), base64.urlsafe_b64encode(digest).decode().lower()
