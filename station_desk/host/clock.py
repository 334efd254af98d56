"""The time and chance of this machine. Owns the only reading of the clock and the only making of ids.

Must never decide anything by them: the domain gets times and ids as arguments. `vault` and `sync` draw
their own keys.
"""

from __future__ import annotations

import ctypes
import secrets
import sys
import time
from abc import ABC, abstractmethod
from datetime import UTC, date, datetime, timedelta

from station_desk.domain.calendar import INDIA


class Clock(ABC):
    """What tells the time to the desk."""

    @abstractmethod
    def now(self) -> datetime:
        """Tell the moment, aware, in UTC."""

    def today(self) -> date:
        """Tell the calendar day at the station (Asia/Kolkata)."""
        return self.now().astimezone(INDIA).date()

    @abstractmethod
    def ticks(self) -> float:
        """Tell seconds that only go forward, sleep included, beside which a clock that was set is noticed."""


class SystemClock(Clock):
    """The clock of the machine, right or wrong."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def ticks(self) -> float:
        return ticks_through_sleep()


class PracticeClock(Clock):
    """A clock that stands still until it is set: for the practice office, the simulator and tests."""

    def __init__(self, moment: datetime) -> None:
        self._ticks = 0.0
        self.jump(moment)

    def now(self) -> datetime:
        return self._moment

    def ticks(self) -> float:
        return self._ticks

    def set(self, moment: datetime) -> None:
        """Let time pass to an aware moment, or go back to one; a naive one is a bug (ValueError)."""
        before = self._moment
        self.jump(moment)
        self._ticks += (self._moment - before).total_seconds()

    def jump(self, moment: datetime) -> None:
        """Show another moment without time passing, as a clock does that somebody sets."""
        if moment.tzinfo is None:
            raise ValueError("a moment must know its zone")
        self._moment = moment.astimezone(UTC)

    def advance(self, span: timedelta) -> None:
        """Move the clock on by a span."""
        self.set(self._moment + span)


def ticks() -> float:
    """Tell seconds on a clock that only goes forward, to measure a span; it has no date."""
    return time.perf_counter()


def ticks_through_sleep() -> float:
    """Tell seconds on a clock that only goes forward and goes on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if sys.platform == "linux" else time.monotonic()


def slept() -> float:
    """Tell for how many seconds the machine has slept since it was started; 0 where the system does not tell."""
    if sys.platform == "linux":
        awake = time.clock_gettime(time.CLOCK_MONOTONIC)  # asked first, so that the difference is never negative
        return time.clock_gettime(time.CLOCK_BOOTTIME) - awake
    if sys.platform == "win32":
        steps = ctypes.c_ulonglong()  # in steps of 100 nanoseconds; time.monotonic goes on while the machine sleeps
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(steps))
        return max(0.0, time.monotonic() - steps.value / 1e7)
    return 0.0


def new_id() -> str:
    """Make an id that never comes twice: 32 hexadecimal digits (128 random bits)."""
    return secrets.token_hex(16)


def random_bytes(count: int) -> bytes:
    """Draw `count` random bytes from the system (salts of commitments)."""
    return secrets.token_bytes(count)
