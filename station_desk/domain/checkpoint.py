"""Where a log stood, in forms that others can keep: the lines of a checkpoint (C2SP tlog-checkpoint), twelve words.

Owns the text both ways; never signs, stores or judges. The text has exactly three lines:

    station-desk/<office>/e<epoch>
    <size, decimal>
    <root, base64>
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from station_desk.domain.ids import OFFICE_CODE
from station_desk.domain.log import HASH_BYTES

LIST_WORDS: Final = 1024
HEAD_WORDS: Final = 12
_WORD_BITS: Final = 10
_MAX_SIZE: Final = 1 << 53
_ORIGIN = re.compile(rf"station-desk/({OFFICE_CODE.pattern})/e([1-9][0-9]{{0,8}})")
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")


class CheckpointError(ValueError):
    """The bytes are not exactly what `Checkpoint.to_bytes` would write."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The first `size` lines of an office's log have this tree head. `epoch` counts the office's restores."""

    office: str
    epoch: int
    size: int
    root: bytes

    @property
    def origin(self) -> str:
        """The name of this log; also the name of the key that signs its checkpoints."""
        return origin(self.office, self.epoch)

    def to_bytes(self) -> bytes:
        """Return the three lines, each with its line feed: what is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n".encode("ascii")


def origin(office: str, epoch: int) -> str:
    """Return the name of an office's log in one epoch."""
    return f"station-desk/{office}/e{epoch}"


def read_checkpoint(data: bytes) -> Checkpoint:
    """Read the three lines strictly. Raises CheckpointError for anything that has another spelling."""
    try:
        named, size, root, end = data.decode("ascii").split("\n")
    except ValueError:
        raise CheckpointError("not three lines") from None
    match = _ORIGIN.fullmatch(named)
    if match is None or not _SIZE.fullmatch(size) or int(size) >= _MAX_SIZE or end:
        raise CheckpointError("no origin or no size")
    try:
        found = Checkpoint(match[1], int(match[2]), int(size), b64decode(root, validate=True))
    except binascii.Error:
        raise CheckpointError("no root") from None
    if len(found.root) != HASH_BYTES or found.to_bytes() != data:
        raise CheckpointError("another spelling")
    return found


def head_words(root: bytes, words: Sequence[str]) -> list[str]:
    """Return the first 120 bits of a root as twelve words of a list of 1024, ten bits each, the highest first.

    Two people compare them over a telephone or with a printed register; nothing is computed back from them.
    """
    if len(words) != LIST_WORDS or len(root) != HASH_BYTES:
        raise ValueError("wants a root of 32 bytes and a list of 1024 words")
    bits = int.from_bytes(root, "big") >> (8 * HASH_BYTES - HEAD_WORDS * _WORD_BITS)
    places = range((HEAD_WORDS - 1) * _WORD_BITS, -1, -_WORD_BITS)
    return [words[bits >> place & (LIST_WORDS - 1)] for place in places]
