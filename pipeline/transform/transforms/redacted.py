"""Free text without what identifies, each such value a numbered placeholder."""

from __future__ import annotations

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.locales.fr.names import fold
from pipeline.transform.keyed import numbers
from pipeline.transform.transform import Beside, Context, Finder, Found, RecordFunction, RecordTransform

PLACEHOLDERS = {
    **dict.fromkeys(("person.name", "person.first_name", "person.birth_name"), "PERSONNE"),
    **dict.fromkeys(("person.birth_date", "date.sample", "date"), "DATE"),
    **dict.fromkeys(("address.street", "address.postcode", "address.city"), "LIEU"),
    **dict.fromkeys(("prescriber.name", "fr.rpps", "fr.adeli"), "SOIGNANT"),
    **dict.fromkeys(("laboratory", "laboratory.code", "fr.finess", "insurer"), "ORGANISME"),
    **dict.fromkeys(("credential.login", "credential.password"), "COMPTE"),
    **dict.fromkeys(("record.number", "patient.number", "insurer.member"), "NUMERO"),
    "fr.nir": "NIR",
    "phone": "TELEPHONE",
    "email": "COURRIEL",
    "iban": "IBAN",
    "ip": "RESEAU",
    "url": "RESEAU",
}
"""Entity -> type of its placeholder; anything else, and any word that is in no safe vocabulary, is ``AUTRE``."""

OTHER, WHOLE = "AUTRE", "[TEXTE]"
_SECRET = "credential.password"
_DIGITS = 10**9
_PLACEHOLDER = r"\[[A-Z]+(?:-\d+)?\]"


class Redacted(RecordTransform):
    """The text with a typed placeholder for each value that identifies, or might: ``[PERSONNE-482193771]``.

    The number is keyed: the same value has the same one in every text of a release, whatever its case and accents, and
    a password has none. Where nothing can search texts, the whole text is one placeholder.
    """

    name = "redacted"
    treatment = Treatment.PSEUDONYMISE
    entities = ("text.free",)
    keyed = True

    def gives(self, values: pl.Series) -> pl.Series:
        """A text without a sign of an address and without a long number outside placeholders."""
        return ~values.str.replace_all(_PLACEHOLDER, "").str.contains(r"@|\d{7,}")

    def bind_beside(self, purpose: str, context: Context) -> RecordFunction:
        """Bind to the finder of the run and the subkey of ``purpose``."""
        subkey, find = context.key.subkey(purpose), context.find

        def texts(values: pl.Series, beside: Beside) -> pl.Series:
            if find is None:
                return values.set(values.is_not_null(), WHOLE)
            places = values.is_not_null().arg_true()
            cells = {name: column.gather(places).to_list() for name, column in beside.cells.items()}
            known = [{name: cells[name][i] for name in cells if cells[name][i]} for i in range(len(places))]
            made = _redacted(values.gather(places).to_list(), known, find, subkey)
            return pl.Series(values.name, [None] * len(values), dtype=pl.String).scatter(places, made)

        return texts


def _redacted(texts: list[str], known: list[dict[str, str]], find: Finder, subkey: str) -> pl.Series:
    """Search every text, then number all findings at once."""
    found = [sorted(find(text, own), key=lambda span: span.start) for text, own in zip(texts, known, strict=True)]
    said = {
        _value(text, span)
        for text, spans in zip(texts, found, strict=True)
        for span in spans
        if span.entity != _SECRET  # not even hashed (threat T13)
    }
    values = pl.Series(sorted(said), dtype=pl.String)
    (number,) = numbers(values, subkey)
    numbered = dict(zip(values, (number % _DIGITS).cast(pl.String), strict=True))
    return pl.Series([_cut(text, spans, numbered) for text, spans in zip(texts, found, strict=True)], dtype=pl.String)


def _value(text: str, span: Found) -> str:
    """What two findings must share to be one: type, and letters and digits without case or accents."""
    cell = text[span.start : span.end]
    return f"{_type(span)}|{fold(cell)}|{''.join(c for c in cell if c.isdigit())}"


def _type(span: Found) -> str:
    return PLACEHOLDERS.get(span.entity, OTHER)


def _cut(text: str, spans: list[Found], numbered: dict[str, str]) -> str:
    pieces, end = [], 0
    for span in spans:
        if span.start < end:
            continue
        number = "" if span.entity == _SECRET else f"-{numbered[_value(text, span)]}"
        pieces += [text[end : span.start], f"[{_type(span)}{number}]"]
        end = span.end
    return "".join([*pieces, text[end:]])
