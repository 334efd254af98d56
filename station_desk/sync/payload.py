"""The sealed payload (FORMAT 5, 7): the manifest once more, and the entries of the log.

Owns the bytes of leaves and hashes and what may be among them. Must never let another part than `district` in or out,
and judges nothing about the log: that is `trusted_chain`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from station_desk.domain.log import HASH_BYTES, SALT_BYTES, SIGNATURE_BYTES, Part
from station_desk.errors import DeskError, ErrorCode
from station_desk.sync import frames, strict_json
from station_desk.sync.frames import malformed

MAGIC = b"SDPAYL1\n"
RANDOM_BYTES = 32
MAX_ENTRIES = 200_000
MAX_HEADER = 64 * 1024
MAX_PART = 512 * 1024
MAY_LEAVE = frozenset({Part.DISTRICT})

_RUN = 256 * 1024
_SIZE = struct.Struct(">I")
_ENTRY = struct.Struct(">BI")


@dataclass(frozen=True, slots=True)
class OpenPart:
    """A part that travels, with the salt that opens its commitment."""

    name: Part
    salt: bytes = field(repr=False)
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A line of the log that the district may read: header, author's signature, the parts that may leave."""

    header: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    parts: tuple[OpenPart, ...]


@dataclass(frozen=True, slots=True)
class LeafHash:
    """A line of the log that stays at the station; the district learns its place and its hash."""

    hash: bytes


Entry = Leaf | LeafHash


class _Type(IntEnum):
    LEAF = 1
    HASH = 2


def write(manifest: bytes, entries: Sequence[Entry], random: bytes) -> bytes:
    """Return the payload; `random` are 32 fresh random bytes (FORMAT 5.1).

    Raises DeskError `bundle-too-large`, and ValueError for an entry that must not travel: that is a mistake of ours.
    """
    if len(random) != RANDOM_BYTES:
        raise ValueError("32 random bytes")
    if len(entries) > MAX_ENTRIES:
        raise DeskError(ErrorCode.BUNDLE_TOO_LARGE, limit=MAX_ENTRIES)
    before = MAGIC + random + _SIZE.pack(len(manifest)) + manifest
    return frames.pack(before, _runs(_write_entry(entry) for entry in entries))


def read(payload: bytes, manifest: bytes, count: int) -> tuple[Entry, ...]:
    """Return the `count` entries of a payload whose inner manifest is `manifest` (FORMAT 5.2).

    Raises DeskError `inner-differs` or `payload-malformed` (fact `why`).
    """
    if not payload.startswith(MAGIC):
        raise malformed("magic")
    start = len(MAGIC) + RANDOM_BYTES
    inner = _SIZE.pack(len(manifest)) + manifest
    if payload[start : start + len(inner)] != inner:
        raise DeskError(ErrorCode.INNER_DIFFERS)
    entries: list[Entry] = []
    for run in frames.unpack(payload, start + len(inner)):
        for entry in _read_run(run):
            if len(entries) == count:
                raise malformed("count")
            entries.append(entry)
    if len(entries) != count:
        raise malformed("count")
    return tuple(entries)


def _runs(entries: Iterable[bytes]) -> Iterator[bytes]:
    """Join entries into frames of about 256 KiB: larger ones compress no better."""
    run: list[bytes] = []
    size = 0
    for entry in entries:
        if run and size + len(entry) > _RUN:
            yield b"".join(run)
            run, size = [], 0
        run.append(entry)
        size += len(entry)
    if run:
        yield b"".join(run)


def _write_entry(entry: Entry) -> bytes:
    type_, body = (_Type.HASH, entry.hash) if isinstance(entry, LeafHash) else (_Type.LEAF, _write_leaf(entry))
    try:
        _read_entry(type_, body)  # what a receiver would refuse is not sent
    except DeskError as error:
        raise ValueError(f"an entry that must not travel: {error.facts['why']}") from None
    return _ENTRY.pack(type_, len(body)) + body


def _write_leaf(leaf: Leaf) -> bytes:
    pieces = [_SIZE.pack(len(leaf.header)), leaf.header, leaf.signature, bytes([len(leaf.parts)])]
    for part in leaf.parts:
        name = part.name.encode("ascii")
        pieces += [bytes([len(name)]), name, part.salt, _SIZE.pack(len(part.data)), part.data]
    return b"".join(pieces)


class _Cursor:
    """Takes bytes off the front; running short is a malformed payload."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        taken = self._data[self._at : self._at + size]
        if len(taken) != size:
            raise malformed("entry-cut")
        self._at += size
        return taken

    def take_sized(self, limit: int) -> bytes:
        (size,) = _SIZE.unpack(self.take(_SIZE.size))
        if not 1 <= size <= limit:
            raise malformed("entry-size")
        return self.take(size)

    @property
    def at_end(self) -> bool:
        return self._at == len(self._data)


def _read_run(run: bytes) -> Iterator[Entry]:
    cursor = _Cursor(run)
    while not cursor.at_end:
        type_, size = _ENTRY.unpack(cursor.take(_ENTRY.size))
        yield _read_entry(type_, cursor.take(size))


def _read_entry(type_: int, body: bytes) -> Entry:
    if type_ == _Type.HASH and len(body) == HASH_BYTES:
        return LeafHash(body)
    if type_ == _Type.LEAF:
        return _read_leaf(_Cursor(body))
    raise malformed("entry-type")


def _read_leaf(cursor: _Cursor) -> Leaf:
    header = _json(cursor.take_sized(MAX_HEADER))
    signature = cursor.take(SIGNATURE_BYTES)
    parts = tuple(_read_part(cursor) for _ in range(cursor.take(1)[0]))
    names = [part.name for part in parts]
    if not cursor.at_end or names != sorted(set(names)):
        raise malformed("leaf")
    return Leaf(header=header, signature=signature, parts=parts)


def _read_part(cursor: _Cursor) -> OpenPart:
    name = cursor.take(cursor.take(1)[0])
    allowed = {part.encode("ascii"): part for part in MAY_LEAVE}
    if name not in allowed:
        raise malformed("part-name")
    return OpenPart(name=allowed[name], salt=cursor.take(SALT_BYTES), data=_json(cursor.take_sized(MAX_PART)))


def _json(data: bytes) -> bytes:
    try:
        strict_json.read(data)
    except ValueError:
        raise malformed("json") from None
    return data
