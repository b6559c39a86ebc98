"""Files of every format, made for a test: nothing of this kind is kept as a file."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

import py7zr
from backports import zstd

Cell = str | int | float | None

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

COMPRESS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstd.compress}


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return buffer.getvalue()


def zip_link(name: str, target: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, target)
        archive.writestr("leak.csv", "nom;ville\nMARTIN;VANNES\n")
    return buffer.getvalue()


def tarred(
    members: Mapping[str, bytes], extra: Iterable[tarfile.TarInfo] = (), form: int = tarfile.PAX_FORMAT
) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for info in extra:
            archive.addfile(info)
    return buffer.getvalue()


def tar_special(kind: bytes, name: str = "inside", target: str = "/etc/passwd") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def seven_zipped(members: Mapping[str, bytes], password: str | None = None, hide: bool = False) -> bytes:
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password=password, header_encryption=hide) as archive:
        for name, content in members.items():
            archive.writestr(content, name)
    return buffer.getvalue()


def encrypted_zip(content: bytes) -> bytes:
    """A stored member whose flag says that it is encrypted: what a reader must not even try."""
    raw = bytearray(zipped({"leak.csv": content}, zipfile.ZIP_STORED))
    raw[6] |= 1
    directory = raw.index(b"PK\x01\x02")
    raw[directory + 8] |= 1
    return bytes(raw)


def xlsx(sheets: Mapping[str, Sequence[Sequence[Cell]]], doctype: str = "", escaped: bool = True) -> bytes:
    names = list(sheets)
    members = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(f'<sheet name="{escape(n)}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(names, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
            for i in range(1, len(names) + 1)
        )
        + "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        "</styleSheet>",
    }
    for number, name in enumerate(names, 1):
        members[f"xl/worksheets/sheet{number}.xml"] = (
            f'<?xml version="1.0"?>{doctype}<worksheet xmlns="{MAIN}"><sheetData>'
            + "".join(_row(r, cells, escaped) for r, cells in enumerate(sheets[name], 1))
            + "</sheetData></worksheet>"
        )
    return zipped({name: text.encode() for name, text in members.items()})


def _row(number: int, cells: Sequence[Cell], escaped: bool) -> str:
    found = []
    for place, cell in enumerate(cells):
        at = f"{chr(65 + place)}{number}"
        if isinstance(cell, str) and cell.startswith("date:"):
            found.append(f'<c r="{at}" s="1"><v>{cell[5:]}</v></c>')
        elif isinstance(cell, str):
            found.append(f'<c r="{at}" t="inlineStr"><is><t>{escape(cell) if escaped else cell}</t></is></c>')
        elif cell is not None:
            found.append(f'<c r="{at}"><v>{cell}</v></c>')
    return f'<row r="{number}">{"".join(found)}</row>'


def ods(sheets: Mapping[str, Sequence[Sequence[Cell]]], doctype: str = "", escaped: bool = True) -> bytes:
    def cell(value: Cell) -> str:
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, str):
            text = escape(value) if escaped else value
            return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'

    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?>{doctype}<office:document-content {spaces}><office:body><office:spreadsheet>{tables}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        },
        zipfile.ZIP_STORED,
    )


def laughs(levels: int = 9) -> str:
    """Entities that unfold to ten times the one before, nine times over (the "billion laughs")."""
    each = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "MARTIN"}">' for i in range(levels))
    return f"<!DOCTYPE x [{each}]>"
