"""Reads a report back: its tables, pictures, anchors and links."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Shown:
    """A table of the page: its cube, its caption, the plain values of its numbers."""

    cube: str
    caption: str = ""
    numbers: list[float] = field(default_factory=list)


class Reader(HTMLParser):
    """Collects what the tests look at."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Shown] = []
        self.images: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids = sorted([*self.ids, given["id"]])
        if given.get("role") == "img":
            self.images.append(given.get("aria-label", ""))
        if tag == "a":
            self.links.append(given["href"])
        if tag == "table":
            self.tables.append(Shown(given.get("data-cube", "")))
        if tag == "data":
            self.tables[-1].numbers.append(float(given["value"]))
        self.inside = tag

    def handle_data(self, data: str) -> None:
        if self.inside == "caption":
            self.tables[-1].caption += data.strip()

    def table(self, caption: str) -> Shown:
        """The first table whose caption begins so."""
        return next(table for table in self.tables if table.caption.startswith(caption))


def read(page: str) -> Reader:
    """Read a page."""
    reader = Reader()
    reader.feed(page)
    return reader
