"""The age part: the public vectors of C2SP/CCTV, and our own files."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st
from sync_offices import fixed

from station_desk.errors import DeskError, ErrorCode
from station_desk.sync import age

VECTORS = Path(__file__).parents[2] / ".." / "shared" / "data" / "age-vectors"
STEPS = {"header failure": "header", "HMAC failure": "mac", "no match": "no-match", "payload failure": "payload"}
ARMOURED = "header"  # FORMAT 2.1: never armoured, so an armoured file is not one of ours
SEED = fixed("sealing")


@dataclass(frozen=True)
class Vector:
    """One public vector: what to expect, the identities that may open it, the file."""

    expect: str
    armoured: bool
    payload_sha256: str
    identities: tuple[tuple[str, bytes], ...]
    file: bytes


def read_vector(path: Path) -> Vector:
    head, file = path.read_bytes().split(b"\n\n", 1)
    lines = [line.split(": ", 1) for line in head.decode().split("\n")]
    facts = dict(lines)
    return Vector(
        expect=facts["expect"],
        armoured=facts.get("armored") == "yes",
        payload_sha256=facts.get("payload", ""),
        identities=tuple(bech32(value) for name, value in lines if name == "identity"),
        file=zlib.decompress(file) if facts.get("compressed") == "zlib" else file,
    )


def bech32(text: str) -> tuple[str, bytes]:
    """Decode an age identity; the vectors' checksums are taken on trust."""
    prefix, _, data = text.lower().rpartition("1")
    number = 0
    letters = data[:-6]
    for letter in letters:
        number = number << 5 | "qpzry9x8gf2tvdw0s3jn54khce6mua7l".index(letter)
    spare = len(letters) * 5 % 8
    return prefix.removesuffix("-"), (number >> spare).to_bytes(len(letters) * 5 // 8, "big")


def unwrap_x25519(stanzas: tuple[age.Stanza, ...], secret: bytes) -> bytes:
    """Open a classic stanza. Only here: it lets the classic vectors test our header, MAC and chunks."""
    key = X25519PrivateKey.from_private_bytes(secret)
    for stanza in stanzas:
        if stanza.type != "X25519":
            continue
        share = age._unbase64(stanza.arguments[0]) if len(stanza.arguments) == 1 else b""
        if len(share) != 32 or len(stanza.body) != 32 or age._is_low_order(share):
            raise DeskError(ErrorCode.CANNOT_UNSEAL, step="header")
        shared = key.exchange(X25519PublicKey.from_public_bytes(share))
        salt = share + key.public_key().public_bytes_raw()
        wrap_key = HKDF(hashes.SHA256(), 32, salt, b"age-encryption.org/v1/X25519").derive(shared)
        try:
            return ChaCha20Poly1305(wrap_key).decrypt(bytes(12), stanza.body, None)
        except InvalidTag:
            continue
    raise DeskError(ErrorCode.CANNOT_UNSEAL, step="no-match")


def open_with_any(file: bytes, identities: tuple[tuple[str, bytes], ...]) -> bytes:
    """Open as `age.decrypt` does, but with identities of both kinds."""
    header = age.read_header(file)
    file_key = None
    for prefix, secret in identities:
        unwrap = age.unwrap if prefix.endswith("-pq") else unwrap_x25519
        try:
            file_key = file_key or unwrap(header.stanzas, secret)
        except DeskError as error:
            if error.facts["step"] != "no-match":
                raise
    if file_key is None:
        raise DeskError(ErrorCode.CANNOT_UNSEAL, step="no-match")
    age.check_mac(header, file_key)
    return age.decrypt_payload(file_key, file, header.size)


def outcome_of(action: object, *arguments: object) -> str:
    """Return the hash of what came out, or the step that failed."""
    try:
        return hashlib.sha256(action(*arguments)).hexdigest()  # type: ignore[operator]
    except DeskError as error:
        assert error.code is ErrorCode.CANNOT_UNSEAL
        return str(error.facts["step"])


def vector_names() -> list[str]:
    return sorted(path.name for path in VECTORS.iterdir() if path.suffix != ".md") if VECTORS.is_dir() else []


@pytest.mark.skipif(not vector_names(), reason="the public age vectors (C2SP/CCTV) are not beside the repository")
def test_the_public_vectors_are_all_there() -> None:
    """A folder with a few vectors would prove little, so the number is pinned."""
    assert len(vector_names()) == 85


@pytest.mark.parametrize("name", vector_names())
def test_public_vector(name: str) -> None:
    """Header, MAC and chunks decide every public vector as its authors say."""
    vector = read_vector(VECTORS / name)
    expected = STEPS.get(vector.expect, vector.payload_sha256)
    assert outcome_of(open_with_any, vector.file, vector.identities) == (ARMOURED if vector.armoured else expected)


@pytest.mark.parametrize("name", vector_names())
def test_public_vector_with_a_sealing_key(name: str) -> None:
    """`decrypt` opens hybrid files as expected and fails cleanly on files with classic recipients only."""
    vector = read_vector(VECTORS / name)
    hybrid = [secret for prefix, secret in vector.identities if prefix.endswith("-pq")]
    found = outcome_of(age.decrypt, vector.file, hybrid[0] if hybrid else SEED)
    if not hybrid:
        assert found in ("header", "no-match")
    elif vector.armoured:
        assert found == ARMOURED
    elif name == "hybrid_x25519_arg":
        assert found == "no-match"  # the broken stanza is a classic one, which we do not read
    else:
        assert found == STEPS.get(vector.expect, vector.payload_sha256)


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 131072, 200_000])
def test_round_trip(size: int) -> None:
    """What was sealed comes back, at and around the edges of chunks."""
    plain = bytes(index % 251 for index in range(size))
    assert age.decrypt(age.encrypt(plain, [age.recipient_of(SEED)]), SEED) == plain


def test_each_recipient_opens_alone() -> None:
    """Two recipients can each open a file, a third cannot."""
    other = fixed("other")
    sealed = age.encrypt(b"text", [age.recipient_of(SEED), age.recipient_of(other)])
    assert age.decrypt(sealed, SEED) == age.decrypt(sealed, other) == b"text"
    assert outcome_of(age.decrypt, sealed, fixed("third")) == "no-match"


@pytest.mark.parametrize("recipients", [0, 5])
def test_number_of_recipients(recipients: int) -> None:
    """A file has 1 to 4 recipients (FORMAT 2.2)."""
    with pytest.raises(ValueError, match="1 to 4"):
        age.encrypt(b"", [age.recipient_of(SEED)] * recipients)


def test_recipients_are_checked() -> None:
    """Wrong lengths, impossible ML-KEM keys and low-order X25519 keys are no recipients."""
    good = age.recipient_of(SEED)
    assert age.is_recipient(good)
    bad = [b"", good[:-1], good + b"\0", b"\xff" * 1184 + good[1184:], good[:1184] + bytes(32)]
    assert not any(age.is_recipient(key) for key in bad)


def test_a_seed_has_its_length() -> None:
    """A sealing key of another length is a mistake of ours and never stretched or cut."""
    for seed in (b"", SEED[:-1], SEED + b"\0"):
        with pytest.raises(ValueError, match="32 bytes"):
            age.recipient_of(seed)


def test_header_limits() -> None:
    """Five stanzas, and a header beyond 64 KiB, are refused before any key is used (FORMAT 2.2)."""
    start = b"age-encryption.org/v1\n"
    end = b"--- " + b"A" * 43 + b"\n" + bytes(32)
    stanza = b"-> grease x\n\n"
    assert len(age.read_header(start + 4 * stanza + end).stanzas) == 4
    for header in (start + 5 * stanza, start, start + (b"-> grease " + b"x" * 66_000 + b"\n\n")):
        assert outcome_of(age.read_header, header + end) == "header"


def test_a_stanza_for_somebody_else_must_be_whole_too() -> None:
    """A malformed hybrid stanza breaks the file even beside one that fits (FORMAT 2.3)."""
    sealed = age.encrypt(b"text", [age.recipient_of(SEED)])
    with_broken = sealed.replace(b"\n--- ", b"\n-> mlkem768x25519 AAAA\n\n--- ", 1)
    assert outcome_of(age.decrypt, with_broken, SEED) == "header"


@given(position=st.integers(0, 10**9), mask=st.integers(1, 255))
@settings(max_examples=200, database=None, deadline=None)
def test_no_flipped_byte_goes_unseen(position: int, mask: int) -> None:
    """Any changed byte of header or body is refused at some step."""
    sealed = bytearray(SEALED)
    sealed[position % len(sealed)] ^= mask
    assert outcome_of(age.decrypt, bytes(sealed), SEED) in STEPS.values()


@given(data=st.binary(max_size=300))
@settings(max_examples=200, database=None, deadline=None)
def test_garbage_is_refused_with_our_own_error(data: bytes) -> None:
    """Nothing but `cannot-unseal` comes out of bytes that are no age file."""
    assert outcome_of(age.decrypt, b"age-encryption.org/v1\n-> " + data, SEED) in STEPS.values()


SEALED = age.encrypt(b"a short text", [age.recipient_of(SEED)])
