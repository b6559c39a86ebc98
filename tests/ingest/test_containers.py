"""Compressed files and archives: what is inside comes out, whole; what is unsafe or broken is refused, whole."""

from __future__ import annotations

import gzip
import itertools
import tarfile
import zipfile
from pathlib import Path

import pytest
from everything import everything, summary
from made import COMPRESS, encrypted_zip, seven_zipped, tar_special, tarred, zip_link, zipped

from pipeline.core.errors import InputError
from pipeline.ingest import archive, caps, compressed
from pipeline.ingest.confined import RefusedError
from pipeline.ingest.container import MAX_DEPTH, containers
from pipeline.ingest.open import open_inputs

HEAD = ("nom", "ville", "note")
ROWS = [(f"NOM{i}", "VANNES", f"{i:05d}") for i in range(300)]


def table(rows=ROWS) -> bytes:
    return "\n".join(";".join(row) for row in [HEAD, *rows]).encode() + b"\n"


CSV = table()
TWO = {"un.csv": table(ROWS[:100]), "sous/deux.csv": table(ROWS[100:])}

ARCHIVES = {
    "stored.zip": zipped(TWO, zipfile.ZIP_STORED),
    "deflated.zip": zipped(TWO, zipfile.ZIP_DEFLATED),
    "bzip2.zip": zipped(TWO, zipfile.ZIP_BZIP2),
    "lzma.zip": zipped(TWO, zipfile.ZIP_LZMA),
    "two.7z": seven_zipped(TWO),
    "pax.tar": tarred(TWO),
    "gnu.tar": tarred(TWO, form=tarfile.GNU_FORMAT),
    "ustar.tar": tarred(TWO, form=tarfile.USTAR_FORMAT),
    **{f"two.tar.{ending}": compress(tarred(TWO)) for ending, compress in COMPRESS.items()},
    "folders.tar": tarred(TWO, [tar_special(tarfile.DIRTYPE, "dossier")]),
    "zip in zip.zip": zipped({"un.zip": zipped({"un.csv": TWO["un.csv"]}), "deux.csv": TWO["sous/deux.csv"]}),
    "7z in zip.zip": zipped({"deux.7z": seven_zipped(TWO)}),
    "tar.gz in zip.zip": zipped({"deux.tar.gz": gzip.compress(tarred(TWO))}),
    "gz in tar.tar": tarred({name: gzip.compress(content) for name, content in TWO.items()}),
    "misnamed.csv": zipped(TWO),
    "with a picture.zip": zipped({**TWO, "scan.png": b"\x89PNG\r\n\x1a\n" + bytes(50), "vide.csv": b""}),
}


def write(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


@pytest.mark.parametrize("name", ARCHIVES)
def test_every_record_of_every_member_comes_out(name: str, tmp_path: Path) -> None:
    found = everything(write(tmp_path, name, ARCHIVES[name]))
    assert found.headers == [HEAD, HEAD]
    assert sorted(row for rows in found.rows for row in rows) == sorted(ROWS)
    assert all(shown.startswith(f"{name}/") for shown in found.names)


@pytest.mark.parametrize("ending", COMPRESS)
@pytest.mark.parametrize("form", ["one", "two streams", "padded", "twice"])
def test_a_compressed_file_is_its_content(ending: str, form: str, tmp_path: Path) -> None:
    compress = COMPRESS[ending]
    half = CSV.index(b"\n", len(CSV) // 2) + 1
    content = {
        "one": compress(CSV),
        "two streams": compress(CSV[:half]) + compress(CSV[half:]),
        "padded": compress(CSV) + bytes(512),
        "twice": compress(compress(CSV)),
    }[form]
    found = everything(write(tmp_path, f"leak.csv.{ending}", content))
    assert found.names == [f"leak.csv.{ending}"]
    assert found.rows == [ROWS]


def test_larger_streams_than_any_buffer_come_out_whole(tmp_path: Path) -> None:
    lines = [f"NOM{i};VILLE{i * i};{i:09d}\n" for i in range(200_000)]
    content = ("nom;ville;note\n" + "".join(lines)).encode()
    for name, packed in (("a.gz", gzip.compress(content, 1)), ("a.7z", seven_zipped({"x.csv": content, "y.csv": CSV}))):
        found = everything(write(tmp_path, name, packed))
        assert len(found.rows[0]) == 200_000
        assert found.rows[0][-1] == tuple(lines[-1].strip().split(";"))


def test_what_is_no_table_is_told_of_and_the_rest_is_read(tmp_path: Path) -> None:
    told = summary(tmp_path / "work", write(tmp_path, "a.zip", ARCHIVES["with a picture.zip"]))
    assert told["accepted"] == len(ROWS)
    assert told["unread"] == [
        {"name": "a.zip/scan.png", "why": "is a picture, which estompe does not read"},
        {"name": "a.zip/vide.csv", "why": "is empty"},
    ]


def broken_middle(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes(byte ^ 0xFF for byte in content[middle : middle + 20]) + content[middle + 20 :]


NOISE = "".join(f"{i * 7919 % 10007};{i * 104729 % 100003};{i}\n" for i in range(20_000)).encode()

REFUSED = {
    # name: (content, words of the one line)
    "cut.gz": (gzip.compress(NOISE)[:-5000], "damaged"),
    "no end.gz": (gzip.compress(NOISE)[:-4], "damaged"),
    "wrong sum.gz": (gzip.compress(NOISE)[:-8] + b"\x00\x00\x00\x00" + gzip.compress(NOISE)[-4:], "damaged"),
    "garbage after.gz": (gzip.compress(NOISE) + b"MARTIN", "damaged"),
    "cut.bz2": (COMPRESS["bz2"](NOISE)[:-500], "damaged"),
    "cut.xz": (COMPRESS["xz"](NOISE)[:-500], "damaged"),
    "cut.zst": (COMPRESS["zst"](NOISE)[:-500], "damaged"),
    "flipped.zst": (broken_middle(COMPRESS["zst"](NOISE)), "damaged"),
    "only head.gz": (b"\x1f\x8b", "damaged"),
    "cut.zip": (zipped({"a.csv": NOISE})[:-100], "damaged"),
    "flipped.zip": (broken_middle(zipped({"a.csv": NOISE})), "damaged"),
    "nothing.zip": (zipped({}), "without any file"),
    "cut.7z": (seven_zipped({"a.csv": NOISE})[:-100], "damaged"),
    "flipped.7z": (broken_middle(seven_zipped({"a.csv": NOISE})), "damaged"),
    "cut in a member.tar": (tarred({"a.csv": NOISE})[:5000], "damaged"),
    "cut between members.tar": (tarred({"a.csv": b"x" * 512, "b.csv": b"y"})[:1024], "damaged"),
    "broken second head.tar": (
        tarred({"a.csv": b"x" * 512}, form=tarfile.USTAR_FORMAT)[:1024] + b"MARTIN" * 100 + bytes(2000),
        "damaged",
    ),
    "cut.tar.gz": (gzip.compress(tarred({"a.csv": NOISE}))[:-100], "damaged"),
    "flag.zip": (encrypted_zip(CSV), "encrypted"),
    "secret.7z": (seven_zipped(TWO, "secret"), "encrypted"),
    "all secret.7z": (seven_zipped(TWO, "secret", hide=True), "encrypted"),
    "link.zip": (zip_link("passwd", "/etc/passwd"), "link"),
    "symlink.tar": (tarred(TWO, [tar_special(tarfile.SYMTYPE)]), "link"),
    "hard link.tar": (tarred(TWO, [tar_special(tarfile.LNKTYPE, target="un.csv")]), "link"),
    "device.tar": (tarred(TWO, [tar_special(tarfile.CHRTYPE)]), "link"),
    "fifo.tar": (tarred(TWO, [tar_special(tarfile.FIFOTYPE)]), "link"),
    **{
        f"climbing {i}.{kind}": (make({**TWO, name: CSV}), "leads out")
        for i, name in enumerate(("../up.csv", "a/../../up.csv", "/etc/cron.d/x", "C:\\x.csv", "..\\up.csv", "a/.."))
        for kind, make in (("zip", zipped), ("tar", tarred))
    },
    "a zip that climbs in a zip.zip": (zipped({"un.csv": CSV, "b.zip": zipped({"../x.csv": CSV})}), "leads out"),
    "a broken zip beside a good table.zip": (
        zipped({"a.csv": CSV, "b.zip": zipped({"c.csv": NOISE})[:-100]}),
        "damaged",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_whole_is_refused_in_one_line(name: str, estompe, tmp_path: Path) -> None:
    content, words = REFUSED[name]
    path = write(tmp_path, name, content)
    for command in (("ingest", path, "--json"), ("run", path, "--out", tmp_path / "release")):
        done = estompe(*command)
        assert done.code == 3, done.err
        (line,) = [line for line in done.err.splitlines() if not line.endswith(" s")]
        assert words in line
        assert "MARTIN" not in done.out + done.err
        assert done.out == ""
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_nesting_is_opened_to_its_depth_and_no_further(tmp_path: Path) -> None:
    content = CSV
    for _ in range(MAX_DEPTH):
        content = zipped({"inside": content})
    assert everything(write(tmp_path, "deep.zip", content)).rows == [ROWS]
    with pytest.raises(InputError, match="beyond the cap"):
        everything(write(tmp_path, "deeper.zip", zipped({"inside": content})))


def sparse(size: int) -> bytes:
    """The first bytes of a gzip of as many zeros, which nobody has to hold."""
    return gzip.compress(bytes(size), 9)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.gz", sparse(8 << 20)),
        ("bomb.zip", zipped({"a.csv": bytes(8 << 20)})),
        ("bomb.bz2", COMPRESS["bz2"](bytes(8 << 20))),
        ("bomb.xz", COMPRESS["xz"](bytes(8 << 20))),
        ("bomb.zst", COMPRESS["zst"](bytes(8 << 20))),
        ("bomb.7z", seven_zipped({"a.csv": bytes(8 << 20)})),
        ("bomb.tar.gz", gzip.compress(tarred({"a.csv": bytes(8 << 20)}))),
        ("many.zip", zipped({"a.zip": zipped({f"{i}.csv": bytes(1 << 20) for i in range(8)})})),
    ],
)
def test_a_bomb_is_stopped_by_its_ratio(name: str, content: bytes, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(caps, "RATIO_FREE", 1 << 20)
    monkeypatch.setattr(caps, "RATIO_CAP", 100)
    with pytest.raises(InputError, match="bomb"):
        drain(write(tmp_path, name, content))


def drain(path: Path) -> None:
    for item in open_inputs([path]).inputs:
        with item.source.open() as stream:
            while stream.read(1 << 20):
                continue


def test_the_real_ratio_stops_a_gigabyte_of_zeros_early(tmp_path: Path) -> None:
    path = write(tmp_path, "bomb.gz", b"".join(itertools.repeat(sparse(64 << 20), 8)))
    (member,) = next(kind for kind in containers() if kind.NAME == "gzip").members(open_file(path))
    read = [0]

    def everything_of(stream) -> None:
        while piece := stream.read(1 << 20):
            read[0] += len(piece)

    with member.open() as stream, pytest.raises(InputError, match="bomb"):
        everything_of(stream)
    assert read[0] <= 2 * caps.RATIO_FREE + (4 << 20)


def open_file(path: Path):
    from pipeline.ingest.source import FileBytes

    return FileBytes(path)


def test_the_size_cap_counts_all_levels_and_each_stream_once(monkeypatch, tmp_path: Path) -> None:
    path = write(tmp_path, "a.zip", zipped({"x.csv": CSV, "y.csv": CSV}, zipfile.ZIP_STORED))
    monkeypatch.setattr(caps, "SIZE_CAP", 2 * len(CSV))
    for _ in range(3):
        assert everything(path).rows == [ROWS, ROWS]
    monkeypatch.setattr(caps, "SIZE_CAP", 2 * len(CSV) - 1)
    with pytest.raises(InputError, match="more than the cap"):
        everything(path)


@pytest.mark.parametrize("make", [zipped, tarred, seven_zipped])
def test_too_many_members_are_refused_before_any_is_read(make, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(caps, "MEMBERS_CAP", 50)
    path = write(tmp_path, "many", make({f"{i}.csv": CSV for i in range(51)}))
    with pytest.raises(InputError, match="too many files"):
        everything(path)


def test_archives_in_an_archive_share_the_members_cap(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(caps, "MEMBERS_CAP", 50)
    inner = zipped({f"{i}.csv": CSV for i in range(20)})
    with pytest.raises(InputError, match="too many files"):
        everything(write(tmp_path, "many.zip", zipped({f"{i}.zip": inner for i in range(3)})))


def test_members_are_read_again_in_any_order(tmp_path: Path) -> None:
    for name in ("deflated.zip", "two.7z", "two.tar.gz"):
        opened = open_inputs([write(tmp_path, name, ARCHIVES[name])])
        contents = []
        for order in (opened.inputs, opened.inputs[::-1], opened.inputs):
            for item in order:
                with item.source.open() as stream:
                    contents.append((item.name, stream.read()))
        assert len(set(contents)) == 2


def test_two_members_can_be_open_at_once(tmp_path: Path) -> None:
    one, two = open_inputs([write(tmp_path, "a.zip", ARCHIVES["deflated.zip"])]).inputs
    with one.source.open() as first, two.source.open() as second:
        assert first.read(10) == second.read(10)
        assert first.read() == TWO["un.csv"][10:]
        assert second.read() == TWO["sous/deux.csv"][10:]


@pytest.mark.parametrize("name", ["../x", "/x", "a\\..\\b", "d:x", "a/../../b", "..", "x\x00y"])
def test_a_name_that_leaves_is_not_safe(name: str) -> None:
    with pytest.raises(RefusedError, match="climbing"):
        archive.safe(name)


@pytest.mark.parametrize("name", ["x", "a/b", "a..b/c", "...", "..a", "a b/c.d"])
def test_a_name_that_stays_is_safe(name: str) -> None:
    assert archive.safe(name) == name


def test_every_container_says_what_it_is() -> None:
    assert [kind.NAME for kind in containers()] == ["7z", "bzip2", "gzip", "tar", "xz", "zip", "zstd"]
    assert all(kind.DESCRIPTION for kind in containers())
    assert issubclass(compressed._Inside, archive.Unpacked)
