"""How one key makes another, and how bytes are shut under a key. Owns the two primitives, HKDF-SHA256 and
ChaCha20-Poly1305, so that every label and every binding of the vault goes one way.

Must never shut two things under one key without a binding that tells them apart, nor reuse a nonce: each is random.
"""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
ADDED_BYTES: Final = NONCE_BYTES + 16  # nonce and tag


def expand(key: bytes, label: str) -> bytes:
    """Make the 32-byte key of one purpose: HKDF-SHA256 (RFC 5869), no salt, info `station-desk/` and the label.

    `key` must be random already, 16 bytes or more; a passphrase or a PIN is not (`cost.derive`).
    """
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"station-desk/" + label.encode()).derive(key)


def shut(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """Encrypt under a 32-byte key: random nonce, ciphertext, tag; opens only with the same `bound_to`."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, bound_to)


def opened(key: bytes, shut_bytes: bytes, bound_to: bytes) -> bytes | None:
    """Decrypt what `shut` made; None when key, bytes or binding are not the same: the caller knows what that means."""
    try:
        return ChaCha20Poly1305(key).decrypt(shut_bytes[:NONCE_BYTES], shut_bytes[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):  # ValueError: cut within the nonce
        return None
