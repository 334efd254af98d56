"""The one log: how a line is written down, hashed and rooted. Owns the bytes; never signs, stores or reads a clock.

A line ("leaf") is a header in canonical JSON (RFC 8785 subset: strings and integers only) and its author's signature.
A part (what the header only commits to) can be withheld or weeded and the log still verifies:

    commitment(part) = SHA-256(0x02 || salt[16] || part)
    leaf             = SHA-256(0x00 || SHA-256(header) || signature[64])
    node             = SHA-256(0x01 || left || right)            tree shape: RFC 6962 section 2.1
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Any, cast

import rfc8785

LEAF_CONTEXT = b"station-desk/leaf/v1\n"
SALT_BYTES = 16
HASH_BYTES = 32
SIGNATURE_BYTES = 64
EMPTY_ROOT = sha256(b"").digest()

_HEX = re.compile(r"(?:[0-9a-f]{2})*")
_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_END_OF_TIME = 9999
_MAY_BE_HALF = rb"\ud"  # or a path that somebody typed


class Part(StrEnum):
    """What a revision is made of; who may read each is told in `sensitivity`."""

    DISTRICT = "district"
    FACTS = "facts"
    IDENTITY = "identity"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Header:
    """The signed head of one line. `record` and `revision` are "" and 0 for a line that is no revision.

    `about` carries ids and counts of an audit line (never words that a person typed).
    """

    seq: int
    office: str
    epoch: int
    kind: str
    record: str
    revision: int
    at: str
    person: str
    commitments: Mapping[str, str]
    about: Mapping[str, str | int]

    def to_bytes(self) -> bytes:
        """Return the canonical JSON that is signed and hashed."""
        return canonical(
            {
                "about": dict(self.about),
                "at": self.at,
                "commitments": dict(self.commitments),
                "epoch": self.epoch,
                "kind": self.kind,
                "office": self.office,
                "person": self.person,
                "record": self.record,
                "revision": self.revision,
                "seq": self.seq,
                "v": 1,
            }
        )


class HeaderError(ValueError):
    """The bytes are not a canonical header of this version."""


class PartError(ValueError):
    """The bytes of a part are no map of words and whole numbers."""


def canonical(value: Mapping[str, object] | Sequence[object]) -> bytes:
    """Serialise integers, strings, booleans, null, lists and maps the one way RFC 8785 allows.

    Raises TypeError for a float: numbers in the record are whole.
    """
    _refuse_floats(value)
    return rfc8785.dumps(value)  # type: ignore[arg-type]


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a record holds no fractions")
    if isinstance(value, Mapping):
        for part in value.values():
            _refuse_floats(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            _refuse_floats(part)


def read_header(header: bytes) -> Header:
    """Parse header bytes strictly.

    Raises HeaderError when they are not exactly what `Header.to_bytes` would write.
    """
    try:
        raw = json.loads(header)
    except (ValueError, RecursionError) as error:
        raise HeaderError("not JSON") from error
    expected = {"about", "at", "commitments", "epoch", "kind", "office", "person", "record", "revision", "seq", "v"}
    if not isinstance(raw, dict) or set(raw) != expected or raw["v"] != 1:
        raise HeaderError("not a header of version 1")
    numbers, words = ("seq", "epoch", "revision"), ("office", "kind", "record", "at", "person")
    maps = ("about", "commitments")
    if any(type(raw[name]) is not int or not 0 <= raw[name] < 1 << 53 for name in numbers):
        raise HeaderError("a number is missing or out of range")
    if any(not isinstance(raw[name], str) for name in words) or not _is_moment(raw["at"]):
        raise HeaderError("a word is missing or the time is not UTC seconds")
    if any(not isinstance(raw[name], dict) for name in maps):
        raise HeaderError("about and commitments are maps")
    if any(type(value) not in (str, int) for value in raw["about"].values()):
        raise HeaderError("about holds words and whole numbers")
    names = {part.value for part in Part}
    for name, value in raw["commitments"].items():
        if name not in names or not isinstance(value, str) or len(value) != 64 or not _HEX.fullmatch(value):
            raise HeaderError("a commitment is a known part and 64 hex digits")
    parsed = Header(
        seq=raw["seq"],
        office=raw["office"],
        epoch=raw["epoch"],
        kind=raw["kind"],
        record=raw["record"],
        revision=raw["revision"],
        at=raw["at"],
        person=raw["person"],
        commitments=MappingProxyType(cast(dict[str, str], raw["commitments"])),
        about=MappingProxyType(cast(dict[str, str | int], raw["about"])),
    )
    try:
        same = parsed.to_bytes() == header
    except rfc8785.CanonicalizationError as error:
        raise HeaderError("a lone surrogate") from error
    if not same:
        raise HeaderError("not canonical")
    return parsed


def read_headers(headers: Iterable[bytes]) -> Iterator[Header]:
    """Yield the headers that can be read; who checks every line tells of the others."""
    for header in headers:
        with suppress(HeaderError):
            yield read_header(header)


def _is_moment(text: str) -> bool:
    """Tell whether a text is a moment in UTC seconds that exists, in every country of the earth."""
    try:
        return _AT.fullmatch(text) is not None and 1 < datetime.fromisoformat(text).year < _END_OF_TIME
    except ValueError:
        return False


def read_part(part: bytes) -> dict[str, Any]:
    """Parse the bytes of a part: a map that holds no fraction and no half letter. Raises PartError.

    Who holds the store's key can put any bytes there; what the map means is for the caller to judge.
    """
    try:
        raw = json.loads(part.decode(), parse_float=_no_fraction, parse_constant=_no_fraction)
        if _MAY_BE_HALF in part.lower():
            json.dumps(raw, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise PartError("not JSON") from error
    if not isinstance(raw, dict):
        raise PartError("not a map")
    return raw


def _no_fraction(_: str) -> object:
    raise PartError("a fraction")


def commitment(salt: bytes, part: bytes) -> bytes:
    """Return the 32-byte commitment to a part; the salt keeps a withheld part from being guessed."""
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 16 bytes")
    return sha256(b"\x02" + salt + part).digest()


def leaf_hash(header: bytes, signature: bytes) -> bytes:
    """Return the 32-byte hash of one line, over its header and its author's signature."""
    if len(signature) != SIGNATURE_BYTES:
        raise ValueError("a signature has 64 bytes")
    return sha256(b"\x00" + sha256(header).digest() + signature).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the RFC 6962 tree head of the leaf hashes, oldest first; of none, SHA-256 of nothing."""
    return fold(extend((), leaves))


Peak = tuple[int, bytes]


def extend(peaks: Sequence[Peak], leaves: Iterable[bytes]) -> tuple[Peak, ...]:
    """Add leaf hashes to the peaks (height, hash) of a tree, left to right, so that a long log is never re-read."""
    stack = list(peaks)
    for leaf in leaves:
        height, hash_ = 0, leaf
        while stack and stack[-1][0] == height:
            hash_ = _node(stack.pop()[1], hash_)
            height += 1
        stack.append((height, hash_))
    return tuple(stack)


def fold(peaks: Sequence[Peak]) -> bytes:
    """Return the tree head that the peaks stand for."""
    if not peaks:
        return EMPTY_ROOT
    head = peaks[-1][1]
    for _, left in reversed(peaks[:-1]):
        head = _node(left, head)
    return head
