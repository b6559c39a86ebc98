"""The text of a source that is no table of lines: pieces of bytes in an encoding that extends ASCII."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from pipeline.core.errors import InputError
from pipeline.ingest import encoding
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.source import Bytes, unreadable

PIECE = 1 << 20


class Text:
    """How a source's bytes are text, and the text.

    Wide encodings come as UTF-8; everything else as it is. ``raw`` says how long a piece is in the source, so that
    places can be told.
    """

    def __init__(self, source: Bytes, overrides: Overrides | None = None, label: str | None = None) -> None:
        wanted = label if label is not None else (overrides or Overrides()).encoding
        self._source = source
        self.form = encoding.find(source.head(), wanted, source.name)

    def pieces(self, size: int = PIECE) -> Iterator[bytes]:
        """The text, piece by piece, without its byte order mark.

        Raises
        ------
        InputError
            When the source cannot be read to its end.
        """
        decoder = codecs.getincrementaldecoder(self.form.label)("replace") if self.form.unit else None
        try:
            with self._source.open() as stream:
                stream.read(self.form.mark)
                while piece := stream.read(size):
                    yield decoder.decode(piece).encode("utf-8", "replace") if decoder else piece
                if decoder and (rest := decoder.decode(b"", True)):
                    yield rest.encode("utf-8", "replace")
        except OSError as error:
            raise unreadable(self._source.name, error) from None

    def raw(self, piece: bytes) -> int:
        """How many bytes of the source a piece of text takes."""
        return len(piece.decode("utf-8").encode(self.form.label)) if self.form.unit else len(piece)

    def decode(self, piece: bytes) -> str | None:
        """A piece as letters: by the encoding of the file, or the one of its other lines; None where neither fits."""
        for codec in (self.form.codec, self.form.fallback):
            try:
                return piece.decode(codec) if codec else None
            except UnicodeDecodeError:
                continue
        return None


def head_text(head: bytes) -> str | None:
    """The first bytes as letters, None where they are none; for telling formats apart."""
    try:
        form = encoding.find(head, None, "")
    except InputError:
        return None
    return head[form.mark :].decode(form.label if form.unit else form.codec, "replace")
