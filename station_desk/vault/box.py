"""A letter to one person, or to two who must open it together. Owns the box: X-Wing (MLKEM768-X25519) under HPKE.

A box is sealed to a public key alone: it hides and binds, but says nothing of who sealed it (the log line that carries
it does). Must never choose what goes in, nor give out a byte that was not authenticated.
"""

from __future__ import annotations

import hashlib
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey, Suite

from station_desk.errors import DeskError, ErrorCode
from station_desk.vault.secret import Secret

BOX_SEED_BYTES: Final = 32
_ML_KEM_PUBLIC_BYTES: Final = 1184
PUBLIC_BYTES: Final = _ML_KEM_PUBLIC_BYTES + 32
ADDED_BYTES: Final = 1088 + 32 + 16  # encapsulated key and tag: what a box is longer than its content

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_ONE, _INNER, _OUTER = (f"station-desk/box/v1/{name}\n".encode() for name in ("one", "inner", "outer"))


def public_of(seed: Secret) -> bytes:
    """Return the 1216-byte public key of a 32-byte seed; a seed of another length is a bug (ValueError)."""
    pq, classic = _expand(seed)
    return pq.public_key().public_bytes_raw() + classic.public_key().public_bytes_raw()


def seal(public: bytes, plain: bytes, context: bytes) -> bytes:
    """Seal to one public key; opens only with the same context. BOX_WRONG when the key is none."""
    return _sealed(public, plain, _ONE + context)


def unseal(seed: Secret, sealed: bytes, context: bytes) -> bytes:
    """Open a box; BOX_WRONG when seed, box or context are not those it was made with."""
    return _unsealed(seed, sealed, _ONE + context)


def seal_to_both(first_public: bytes, second_public: bytes, plain: bytes, context: bytes) -> bytes:
    """Seal so that both must open it, in this order of the two; neither learns anything alone.

    Each of the two layers is bound to both keys, so whoever opens the outer one cannot put another in their place.
    BOX_WRONG when a key is none; the same key twice is a bug (ValueError).
    """
    if first_public == second_public:
        raise ValueError("a box for two is not sealed to one twice")
    bound = _pair(first_public, second_public) + context
    return _sealed(second_public, _sealed(first_public, plain, _INNER + bound), _OUTER + bound)


def unseal_with_both(first_seed: Secret, second_seed: Secret, sealed: bytes, context: bytes) -> bytes:
    """Open a box for two; BOX_WRONG when seeds, their order, box or context are not those it was made with."""
    bound = _pair(public_of(first_seed), public_of(second_seed)) + context
    return _unsealed(first_seed, _unsealed(second_seed, sealed, _OUTER + bound), _INNER + bound)


def _pair(first_public: bytes, second_public: bytes) -> bytes:
    return hashlib.sha256(first_public + second_public).digest()


def _sealed(public: bytes, plain: bytes, bound: bytes) -> bytes:
    try:
        if len(public) != PUBLIC_BYTES:
            raise ValueError("not a public key")
        key = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:_ML_KEM_PUBLIC_BYTES]),
            X25519PublicKey.from_public_bytes(public[_ML_KEM_PUBLIC_BYTES:]),
        )
        return _SUITE.encrypt(plain, key, bound)  # a ValueError here too: a share of low order
    except ValueError:
        raise DeskError(ErrorCode.BOX_WRONG) from None


def _unsealed(seed: Secret, sealed: bytes, bound: bytes) -> bytes:
    key = MLKEM768X25519PrivateKey(*_expand(seed))
    try:
        return _SUITE.decrypt(sealed, key, bound)
    except InvalidTag:
        raise DeskError(ErrorCode.BOX_WRONG) from None


def _expand(seed: Secret) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """Make both keys of X-Wing from the seed (draft-connolly-cfrg-xwing-kem 5.2)."""
    value = seed.reveal()
    if len(value) != BOX_SEED_BYTES:
        raise ValueError("a box seed has 32 bytes")
    expanded = hashlib.shake_256(value).digest(64 + 32)
    return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])
