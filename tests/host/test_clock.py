"""The clock of the desk and the ids."""

from __future__ import annotations

import re
import sys
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from station_desk.host.clock import (
    INDIA,
    PracticeClock,
    SystemClock,
    new_id,
    random_bytes,
    slept,
    ticks,
    ticks_through_sleep,
)


def test_day_turns_at_midnight_in_india() -> None:
    """18:30 UTC is midnight at the station: the register's day changes there, not in Greenwich."""
    clock = PracticeClock(datetime(2026, 10, 5, 18, 29, 59, tzinfo=UTC))
    assert clock.today() == date(2026, 10, 5)
    clock.advance(timedelta(seconds=1))
    assert clock.today() == date(2026, 10, 6)


def test_practice_clock_stands_still_and_speaks_utc() -> None:
    """A practice day does not run on by itself, and a moment given in Indian time is told in UTC."""
    clock = PracticeClock(datetime(2026, 10, 6, 9, 12, tzinfo=INDIA))
    assert clock.now() == clock.now() == datetime(2026, 10, 6, 3, 42, tzinfo=UTC)
    assert clock.now().utcoffset() == timedelta(0)


def test_practice_clock_may_go_back() -> None:
    """A wrong machine clock jumps backwards; the simulator must be able to do the same."""
    clock = PracticeClock(datetime(2026, 10, 6, tzinfo=UTC))
    clock.set(datetime(2006, 1, 1, tzinfo=UTC))
    assert clock.now().year == 2006


def test_practice_time_passes_except_in_a_jump() -> None:
    """Setting and advancing let time pass; a jump is what a clock shows that somebody set."""
    clock = PracticeClock(datetime(2026, 10, 6, tzinfo=UTC))
    begun = clock.ticks()
    clock.advance(timedelta(minutes=5))
    clock.set(datetime(2026, 10, 6, 1, tzinfo=UTC))
    assert clock.ticks() - begun == 3600
    clock.jump(datetime(2046, 10, 6, tzinfo=UTC))
    assert (clock.now().year, clock.ticks() - begun) == (2046, 3600)


def test_the_system_clock_ticks_beside_itself() -> None:
    """Between two readings the wall clock and the ticks of one machine go forward together."""
    clock = SystemClock()
    first, second = clock.ticks(), clock.ticks()
    assert 0 <= second - first < 60


def test_sleep_is_counted_and_never_negative() -> None:
    """What the machine slept lies between nothing and the time since it was started."""
    span = slept()
    assert 0 <= span <= ticks_through_sleep() + 1


def test_a_moment_without_zone_is_a_bug() -> None:
    """Naive times are refused where they would come in."""
    with pytest.raises(ValueError):
        PracticeClock(datetime(2026, 10, 6))  # noqa: DTZ001 - the mistake under test


def test_system_clock_is_aware_and_utc() -> None:
    """The machine's time comes with its zone and between two readings of the same clock."""
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert now.utcoffset() == timedelta(0)
    assert before <= now <= datetime.now(UTC)


def test_ticks_never_go_back() -> None:
    """Spans are measured on a clock that nobody can set."""
    readings = [ticks() for _ in range(100)]
    assert readings == sorted(readings)


def test_ticks_through_sleep_never_go_back_nor_behind() -> None:
    """The clock of the idle lock goes on during sleep, so it is never behind the one that stops."""
    readings = [ticks_through_sleep() for _ in range(100)]
    assert readings == sorted(readings)
    if sys.platform == "linux":
        awake = time.clock_gettime(time.CLOCK_MONOTONIC)
        assert ticks_through_sleep() >= awake


def test_ids_are_hex_and_differ() -> None:
    """An id is 32 hexadecimal digits and random bytes have the asked length; neither repeats."""
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch(r"[0-9a-f]{32}", one) for one in ids)
    assert len(random_bytes(16)) == 16
    assert random_bytes(16) != random_bytes(16)
