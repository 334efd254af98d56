"""The keys of an office: two to sign, one to seal (FORMAT 1.6). Owns their bytes; never stores or prints a secret.

The private seeds go into the encrypted store and nowhere else.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey

from station_desk.errors import DeskError, ErrorCode
from station_desk.sync import age

ED25519_BYTES = 32
MLDSA65_BYTES = 1952
SEALING_BYTES = age.RECIPIENT_BYTES

_SEED = 32
_PRIVATE_MAGIC = b"SDKEYS1\n"
_PUBLIC_MAGIC = b"SDPUBK1\n"
_PUBLIC_SIZES = (ED25519_BYTES, MLDSA65_BYTES, SEALING_BYTES)


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The key set by which another office is known. Raw bytes; every one of the three has been found usable.

    Raises ValueError when one is not.
    """

    ed25519: bytes = field(repr=False)
    mldsa65: bytes = field(repr=False)
    sealing: bytes = field(repr=False)

    def __post_init__(self) -> None:
        Ed25519PublicKey.from_public_bytes(self.ed25519)
        MLDSA65PublicKey.from_public_bytes(self.mldsa65)
        if not age.is_recipient(self.sealing):
            raise ValueError("not a sealing key")

    @property
    def raw(self) -> bytes:
        """The three keys one after the other, as fingerprints hash them (FORMAT 12)."""
        return self.ed25519 + self.mldsa65 + self.sealing

    def to_bytes(self) -> bytes:
        """Return the form for the store."""
        return _PUBLIC_MAGIC + self.raw

    @classmethod
    def from_bytes(cls, data: bytes) -> PublicKeys:
        """Read what `to_bytes` wrote.

        Raises DeskError `keys-damaged` (fact `which`).
        """
        try:
            return cls(*_cut(data, _PUBLIC_MAGIC, _PUBLIC_SIZES))
        except ValueError:
            raise DeskError(ErrorCode.KEYS_DAMAGED, which="public") from None


@dataclass(frozen=True, slots=True, eq=False)
class OfficeKeys:
    """The private keys of this office, each as its 32-byte seed. The repr shows none of them."""

    ed25519_seed: bytes = field(repr=False)
    mldsa65_seed: bytes = field(repr=False)
    sealing_seed: bytes = field(repr=False)
    public: PublicKeys = field(init=False)

    def __post_init__(self) -> None:
        public = PublicKeys(
            ed25519=Ed25519PrivateKey.from_private_bytes(self.ed25519_seed).public_key().public_bytes_raw(),
            mldsa65=MLDSA65PrivateKey.from_seed_bytes(self.mldsa65_seed).public_key().public_bytes_raw(),
            sealing=age.recipient_of(self.sealing_seed),
        )
        object.__setattr__(self, "public", public)

    @classmethod
    def generate(cls) -> OfficeKeys:
        """Make new keys from the machine's random source."""
        return cls(*(secrets.token_bytes(_SEED) for _ in range(3)))

    def sign(self, text: bytes) -> tuple[bytes, bytes]:
        """Return the Ed25519 and the ML-DSA-65 signature over `text`."""
        ed25519 = Ed25519PrivateKey.from_private_bytes(self.ed25519_seed)
        mldsa65 = MLDSA65PrivateKey.from_seed_bytes(self.mldsa65_seed)
        return ed25519.sign(text), mldsa65.sign(text)

    def to_bytes(self) -> bytes:
        """Return the form for the encrypted store. Secret."""
        return _PRIVATE_MAGIC + self.ed25519_seed + self.mldsa65_seed + self.sealing_seed

    @classmethod
    def from_bytes(cls, data: bytes) -> OfficeKeys:
        """Read what `to_bytes` wrote.

        Raises DeskError `keys-damaged` (fact `which`).
        """
        try:
            return cls(*_cut(data, _PRIVATE_MAGIC, (_SEED, _SEED, _SEED)))
        except ValueError:
            raise DeskError(ErrorCode.KEYS_DAMAGED, which="private") from None


def _cut(data: bytes, magic: bytes, sizes: tuple[int, ...]) -> list[bytes]:
    if not data.startswith(magic) or len(data) != len(magic) + sum(sizes):
        raise ValueError("another length or another kind of key")
    pieces: list[bytes] = []
    start = len(magic)
    for size in sizes:
        pieces.append(data[start : start + size])
        start += size
    return pieces
