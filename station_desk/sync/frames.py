"""The frames of a sealed payload (FORMAT 5.3, 6): runs of bytes, compressed or not, padded to a Padmé size and ended.

Owns packing, inflating and padding. Must never inflate more than a frame declares, and knows nothing of what is inside.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from enum import IntEnum

from station_desk.errors import DeskError, ErrorCode

MAX_RAW = 1024 * 1024
MAX_PAD = 4 * 1024 * 1024
MAX_TOTAL = 256 * 1024 * 1024
MAX_RATIO = 20
LEAST_SIZE = 16 * 1024

_HEAD = struct.Struct(">BBII")
_RAW, _ZLIB = 0, 1


class _Type(IntEnum):
    ENTRIES = 1
    PAD = 2
    END = 3


def padded_size(size: int) -> int:
    """Return the Padmé size for `size` bytes, so that sizes tell little (FORMAT 5.3)."""
    size = max(size, LEAST_SIZE)
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (size + mask) & ~mask


def pack(before: bytes, runs: Iterable[bytes]) -> bytes:
    """Return `before` and after it one ENTRIES frame per run, a PAD up to a Padmé size, and END.

    Raises DeskError `bundle-too-large` when the runs together pass the limit, ValueError for a run that fits no frame.
    """
    pieces = [before]
    total = 0
    for run in runs:
        total += len(run)
        if total > MAX_TOTAL:
            raise DeskError(ErrorCode.BUNDLE_TOO_LARGE, limit=MAX_TOTAL)
        pieces.append(_entries_frame(run))
    size = sum(map(len, pieces)) + 2 * _HEAD.size
    pad = padded_size(size) - size
    pieces.append(_HEAD.pack(_Type.PAD, _RAW, pad, pad) + bytes(pad))
    pieces.append(_HEAD.pack(_Type.END, _RAW, 0, 0))
    return b"".join(pieces)


def unpack(payload: bytes, start: int) -> Iterator[bytes]:
    """Yield the raw bytes of each ENTRIES frame from offset `start`; the caller must read to the end.

    Raises DeskError `payload-malformed` (fact `why`).
    """
    if len(payload) != padded_size(len(payload)):
        raise malformed("size")
    total = 0
    while True:
        type_, flags, raw_size, stored_size = _read_head(payload, start)
        start += _HEAD.size
        stored = memoryview(payload)[start : start + stored_size]
        if len(stored) != stored_size:
            raise malformed("frame-cut")
        start += stored_size
        if type_ != _Type.ENTRIES:
            break
        total += raw_size
        if total > MAX_TOTAL:
            raise malformed("total")
        yield _raw(flags, raw_size, stored)
    _check_pad(type_, flags, raw_size, stored)
    if payload[start:] != _HEAD.pack(_Type.END, _RAW, 0, 0):
        raise malformed("end")


def malformed(why: str) -> DeskError:
    """Return the refusal of a payload; `why` is one of our own words."""
    return DeskError(ErrorCode.PAYLOAD_MALFORMED, why=why)


def _entries_frame(run: bytes) -> bytes:
    if not 1 <= len(run) <= MAX_RAW:
        raise ValueError("a frame has 1 byte to 1 MiB")
    packed = zlib.compress(run, 9)
    if len(packed) < len(run) <= MAX_RATIO * len(packed):
        return _HEAD.pack(_Type.ENTRIES, _ZLIB, len(run), len(packed)) + packed
    return _HEAD.pack(_Type.ENTRIES, _RAW, len(run), len(run)) + run


def _read_head(payload: bytes, start: int) -> tuple[int, int, int, int]:
    try:
        type_, flags, raw_size, stored_size = _HEAD.unpack_from(payload, start)
    except struct.error:
        raise malformed("frame-cut") from None
    return type_, flags, raw_size, stored_size


def _raw(flags: int, raw_size: int, stored: memoryview) -> bytes:
    if not 1 <= raw_size <= MAX_RAW:
        raise malformed("frame-size")
    if flags == _RAW and raw_size == len(stored):
        return bytes(stored)
    if flags == _ZLIB and len(stored) < raw_size <= MAX_RATIO * len(stored):
        return _inflate(stored, raw_size)
    raise malformed("frame-size")


def _inflate(stored: memoryview, raw_size: int) -> bytes:
    stream = zlib.decompressobj()
    try:
        # one byte more than declared: enough to reach the end of an honest stream, and to see that another goes on
        raw = stream.decompress(stored, raw_size + 1)
    except zlib.error:
        raise malformed("zlib") from None
    if len(raw) != raw_size or not stream.eof or stream.unused_data:
        raise malformed("zlib")
    return raw


def _check_pad(type_: int, flags: int, raw_size: int, stored: memoryview) -> None:
    if type_ != _Type.PAD or flags != _RAW or raw_size != len(stored) or raw_size > MAX_PAD:
        raise malformed("pad")
    if bytes(stored).strip(b"\x00"):
        raise malformed("pad")
