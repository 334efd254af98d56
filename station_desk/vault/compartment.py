"""The compartment of sealed notes: one key, and what is shut under it. Owns the key's form and the padding.

Who holds the key is told by grants in the log (`box`); here it is only used. Must never give out a byte that was not
authenticated, and never let a sealed part tell more of its length than the power of two above it.
"""

from __future__ import annotations

import secrets
from typing import Final

from station_desk.errors import DeskError, ErrorCode
from station_desk.vault.secret import Secret
from station_desk.vault.symmetric import KEY_BYTES as KEY_BYTES
from station_desk.vault.symmetric import opened, shut

_LENGTH_BYTES: Final = 4
_LEAST: Final = 1024  # most notes are shorter: they all look alike
_CONTEXT: Final = b"station-desk/sealed/v1\n"


def new_key() -> Secret:
    """Make the key of a new generation."""
    return Secret(secrets.token_bytes(KEY_BYTES))


def seal_part(key: Secret, plain: bytes, context: bytes) -> bytes:
    """Seal one part; opens only with the same context (record, revision, generation: the caller's choice).

    The length is hidden up to the next power of two, 1 KiB at least.
    """
    framed = len(plain).to_bytes(_LENGTH_BYTES, "big") + plain
    return shut(key.reveal(), framed.ljust(_padded(len(framed)), b"\0"), _CONTEXT + context)


def open_part(key: Secret, sealed: bytes, context: bytes) -> bytes:
    """Open one part; SEALED_DAMAGED when key, bytes or context are not those it was sealed with."""
    framed = opened(key.reveal(), sealed, _CONTEXT + context)
    if framed is None:
        raise DeskError(ErrorCode.SEALED_DAMAGED)
    end = _LENGTH_BYTES + int.from_bytes(framed[:_LENGTH_BYTES], "big")
    if len(framed) != _padded(end) or any(framed[end:]):  # a holder of the key wrote it, but not this program
        raise DeskError(ErrorCode.SEALED_DAMAGED)
    return framed[_LENGTH_BYTES:end]


def _padded(length: int) -> int:
    return max(_LEAST, 1 << (length - 1).bit_length())
