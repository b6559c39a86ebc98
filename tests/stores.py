"""Stores for tests: a folder that passes for one, and a server that speaks WebHDFS to Hadoop's own client."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import parse_qs, quote, unquote, urlsplit

from pipeline.core.store import Address, Store, Stored, StoreError


class Shelf(Store):
    """A folder of this machine, called ``shelf://host/...``; what is in ``broken`` (names of methods) is refused.

    A method of the name in ``interrupted`` is interrupted, once.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.broken: set[str] = set()
        self.interrupted = ""

    def path(self, address: Address) -> Path:
        return self.root / address.uri.removeprefix("shelf://host/")

    def _obey(self, name: str) -> None:
        if name == self.interrupted:
            self.interrupted = ""
            raise KeyboardInterrupt
        if name in self.broken:
            raise StoreError("Refused")

    def files(self, address: Address) -> list[Stored] | None:
        self._obey("files")
        path = self.path(address)
        if not path.exists():
            return None
        if path.is_file():
            return [Stored(address, path.name, path.stat().st_size)]
        found = [one.relative_to(path).as_posix() for one in sorted(path.rglob("*")) if one.is_file()]
        return [Stored(address / one, f"{path.name}/{one}", (path / one).stat().st_size) for one in found]

    @contextmanager
    def open(self, file: Stored) -> Iterator[BinaryIO]:
        self._obey("open")
        with self.path(file.address).open("rb") as stream:
            yield stream

    def put(self, path: Path, address: Address) -> None:
        self._obey("put")
        self.path(address).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, self.path(address))

    def rename(self, old: Address, new: Address) -> None:
        self._obey("rename" if old.name.endswith("-old") else f"rename {'out' if new.name.endswith('-old') else 'in'}")
        if self.path(new).exists():
            raise StoreError("exists already")
        self.path(old).rename(self.path(new))

    def remove(self, address: Address) -> None:
        self._obey("remove")
        path = self.path(address)
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


class WebHdfs(ThreadingHTTPServer):
    """A folder as a Hadoop store, over the REST interface of HDFS; ``cut`` ends answers to OPEN in the middle."""

    def __init__(self, root: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.root, self.cut = root, False
        self.reads = 0

    @property
    def address(self) -> Address:
        return Address(f"webhdfs://127.0.0.1:{self.server_port}")


@contextmanager
def webhdfs(root: Path) -> Iterator[WebHdfs]:
    """A server for as long as the block lasts."""
    with WebHdfs(root) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class _Answer(BaseHTTPRequestHandler):
    """The operations that Hadoop's client asks for. https://hadoop.apache.org describes them as WebHDFS.

    No answer has a Content-Type: Spark's build of Hadoop's client lacks the class that reads one.
    """

    protocol_version = "HTTP/1.1"
    server: WebHdfs

    def log_message(self, *_: Any) -> None: ...

    def _obey(self) -> None:
        parts = urlsplit(self.path.encode("latin-1").decode())  # http.server reads UTF-8 as Latin-1
        self.asked = {name.lower(): values[0] for name, values in parse_qs(parts.query).items()}
        local = self.server.root / unquote(parts.path).removeprefix("/webhdfs/v1").lstrip("/")
        method = getattr(self, self.asked["op"].lower(), None)
        if method is None:
            return self._fail(400, "UnsupportedOperationException", "java.lang")
        if self.asked["op"] in ("GETFILESTATUS", "LISTSTATUS", "OPEN") and not local.exists():
            return self._fail(404, "FileNotFoundException", "java.io")
        if self.asked["op"] in ("OPEN", "CREATE") and "datanode" not in self.asked:
            where = f"http://127.0.0.1:{self.server.server_port}{quote(parts.path, safe='/%')}?{parts.query}&datanode=1"
            return self._say(307, b"", Location=where)
        method(local)
        return None

    do_GET = do_PUT = do_POST = do_DELETE = _obey  # noqa: N815 (named by http.server)

    def _say(self, code: int, said: Any, **headers: str) -> None:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(code)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _fail(self, code: int, name: str, package: str) -> None:
        told = {"exception": name, "javaClassName": f"{package}.{name}", "message": "refused"}
        self._say(code, {"RemoteException": told})

    def _status(self, path: Path, name: str) -> dict[str, Any]:
        stat, folder = path.stat(), path.is_dir()
        kind = {"type": "DIRECTORY" if folder else "FILE", "length": 0 if folder else stat.st_size}
        numbers = {"accessTime": 0, "blockSize": 1 << 20, "modificationTime": int(stat.st_mtime * 1000)}
        names = {"owner": "o", "group": "g", "permission": "755", "pathSuffix": name}
        return {**kind, **numbers, **names, "replication": 1, "fileId": stat.st_ino, "childrenNum": 0}

    def getfilestatus(self, path: Path) -> None:
        self._say(200, {"FileStatus": self._status(path, "")})

    def liststatus(self, path: Path) -> None:
        found = [self._status(one, one.name) for one in path.iterdir()]
        self._say(200, {"FileStatuses": {"FileStatus": found}})

    def open(self, path: Path) -> None:
        self.server.reads += 1
        content = path.read_bytes()[int(self.asked.get("offset", 0)) :]
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if self.server.cut else content)
        self.close_connection = self.server.cut

    def create(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            while size := int(self.rfile.readline(), 16):
                file.write(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
        self._say(201, b"")

    def mkdirs(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self._say(200, {"boolean": True})

    def rename(self, path: Path) -> None:
        target = self.server.root / self.asked["destination"].lstrip("/")
        target = target / path.name if target.is_dir() else target  # as HDFS does
        done = path.exists() and not target.exists()
        if done:
            path.rename(target)
        self._say(200, {"boolean": done})

    def delete(self, path: Path) -> None:
        there = path.exists()
        if there:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        self._say(200, {"boolean": there})
