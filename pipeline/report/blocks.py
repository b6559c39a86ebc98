"""The pieces that a section is made of; each has a template of its kind in ``templates/blocks``."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.report.charts.bars import Bars
from pipeline.report.charts.map import Map
from pipeline.report.charts.pyramid import Pyramid
from pipeline.report.charts.timeline import Timeline
from pipeline.report.tables import Table

Chart = Bars | Map | Pyramid | Timeline


@dataclass(frozen=True)
class Text:
    """A paragraph: ``body``, ``note`` (small) or ``empty`` (says that a number is not published)."""

    text: str
    tone: str = "body"
    kind: str = "text"


@dataclass(frozen=True)
class Figure:
    """A chart with its title and its tables under a fold, each with the query that gives the same numbers.

    ``care`` is what must be read before the chart, ``note`` what may be read after it.
    """

    title: str
    chart: Chart
    tables: tuple[Table, ...] = ()
    note: str = ""
    care: str = ""
    kind: str = "figure"


@dataclass(frozen=True)
class Pair:
    """Two figures side by side where there is room."""

    left: Figure
    right: Figure
    kind: str = "pair"


@dataclass(frozen=True)
class Card:
    """A short statement with a title and a number."""

    title: str
    number: str
    text: str


@dataclass(frozen=True)
class Cards:
    """Statements side by side."""

    cards: tuple[Card, ...]
    kind: str = "cards"


@dataclass(frozen=True)
class Folded:
    """Tables under a fold, without a chart; or a query that belongs to no table."""

    title: str
    tables: tuple[Table, ...]
    query: str = ""
    kind: str = "folded"


@dataclass(frozen=True)
class Listing:
    """A titled list, with numbers when the order means something."""

    title: str
    items: tuple[str, ...]
    ordered: bool = False
    mark: str = "plain"
    kind: str = "listing"


@dataclass(frozen=True)
class Choice:
    """A filter: the dimension, its name, and what can be chosen as (value, name)."""

    dimension: str
    name: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Panel:
    """What the filters redraw: the dimension, a title, and the heads of its table."""

    dimension: str
    title: str
    heads: tuple[str, ...]


@dataclass(frozen=True)
class Explorer:
    """Filters over the published cells, and the panels that they redraw."""

    choices: tuple[Choice, ...]
    panels: tuple[Panel, ...]
    kind: str = "explorer"


Block = Text | Figure | Pair | Cards | Folded | Listing | Table | Explorer


@dataclass(frozen=True)
class Section:
    """One section: its anchor, the word above the heading, the heading, and its blocks in order."""

    id: str
    label: str
    heading: str
    blocks: tuple[Block, ...]
