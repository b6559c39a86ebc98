"""What a source is that no reader knows, said so that somebody can act on it."""

from __future__ import annotations

import re

from pipeline.core.errors import InputError
from pipeline.ingest import encoding

MAGIC: dict[bytes, str] = {
    b"\x1f\x8b": "gzip data",
    b"PK\x03\x04": "a zip archive or an office document",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a SQLite database",
    b"BZh": "bzip2 data",
    b"\xfd7zXZ": "xz data",
    b"\x28\xb5\x2f\xfd": "zstd data",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old office document",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x7fELF": "a program",
    b"MZ\x90\x00": "a program",
}
"""First bytes of what is not delimited text."""

BINARY = "binary data, not delimited text"
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[\"\[{])")
_CONTROL = bytes(byte for byte in range(32) if byte not in b"\x01\x02\t\n\r\x0b\x0c\x1a\x1c\x1d\x1e\x1f")


def known_as(head: bytes) -> str | None:
    """What the first bytes are known to be, other than delimited text; None where they may be that."""
    for magic, what in MAGIC.items():
        if head.startswith(magic):
            return what
    if _JSON.match(head):
        return "JSON"
    return BINARY if is_binary(head) else None


def is_text(head: bytes) -> bool:
    """Whether the first bytes may be text: of no known other kind, or of a wide encoding."""
    if any(head.startswith(mark) for mark, label in encoding.MARKS if label in encoding.UNITS):
        return True
    known = known_as(head)
    return known is None or (known == BINARY and encoding.unmarked_wide(head) is not None)


def is_binary(head: bytes) -> bool:
    """Whether more than 2 % of the bytes, and not just a few, are control characters that no text holds."""
    return len(head) - len(head.translate(None, _CONTROL)) > max(0.02 * len(head), 8)


def refusal(head: bytes, name: str) -> InputError:
    """The error for a source that no reader recognises."""
    if not head.strip(b" \t\r\n\x00\xff\xfe\xef\xbb\xbf"):
        return InputError(f"{name}: is empty")
    what = known_as(head)
    if what is None:
        return InputError(f"{name}: is of no format that estompe reads", "estompe list formats")
    hint = "" if "binary" in what else "export it as CSV first"
    return InputError(f"{name}: is {what}, which estompe does not read", hint)
