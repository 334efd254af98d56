"""What one guess at a passphrase costs. Owns the Argon2id parameters, their floor and ceiling, and the derivation.

Must never derive with parameters outside the bounds: a file that asks for less is a downgrade, one that asks for more
a way to freeze the desk. There is no switch for tests; they pay the floor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from station_desk.errors import DeskError, ErrorCode

KEY_BYTES = 32
SALT_BYTES = 16
_ENOUGH_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id parameters (RFC 9106): memory in KiB, passes over it, lanes. Outside the bounds is a ValueError."""

    memory: int
    passes: int
    lanes: int

    def __post_init__(self) -> None:
        if not (64 << 10 <= self.memory <= 1 << 20 and 3 <= self.passes <= 10 and 1 <= self.lanes <= 8):
            raise ValueError("cost outside its bounds")


# cryptography 50.0.2 waits for ever when two threads derive with several lanes at once (tests/vault/test_cost.py), so
# whoever uses Argon2id in this process takes turns.
TURN = Lock()

FLOOR = Cost(memory=64 << 10, passes=3, lanes=4)
_MOST_PASSES = 10
# At most 512 MiB: a PC of 4 GB runs the system and a browser beside the desk, and a guess that swaps takes minutes.
_STEPS = (
    *(replace(FLOOR, passes=passes) for passes in range(FLOOR.passes, _MOST_PASSES + 1)),
    *(Cost(FLOOR.memory << doubled, _MOST_PASSES, FLOOR.lanes) for doubled in (1, 2, 3)),
)


def derive(passphrase: bytes, salt: bytes, cost: Cost) -> bytes:
    """Derive the 32-byte key of a slot, in 0.2 to 1 s; MEMORY_SHORT (`needed`, MiB) when the machine lacks memory.

    Derivations of several threads run one after the other.
    """
    function = Argon2id(salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
    try:
        with TURN:
            return function.derive(passphrase)
    except MemoryError:
        raise DeskError(ErrorCode.MEMORY_SHORT, needed=cost.memory >> 10) from None


def calibrate(ticks: Callable[[], float]) -> Cost:
    """Find the cost for this machine, once, at set-up: from the floor up until half a second is reached.

    First a pass more at a time, then twice the memory: from under half a second that stays under one. A machine that
    cannot give so much stays at what it gave. `ticks` tells seconds (`host.clock.ticks`).
    """
    found = FLOOR
    for cost in _STEPS:
        begun = ticks()
        try:
            derive(b"a measure, not a secret", bytes(SALT_BYTES), cost)
        except DeskError:
            break
        found = cost
        if ticks() - begun >= _ENOUGH_SECONDS:
            break
    return found
