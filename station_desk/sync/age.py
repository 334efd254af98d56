"""The sealed part: age v1 files for the recipient `mlkem768x25519` (FORMAT 2). Bytes in, bytes out; no file, no clock.

Owns the age header, the key wrapping and the chunks. Must never say more about a failure than which step failed, and
must never return a byte that has not been authenticated.

A sealing key is a 32-byte seed, its recipient 1216 bytes (FORMAT 1.6).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from station_desk.errors import DeskError, ErrorCode

SEED_BYTES = 32
RECIPIENT_BYTES = 1184 + 32
MAX_HEADER = 64 * 1024
MAX_STANZAS = 4
STANZA = "mlkem768x25519"

_INTRO = b"age-encryption.org/v1"
_INFO = b"age-encryption.org/mlkem768x25519"
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_FILE_KEY_BYTES = 16
_NONCE_BYTES = 16
_TAG_BYTES = 16
_CHUNK = 64 * 1024
_COLUMNS = 64
_ML_KEM_BYTES = 1088
_ENC_BYTES = _ML_KEM_BYTES + 32
_ARGUMENT = re.compile(rb"[\x21-\x7e]+")


class Step(StrEnum):
    """Where opening an age file failed; the fact `step` of `cannot-unseal` (FORMAT 2.6)."""

    HEADER = "header"
    MAC = "mac"
    NO_MATCH = "no-match"
    PAYLOAD = "payload"


@dataclass(frozen=True, slots=True)
class Stanza:
    """One way to the file key: `type`, its arguments as written, and the decoded body."""

    type: str
    arguments: tuple[bytes, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """A parsed age header. `signed` are the bytes under the MAC; the nonce begins at offset `size` of the file."""

    stanzas: tuple[Stanza, ...]
    signed: bytes = field(repr=False)
    mac: bytes = field(repr=False)
    size: int


def recipient_of(seed: bytes) -> bytes:
    """Return the 1216-byte recipient that belongs to a sealing seed."""
    pq, classic = _expand(seed)
    return pq.public_key().public_bytes_raw() + classic.public_key().public_bytes_raw()


def is_recipient(data: bytes) -> bool:
    """Say whether these bytes are a recipient that can be sealed to."""
    try:
        _public(data)
    except ValueError:
        return False
    return True


def encrypt(plain: bytes, recipients: Sequence[bytes]) -> bytes:
    """Seal `plain` to 1 to 4 recipients, each of whom can open it alone.

    Raises ValueError when a recipient is not one: recipients were checked when they were enrolled.
    """
    if not 1 <= len(recipients) <= MAX_STANZAS:
        raise ValueError("an age file has 1 to 4 recipients")
    file_key = os.urandom(_FILE_KEY_BYTES)
    lines = [_INTRO]
    for recipient in recipients:
        wrapped = _SUITE.encrypt(file_key, _public(recipient), _INFO)
        lines.append(b"-> " + STANZA.encode() + b" " + _base64(wrapped[:_ENC_BYTES]))
        lines.extend(_columns(_base64(wrapped[_ENC_BYTES:])))
    signed = b"\n".join([*lines, b"---"])
    mac = _header_mac(file_key, signed).finalize()
    return signed + b" " + _base64(mac) + b"\n" + _encrypt_payload(file_key, plain)


def decrypt(file: bytes, seed: bytes) -> bytes:
    """Open an age file with a sealing seed.

    Raises DeskError `cannot-unseal` with the fact `step`.
    """
    header = read_header(file)
    file_key = unwrap(header.stanzas, seed)
    check_mac(header, file_key)
    return decrypt_payload(file_key, file, header.size)


def read_header(file: bytes) -> Header:
    """Parse the header strictly (FORMAT 2.1, 2.2). Nothing in it is authenticated before `check_mac`.

    Raises DeskError `cannot-unseal` at step `header`.
    """
    end = file.find(b"\n--- ", 0, MAX_HEADER)
    newline = file.find(b"\n", end + 1, MAX_HEADER)
    if end < 0 or newline < 0:
        raise _failure(Step.HEADER)
    intro, *lines = file[:end].split(b"\n")
    if intro != _INTRO:
        raise _failure(Step.HEADER)
    stanzas = tuple(_stanzas(lines))
    mac = _unbase64(file[end + len(b"\n--- ") : newline])
    if not 1 <= len(stanzas) <= MAX_STANZAS or len(mac) != hashlib.sha256().digest_size:
        raise _failure(Step.HEADER)
    if len(file) < newline + 1 + _NONCE_BYTES:
        raise _failure(Step.HEADER)
    return Header(stanzas=stanzas, signed=file[: end + len(b"\n---")], mac=mac, size=newline + 1)


def unwrap(stanzas: Sequence[Stanza], seed: bytes) -> bytes:
    """Return the file key from the stanza that is for this seed (FORMAT 2.3).

    Raises DeskError `cannot-unseal` at step `header` when any hybrid stanza is malformed, else at step `no-match`.
    """
    key = MLKEM768X25519PrivateKey(*_expand(seed))
    for wrapped in [_wrapped_key(stanza) for stanza in stanzas if stanza.type == STANZA]:
        try:
            return _SUITE.decrypt(wrapped, key, _INFO)
        except InvalidTag:
            continue  # for somebody else
    raise _failure(Step.NO_MATCH)


def check_mac(header: Header, file_key: bytes) -> None:
    """Authenticate the header (FORMAT 2.4).

    Raises DeskError `cannot-unseal` at step `mac`.
    """
    try:
        _header_mac(file_key, header.signed).verify(header.mac)
    except InvalidSignature:
        raise _failure(Step.MAC) from None


def decrypt_payload(file_key: bytes, file: bytes, start: int) -> bytes:
    """Open nonce and chunks, which begin at `start` (FORMAT 2.5); all of it or nothing.

    Raises DeskError `cannot-unseal` at step `payload`.
    """
    key = ChaCha20Poly1305(_derive(file_key, file[start : start + _NONCE_BYTES], b"payload"))
    sealed = memoryview(file)[start + _NONCE_BYTES :]
    size = _CHUNK + _TAG_BYTES
    count = -(-len(sealed) // size)
    chunks: list[bytes] = []
    for number in range(count):
        nonce = _chunk_nonce(number, number == count - 1)
        try:
            chunks.append(key.decrypt(nonce, sealed[number * size : (number + 1) * size], None))
        except InvalidTag:
            raise _failure(Step.PAYLOAD) from None
    if not chunks or (len(chunks) > 1 and not chunks[-1]):
        raise _failure(Step.PAYLOAD)
    return b"".join(chunks)


def _encrypt_payload(file_key: bytes, plain: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    key = ChaCha20Poly1305(_derive(file_key, nonce, b"payload"))
    view = memoryview(plain)
    count = max(1, -(-len(plain) // _CHUNK))
    chunks = [
        key.encrypt(_chunk_nonce(number, number == count - 1), view[number * _CHUNK : (number + 1) * _CHUNK], None)
        for number in range(count)
    ]
    return b"".join([nonce, *chunks])


def _chunk_nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _stanzas(lines: Sequence[bytes]) -> Iterator[Stanza]:
    start = 0
    while start < len(lines):
        # a body ends with its first line below 64 characters
        end = next((at for at in range(start + 1, len(lines)) if len(lines[at]) < _COLUMNS), None)
        if end is None:
            raise _failure(Step.HEADER)
        body = lines[start + 1 : end + 1]
        if any(len(line) > _COLUMNS for line in body):
            raise _failure(Step.HEADER)
        arrow, *arguments = lines[start].split(b" ")
        if arrow != b"->" or not arguments or not all(_ARGUMENT.fullmatch(argument) for argument in arguments):
            raise _failure(Step.HEADER)
        yield Stanza(arguments[0].decode("ascii"), tuple(arguments[1:]), _unbase64(b"".join(body)))
        start = end + 1


def _wrapped_key(stanza: Stanza) -> bytes:
    """Return enc || body of a hybrid stanza, checked for everything that needs no key."""
    if len(stanza.arguments) != 1 or len(stanza.body) != _FILE_KEY_BYTES + _TAG_BYTES:
        raise _failure(Step.HEADER)
    enc = _unbase64(stanza.arguments[0])
    if len(enc) != _ENC_BYTES or _is_low_order(enc[_ML_KEM_BYTES:]):
        raise _failure(Step.HEADER)
    return enc + stanza.body


def _is_low_order(share: bytes) -> bool:
    # every X25519 scalar is a multiple of 8, so with any key at all such a share gives zero, which is refused
    try:
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(share))
    except ValueError:
        return True
    return False


def _expand(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    if len(seed) != SEED_BYTES:
        raise ValueError("a sealing seed has 32 bytes")
    expanded = hashlib.shake_256(seed).digest(64 + 32)
    return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])


def _public(recipient: bytes) -> MLKEM768X25519PublicKey:
    if len(recipient) != RECIPIENT_BYTES or _is_low_order(recipient[1184:]):
        raise ValueError("not a recipient")
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(recipient[:1184]), X25519PublicKey.from_public_bytes(recipient[1184:])
    )


def _header_mac(file_key: bytes, signed: bytes) -> hmac.HMAC:
    mac = hmac.HMAC(_derive(file_key, None, b"header"), hashes.SHA256())
    mac.update(signed)
    return mac


def _derive(key: bytes, salt: bytes | None, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, info).derive(key)


def _base64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _unbase64(text: bytes) -> bytes:
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise _failure(Step.HEADER) from None
    if _base64(data) != text:  # padding or left-over bits: two spellings of one value
        raise _failure(Step.HEADER)
    return data


def _columns(text: bytes) -> list[bytes]:
    """Break into lines of 64; the last is shorter, so empty when the text fills its lines."""
    return [text[at : at + _COLUMNS] for at in range(0, len(text) + 1, _COLUMNS)]


def _failure(step: Step) -> DeskError:
    return DeskError(ErrorCode.CANNOT_UNSEAL, step=step.value)
