"""Signed notes: a few fixed lines and two signatures (FORMAT 3). One implementation for every kind of note.

Owns the text form, its strict reading and both signatures. Must never re-serialise what was signed and must never hand
out a note as verified when only one of the two signatures holds.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey

from station_desk.errors import DeskError, ErrorCode
from station_desk.sync.keys import OfficeKeys, PublicKeys
from station_desk.sync.values import Value, from_base64, to_base64

MAX_NOTE = 16 * 1024
NO_HASH = bytes(32)

_DASH = "\u2014"
_KEY_ID_BYTES = 4
_KEY_TYPES = (b"\x01", b"\xffstation-desk/ml-dsa-65")
_SIGNATURE_BYTES = (64, 3309)

Claims = TypeVar("Claims")


@dataclass(frozen=True, slots=True)
class Kind(Generic[Claims]):
    """A kind of note: its first line, what it is read into, its fields in order, and which of them names the signer.

    A field `log-size` is the attribute `log_size`.
    """

    first_line: str
    claims: type[Claims]
    fields: tuple[tuple[str, Value], ...]
    signer: str


@dataclass(frozen=True, slots=True)
class Unverified(Generic[Claims]):
    """A note that parses. Believe nothing in `claims` before `verify`; it only says whose keys to look for."""

    claims: Claims
    signer: str
    data: bytes = field(repr=False)
    text: bytes = field(repr=False)
    signatures: tuple[bytes, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signed(Generic[Claims]):
    """A note whose two signatures hold. `hash` is the note hash (FORMAT 3.6), `data` the note as it travels."""

    claims: Claims
    hash: bytes
    data: bytes = field(repr=False)
    text: bytes = field(repr=False)


def write(kind: Kind[Claims], claims: Claims, keys: OfficeKeys) -> bytes:
    """Return the note that says `claims`, signed twice.

    Raises ValueError when a value has no written form: claims are made by the program, not typed.
    """
    text = text_of(kind.first_line, kind.fields, claims)
    return signed(text, str(getattr(claims, _attribute(kind.signer))), keys)


def signed(text: bytes, signer: str, keys: OfficeKeys) -> bytes:
    """Return a text, which ends with its line feed, as a note: an empty line and two signature lines (FORMAT 3.1)."""
    pairs = zip(_key_ids(signer, keys.public), keys.sign(text), strict=True)
    lines = [f"{_DASH} {signer} {to_base64(key_id + signature)}\n" for key_id, signature in pairs]
    return text + "".join(["\n", *lines]).encode()


def text_of(first_line: str, fields: tuple[tuple[str, Value], ...], claims: object) -> bytes:
    """Return the lines for these fields of `claims`: the signed text, or the beginning of one."""
    lines = [first_line]
    for name, value in fields:
        written = value.write(getattr(claims, _attribute(name)))
        value.read(written)  # a value without a written form is the program's mistake
        lines.append(f"{name} {written}")
    return "".join(f"{line}\n" for line in lines).encode()


def read(kind: Kind[Claims], data: bytes) -> Unverified[Claims]:
    """Parse a note strictly, believing nothing (FORMAT 3.1, 3.7).

    Raises DeskError `note-malformed` (fact `field`) or `bundle-newer` (fact `what`).
    """
    if len(data) > MAX_NOTE:
        raise _malformed("length")
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError:
        raise _malformed("text") from None
    _check_type(kind.first_line, lines[0])
    count = 1 + len(kind.fields)
    if len(lines) != count + 4 or lines[count] or lines[-1]:
        raise _malformed("lines")
    written = zip(kind.fields, lines[1:count], strict=True)
    values = {name: _read_field(name, value, line) for (name, value), line in written}
    signer = str(values[kind.signer])
    return Unverified(
        claims=kind.claims(**{_attribute(name): value for name, value in values.items()}),
        signer=signer,
        data=data,
        text=data[: data.index(b"\n\n") + 1],  # no field is empty: the first empty line is above the signatures
        signatures=read_signatures(signer, lines[count + 1 : count + 3]),
    )


def read_signatures(signer: str, lines: Sequence[str]) -> tuple[bytes, bytes]:
    """Read the two signature lines of a note: key id and signature of each. Raises `note-malformed`."""
    if len(lines) != 2:
        raise _malformed("lines")
    first, second = (_read_signature(signer, number, line) for number, line in enumerate(lines))
    return first, second


def verify(note: Unverified[Claims], keys: PublicKeys) -> Signed[Claims]:
    """Check both signatures with the signer's pinned keys (FORMAT 3.5).

    Raises DeskError `signature-wrong` (facts `office`, `why`: `other-key` or `not-over-this-text`).
    """
    for key_id, signature in zip(_key_ids(note.signer, keys), note.signatures, strict=True):
        if signature[:_KEY_ID_BYTES] != key_id:
            raise DeskError(ErrorCode.SIGNATURE_WRONG, office=note.signer, why="other-key")
    ed25519, mldsa65 = (signature[_KEY_ID_BYTES:] for signature in note.signatures)
    try:
        Ed25519PublicKey.from_public_bytes(keys.ed25519).verify(ed25519, note.text)
        MLDSA65PublicKey.from_public_bytes(keys.mldsa65).verify(mldsa65, note.text)
    except InvalidSignature:
        raise DeskError(ErrorCode.SIGNATURE_WRONG, office=note.signer, why="not-over-this-text") from None
    return Signed(claims=note.claims, hash=hashlib.sha256(note.text).digest(), data=note.data, text=note.text)


def _check_type(expected: str, found: str) -> None:
    if found == expected:
        return
    family = expected.rpartition("/v")[0]
    if re.fullmatch(re.escape(family) + r"/v[1-9][0-9]{0,3}", found):
        raise DeskError(ErrorCode.BUNDLE_NEWER, what="note")
    raise _malformed("type")


def _read_field(name: str, value: Value, line: str) -> Any:
    if not line.startswith(f"{name} "):
        raise _malformed(name)
    try:
        return value.read(line[len(name) + 1 :])
    except ValueError:
        raise _malformed(name) from None


def _read_signature(signer: str, number: int, line: str) -> bytes:
    start = f"{_DASH} {signer} "
    if not line.startswith(start):
        raise _malformed("signature")
    try:
        signature = from_base64(line[len(start) :])
    except ValueError:
        raise _malformed("signature") from None
    if len(signature) != _KEY_ID_BYTES + _SIGNATURE_BYTES[number]:
        raise _malformed("signature")
    return signature


def _key_ids(signer: str, keys: PublicKeys) -> list[bytes]:
    return [
        hashlib.sha256(signer.encode() + b"\n" + key_type + key).digest()[:_KEY_ID_BYTES]
        for key_type, key in zip(_KEY_TYPES, (keys.ed25519, keys.mldsa65), strict=True)
    ]


def _attribute(name: str) -> str:
    return name.replace("-", "_")


def _malformed(name: str) -> DeskError:
    return DeskError(ErrorCode.NOTE_MALFORMED, field=name)
