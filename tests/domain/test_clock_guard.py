"""When a clock is believed, and what a line says when it is not."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from station_desk.domain.calendar import INDIA, write_moment
from station_desk.domain.clock_guard import (
    BACK_TOLERANCE,
    LONGEST_PAUSE,
    MOST_DRIFT,
    ClockState,
    has_only_marks,
    is_back_dated,
    is_believed,
    judge,
)

NOON = datetime(2026, 10, 6, 12, 0, tzinfo=INDIA)
LAST = write_moment(NOON)
FLOOR = date(2026, 1, 1)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "last_at", "drift", "state"),
    [
        (NOON, LAST, 0, ClockState.STEADY),
        (NOON, "", 0, ClockState.STEADY),
        (NOON - BACK_TOLERANCE, LAST, 0, ClockState.STEADY),
        (NOON - BACK_TOLERANCE - SECOND, LAST, 0, ClockState.BACK),
        (NOON - timedelta(days=365 * 20), LAST, 0, ClockState.BACK),
        (NOON + LONGEST_PAUSE, LAST, 0, ClockState.STEADY),
        (NOON + LONGEST_PAUSE + SECOND, LAST, 0, ClockState.AHEAD),
        (NOON + timedelta(days=365 * 20), LAST, 0, ClockState.AHEAD),
        (NOON + timedelta(days=365 * 20), "", 0, ClockState.STEADY),
        (NOON, LAST, MOST_DRIFT.total_seconds(), ClockState.STEADY),
        (NOON, LAST, MOST_DRIFT.total_seconds() + 1, ClockState.AHEAD),
        (NOON, LAST, -MOST_DRIFT.total_seconds(), ClockState.STEADY),
        (NOON, LAST, -MOST_DRIFT.total_seconds() - 1, ClockState.BACK),
        (datetime(2025, 12, 31, 23, 59, tzinfo=INDIA), "", 0, ClockState.BACK),
        (datetime(2026, 1, 1, 0, 0, tzinfo=INDIA), "", 0, ClockState.STEADY),
    ],
)
def test_each_rule_at_its_edge(now: datetime, last_at: str, drift: float, state: ClockState) -> None:
    """Two minutes back, forty-five days ahead, five minutes of drift, the day of release: believed up to the edge."""
    assert judge(now, last_at, drift, FLOOR) is state


def test_back_dating_is_what_no_believed_clock_could_show() -> None:
    """The guard lets a clock be set back by two minutes, so a line within them is none."""
    assert not is_back_dated(LAST, "")
    assert not is_back_dated(write_moment(NOON - BACK_TOLERANCE), LAST)
    assert is_back_dated(write_moment(NOON - BACK_TOLERANCE - SECOND), LAST)


@pytest.mark.parametrize(
    ("about", "only", "believed"),
    [
        ({}, True, True),
        ({"clock": "back"}, True, False),
        ({"clock": "ahead"}, True, False),
        ({"clock": "confirmed", "raw": LAST}, True, True),
        ({"clock": "confirmed"}, False, True),
        ({"clock": "confirmed", "raw": "yesterday"}, False, True),
        ({"clock": "back", "raw": LAST}, False, False),
        ({"clock": "steady"}, False, False),
        ({"clock": 1}, False, False),
        ({"raw": LAST}, False, True),
        ({"clock": "back", "name": "x"}, False, False),
        ({"day": "2026-10-06"}, False, True),
    ],
)
def test_marks_are_told_from_everything_else(about: dict[str, str | int], only: bool, believed: bool) -> None:
    """What a district accepts beside a revision is exactly what the guard writes."""
    assert has_only_marks(about) is only
    assert is_believed(about) is believed
