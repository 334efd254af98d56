"""Bytes that must not be seen. Owns how a key is held, compared and wiped; knows nothing of what it opens.

Must never show its value in a repr, a message, a pickle or a copy. Wiping is best effort: Python and the libraries
below keep copies that only the end of the process removes.
"""

from __future__ import annotations

import hmac
from typing import NoReturn


class Secret:
    """A key of fixed length that can be revealed until it is wiped."""

    __slots__ = ("_value", "_wiped")

    def __init__(self, value: bytes | bytearray) -> None:
        """Take a copy; the caller wipes its own when it can."""
        self._value = bytearray(value)
        self._wiped = False

    def reveal(self) -> bytes:
        """Give the bytes, for the call that needs them and no longer; after `wipe` asking is a bug (ValueError)."""
        if self._wiped:
            raise ValueError("this secret was wiped")
        return bytes(self._value)

    def wipe(self) -> None:
        """Overwrite the bytes with zeros; a second call does nothing."""
        self._value[:] = bytes(len(self._value))
        self._wiped = True

    def __eq__(self, other: object) -> bool:
        """Compare in constant time with another secret only; wiped ones equal nothing, or zeros would match zeros."""
        if not isinstance(other, Secret):
            return NotImplemented
        alive = not (self._wiped or other._wiped)
        return hmac.compare_digest(self._value, other._value) and alive

    __hash__ = None  # type: ignore[assignment]  # a hash is a print of the value

    def __repr__(self) -> str:
        return "Secret(wiped)" if self._wiped else "Secret(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is never copied or stored")
