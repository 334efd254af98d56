"""The short PIN of somebody who signed in today. Owns its rules and the keys wrapped under it, in memory only.

A PIN is worth ten thousand guesses, so it guards nothing that leaves this process: three wrong tries in a row wipe the
entry, and what it opens stands in no file. Must never be written down, and never outlive the process.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from itertools import pairwise
from threading import Lock
from typing import Final

from station_desk.domain.ids import PersonId
from station_desk.domain.letters import fold_digits
from station_desk.errors import DeskError, ErrorCode
from station_desk.vault.cost import FLOOR, SALT_BYTES, derive
from station_desk.vault.keyring import PersonSecrets
from station_desk.vault.secret import Secret
from station_desk.vault.symmetric import KEY_BYTES, expand, opened, shut

SHORTEST: Final = 4
LONGEST: Final = 8
TRIES: Final = 3

# Ways over the keys of a phone: round the edge and down the columns to the 0.
_WALKS = ("12369874123698741236", "2580", "3690")
_KEY_WALKS = _WALKS + tuple(walk[::-1] for walk in _WALKS)


def check_pin(pin: str) -> None:
    """Refuse a new PIN that is not 4 to 8 digits (of any script) or that would be tried first.

    PIN_SHORT (`needed`, `limit`); PIN_COMMON for fewer than three different digits, one step all along (1234, 8642,
    1470), a walk over the keys (2580, 1236), a repeated part (1212, 123123) and a year (19xx, 20xx).
    """
    typed = fold_digits(pin)
    if not (SHORTEST <= len(typed) <= LONGEST and typed.isascii() and typed.isdigit()):
        raise DeskError(ErrorCode.PIN_SHORT, needed=SHORTEST, limit=LONGEST)
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(typed)}
    if (
        len(set(typed)) < 3
        or len(steps) == 1
        or typed in (typed + typed)[1:-1]
        or any(typed in walk for walk in _KEY_WALKS)
        or (len(typed) == 4 and typed[:2] in ("19", "20"))
    ):
        raise DeskError(ErrorCode.PIN_COMMON)


@dataclass(slots=True)
class _Entry:
    salt: bytes
    wrapped: bytes
    left: int = TRIES


class Pins:
    """The PINs set since this process began, by person."""

    def __init__(self) -> None:
        self._pepper = Secret(secrets.token_bytes(KEY_BYTES))
        self._entries: dict[PersonId, _Entry] = {}
        self._lock = Lock()  # tries at the same time must not share a count

    def set(self, person: PersonId, pin: str, personal: PersonSecrets) -> None:
        """Wrap a person's own keys under their PIN, in place of an earlier one, in 0.2 s.

        Errors: those of `check_pin`, MEMORY_SHORT.
        """
        check_pin(pin)
        salt = secrets.token_bytes(SALT_BYTES)
        entry = _Entry(salt, shut(self._key(pin, salt), personal.to_bytes(), person.encode()))
        with self._lock:
            self._entries[person] = entry

    def has(self, person: PersonId) -> bool:
        """Say whether a PIN of this person can still be tried."""
        return person in self._entries

    def open(self, person: PersonId, pin: str) -> PersonSecrets:
        """Give a person's own keys back for their PIN, in 0.2 s; a right one gives all three tries again.

        PIN_WRONG (`left`), PIN_SPENT after the third wrong one in a row and when there is none, MEMORY_SHORT.
        """
        entry = self._entries.get(person)
        if entry is None:
            raise DeskError(ErrorCode.PIN_SPENT)
        key = self._key(pin, entry.salt)
        with self._lock:
            if self._entries.get(person) is not entry:  # spent or set anew meanwhile
                raise DeskError(ErrorCode.PIN_SPENT)
            plain = opened(key, entry.wrapped, person.encode())
            if plain is not None:
                entry.left = TRIES
                return PersonSecrets.from_bytes(plain)
            entry.left -= 1
            if entry.left:
                raise DeskError(ErrorCode.PIN_WRONG, left=entry.left)
            del self._entries[person]
        raise DeskError(ErrorCode.PIN_SPENT)

    def forget(self, person: PersonId) -> None:
        """Drop one person's PIN; nothing happens when there is none."""
        with self._lock:
            self._entries.pop(person, None)

    def wipe(self) -> None:
        """Drop all of them, and the pepper without which none would open; no PIN can be set after that (ValueError)."""
        with self._lock:
            self._entries.clear()
        self._pepper.wipe()

    def __repr__(self) -> str:
        return f"Pins({len(self._entries)})"

    def _key(self, pin: str, salt: bytes) -> bytes:
        # what is tried may be anything that a keyboard or a paste gives, a lone surrogate too: wrong, not a crash
        typed = fold_digits(pin).encode("utf-8", "surrogatepass")
        return expand(derive(typed, salt, FLOOR) + self._pepper.reveal(), "pin")
