"""A list for credential stuffing: an address or a login, a colon, a password; nothing else, no header."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from synthetic.people import Fill
from synthetic.shape import Delimited


@dataclass(frozen=True)
class Combolist(Delimited):
    """One account a line, under its e-mail address where there is one."""

    def body(self, cells: pl.DataFrame, first: int) -> bytes:
        """Write address or login, and the password."""
        return super().body(cells.with_columns(pl.coalesce("email", "login").alias("login")), first)


SHAPE = Combolist(
    name="combolist",
    file="leak.txt",
    titles={"account": "login", "password": "mot_de_passe"},
    delimiter=":",
    header=False,
    instead={"login": ("email",)},
    fill=Fill(email=0.85, account=1.0),
    per_person=(0.93, 0.06, 0.01),
)
