"""UTF-8 that was taken for cp1252 and encoded again: repaired where it can be nothing else, and always counted."""

from __future__ import annotations

import re

_BYTES = {bytes((byte,)).decode("cp1252", "ignore") or chr(byte): byte for byte in range(128, 256)}
"""Letter -> byte of cp1252, and of latin-1 where that has control characters: programs take either."""

_BYTES.update((chr(byte), byte) for byte in range(0x80, 0xA0))
_TAIL = "".join(letter for letter, byte in _BYTES.items() if byte < 0xC0)
_SEQUENCE = re.compile(f"[ÂÃ][{re.escape(_TAIL)}]|Å[“’¸\x92\x93]|â[€‚„†\x80\x82\x84\x86][{re.escape(_TAIL)}]")
"""Two-byte sequences of Latin letters, and the three-byte ones of quotation marks, dashes and the euro sign."""

IN_UTF8 = re.compile(
    rb"\xc3(?:[\x82\x83\x85](?=[\xc2\xc5\xc6\xcb\xe2])|\xa2(?=\xe2\x82\xac|\xe2\x80|\xc2[\x80\x82\x84\x86]))"
)
"""Where a sequence begins in a file that is UTF-8 itself."""

SECONDS = (0x82, 0x83, 0x85)
"""Second bytes of such a place: absent from most blocks, and quickly looked for. The others have `THIRD`."""

THIRD = b"\xc3\xa2"


def repair(text: str) -> str:
    r"""The text with doubly encoded letters put right, itself where there are none.

    Only sequences that give a letter or a sign of cp1252 are repaired: there, the doubled form is no text of any
    language. More than one layer comes off where the letters of each are among those.

    >>> repair("HÃ©lÃ¨ne, NÂ°\xa03"), repair("NÃO"), repair("lâ€™Å“uvre")
    ('Hélène, N°\xa03', 'NÃO', 'l’œuvre')
    """
    for _ in range(3):
        repaired = _SEQUENCE.sub(_once, text)
        if repaired == text:
            break
        text = repaired
    return text


def _once(found: re.Match[str]) -> str:
    sequence = found.group()
    try:
        letter = bytes(_BYTES[one] for one in sequence).decode("utf-8")
        letter.encode("cp1252")
    except (KeyError, UnicodeError):
        return sequence
    return letter
