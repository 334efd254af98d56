"""One person's pen: the Ed25519 key that signs the log lines they write. Owns signing and checking of one message.

Must never choose what is signed (`domain.log` owns those bytes) nor know where a seed is kept.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from station_desk.errors import DeskError, ErrorCode
from station_desk.vault.secret import Secret

SEED_BYTES = 32

# The y of the eight points of small order (RFC 8032 5.1, field and curve): with such a key one signature fits many
# messages. The order-8 ones are the roots of d y^4 + 2 y^2 = 1, the others 0, 1 and -1.
_FIELD = 2**255 - 19
_ORDER_EIGHT = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER = frozenset({0, 1, _FIELD - 1, _ORDER_EIGHT, _FIELD - _ORDER_EIGHT})


class Author:
    """A signed-in person's signing key."""

    __slots__ = ("_key",)

    def __init__(self, seed: Secret) -> None:
        """Take the 32-byte seed of RFC 8032; another length is a bug (ValueError)."""
        self._key = Ed25519PrivateKey.from_private_bytes(seed.reveal())

    @property
    def public_key(self) -> bytes:
        """The 32 bytes that others check this person's signatures with."""
        return self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Sign; 64 bytes, always the same for the same message (RFC 8032)."""
        return self._key.sign(message)

    def __repr__(self) -> str:
        return "Author(…)"


def verify(public_key: bytes, message: bytes, signature: bytes) -> None:
    """Check a person's signature; AUTHOR_WRONG when it, the key or the message is not what it claims to be.

    A key of small order, or one spelt in a second way, is no key.
    """
    y = int.from_bytes(public_key, "little") & (2**255 - 1)
    if y >= _FIELD or y in _SMALL_ORDER:
        raise DeskError(ErrorCode.AUTHOR_WRONG)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise DeskError(ErrorCode.AUTHOR_WRONG) from None
