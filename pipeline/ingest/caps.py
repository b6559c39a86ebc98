"""How much an input may unpack to, counted over everything that is inside it, however it is nested (threat T22)."""

from __future__ import annotations

from pipeline.ingest.refusals import ConfinedError

SIZE_CAP = 64 << 30
"""Bytes that one input may unpack to, all levels of nesting together: 64 GiB."""

RATIO_CAP = 1000
"""Bytes unpacked for each byte packed, once more than `RATIO_FREE` bytes are out. Tables reach 5 to 50."""

RATIO_FREE = 64 << 20
"""Bytes that come out before the ratio counts: 64 MiB."""

MEMBERS_CAP = 100_000
"""Files in one input, all archives in it together."""


class Budget:
    """What one input has unpacked to so far. Reading the same stream again costs nothing.

    Parameters
    ----------
    packed:
        Bytes of the input itself; None where unknown, and then only single streams have a ratio.
    """

    def __init__(self, packed: int | None) -> None:
        self._packed = packed
        self._most: dict[str, int] = {}
        self._total = 0
        self._members: dict[str, int] = {}

    def grow(self, stream: str, delivered: int, consumed: int) -> None:
        """Count that ``stream`` gave ``delivered`` bytes for ``consumed`` packed ones.

        Raises
        ------
        ConfinedError
            With reason ``size`` or ``ratio``.
        """
        self._total += max(0, delivered - self._most.get(stream, 0))
        self._most[stream] = max(delivered, self._most.get(stream, 0))
        if self._total > SIZE_CAP:
            raise ConfinedError("size")
        if delivered > RATIO_FREE and consumed and delivered > RATIO_CAP * consumed:
            raise ConfinedError("ratio")
        if self._total > RATIO_FREE and self._packed and self._total > RATIO_CAP * self._packed:
            raise ConfinedError("ratio")

    def hold(self, archive: str, members: int, size: int) -> None:
        """Count that ``archive`` says it holds so many files, of so many bytes together.

        Raises
        ------
        ConfinedError
            With reason ``members`` or ``size``, before anything is unpacked.
        """
        self._members[archive] = members
        if sum(self._members.values()) > MEMBERS_CAP:
            raise ConfinedError("members")
        if size > SIZE_CAP:
            raise ConfinedError("size")
