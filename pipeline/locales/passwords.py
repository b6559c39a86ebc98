"""How a leaked password is stored: in clear, or by which hash. The value itself is never kept.

Prefixes are those of the Modular Crypt Format and of passlib, Django, Werkzeug and LDAP (RFC 2307); bare
digests are told by their length in hexadecimal or base 64.
"""

from __future__ import annotations

import polars as pl

KINDS: tuple[str, ...] = (
    "clear", "md5", "sha1", "sha256", "sha512", "bcrypt", "crypt", "argon2", "pbkdf2", "other_hash",
)  # fmt: skip
"""The closed vocabulary of storage kinds."""

_RULES: tuple[tuple[str, str], ...] = (
    (r"^(\{CRYPT\})?\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}$", "bcrypt"),
    (r"^(bcrypt_sha256\$|bcrypt\$|\$bcrypt-sha256\$)", "bcrypt"),
    (r"^(argon2)?\$argon2(id|i|d)\$", "argon2"),
    (r"(?i)^(\$pbkdf2|\{pbkdf2|pbkdf2[_:$(])", "pbkdf2"),
    (r"^(\{CRYPT\})?\$(1|5|6|7|y|gy|apr1|md5|sha1)\$", "crypt"),
    (r"(?i)^\{S?SHA\}[A-Za-z0-9+/=]{20,}$", "sha1"),
    (r"(?i)^\{S?MD5\}[A-Za-z0-9+/=]{20,}$", "md5"),
    (r"(?i)^\{S?SHA256\}", "sha256"),
    (r"(?i)^\{S?SHA512\}", "sha512"),
    (r"(?i)^(0x)?[0-9a-f]{32}(:.*)?$", "md5"),
    (r"(?i)^(0x)?[0-9a-f]{40}(:.*)?$", "sha1"),
    (r"(?i)^(0x)?[0-9a-f]{64}(:.*)?$", "sha256"),
    (r"(?i)^(0x)?[0-9a-f]{128}(:.*)?$", "sha512"),
    (r"^(md5\$|md5[0-9a-f]{32}$)", "md5"),
    (r"^sha1\$", "sha1"),
    (r"^sha256\$", "sha256"),
    (r"^sha512\$", "sha512"),
    (r"^[A-Za-z0-9+/]{22}==$", "md5"),
    (r"^[A-Za-z0-9+/]{27}=$", "sha1"),
    (r"^[A-Za-z0-9+/]{43}=$", "sha256"),
    (r"^[A-Za-z0-9+/]{86}==$", "sha512"),
    (r"^\$(P|H|S)\$[./A-Za-z0-9]{31,52}$", "other_hash"),
    (r"(?i)^(\$scrypt\$|scrypt[:$]|\$s0\$|\{[A-Z0-9-]{3,14}\}\S{16,}$)", "other_hash"),
    (r"^\*[0-9A-F]{40}$", "other_hash"),
    (r"(?i)^([0-9a-f]{56}|[0-9a-f]{96})$", "other_hash"),
    (r"(?i)^[0-9a-f]{16}:[0-9a-f]{16,}$", "other_hash"),
)


def storage_kinds(values: pl.Series) -> pl.Series:
    """Say how each password is stored, by prefix and length.

    Parameters
    ----------
    values:
        Passwords as found in the file.

    Returns
    -------
    One of `KINDS` per value; null where the cell is null, empty or blank.

    Examples
    --------
    >>> storage_kinds(pl.Series(["hunter2", "5f4dcc3b5aa765d61d8327deb882cf99", ""])).to_list()
    ['clear', 'md5', None]
    """
    cell = pl.col("v").str.strip_chars()
    long = cell.str.len_bytes() >= 16
    kind = pl.when(cell.str.len_bytes() == 0).then(pl.lit(None, pl.String)).when(~long).then(pl.lit("clear"))
    for pattern, name in _RULES:
        kind = kind.when(cell.str.contains(pattern)).then(pl.lit(name))
    chosen = kind.otherwise(pl.lit("clear"))
    frame = values.cast(pl.String).to_frame("v")
    present = pl.col("v").is_not_null()
    return frame.select(pl.when(present).then(chosen).alias("kind"))["kind"].rename(values.name)
