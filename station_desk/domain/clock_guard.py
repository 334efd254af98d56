"""Is the clock to be believed? Owns the rules and their figures; never reads a clock and never refuses an act.

The order of the log comes from its numbers, never from its times. A doubtful time is only marked, so that later readers
know it, until a person says what day it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from station_desk.domain.calendar import INDIA, parse_moment

# A clock that is set right by a minute is no event; one line is written after the other within seconds.
BACK_TOLERANCE: Final = timedelta(minutes=2)
# Longer than any closure of a centre that is known (elections, floods), shorter than a wrong month and a half.
LONGEST_PAUSE: Final = timedelta(days=45)
# Quartz in a cheap PC is off by seconds a day; five minutes within one sitting means that somebody set the clock.
MOST_DRIFT: Final = timedelta(minutes=5)

MARK: Final = "clock"  # in a line's `about`: back, ahead or confirmed
RAW: Final = "raw"  # beside "confirmed": what the machine's clock said
CONFIRMED: Final = "confirmed"
CLOCK_CONFIRMED: Final = "clock.confirmed"  # the line with which a person says what day it is


class ClockState(StrEnum):
    """What is thought of the machine's clock; the value stands in the lines that are written under it."""

    STEADY = "steady"
    BACK = "back"
    AHEAD = "ahead"


def judge(now: datetime, last_at: str, drift_seconds: float, floor: date) -> ClockState:
    """Judge a reading of the clock.

    `last_at` is the moment of the last line whose time was believed ("" for none); `drift_seconds` how far the clock
    ran away from one that only goes forward, since the sitting began (negative: it was set back); `floor` the day this
    program was released, before which it cannot be running.
    """
    drift = timedelta(seconds=drift_seconds)
    last = parse_moment(last_at) if last_at else None
    if now.astimezone(INDIA).date() < floor or drift < -MOST_DRIFT or (last and now < last - BACK_TOLERANCE):
        return ClockState.BACK
    if drift > MOST_DRIFT or (last and now > last + LONGEST_PAUSE):
        return ClockState.AHEAD
    return ClockState.STEADY


@dataclass(slots=True)
class Reached:
    """How far time has come by the lines so far: `steady` by the clock alone, `confirmed` by the day last told.

    Whoever says the day anew corrects only what stood on a day said before: a year mistyped ends no power for ever, and
    no day said later revives one that ended by a clock nobody doubted.
    """

    steady: str = ""
    confirmed: str = ""

    def take(self, at: str, mark: str, says_day: bool) -> None:
        """Take note of a line: its moment, its mark ("" for none), and whether a person says the day with it."""
        if mark == CONFIRMED:
            self.confirmed = at if says_day else max(self.confirmed, at)
        elif not mark:
            self.steady = max(self.steady, at)

    @property
    def latest(self) -> str:
        """The later of both, "" for none."""
        return max(self.steady, self.confirmed)


def is_back_dated(at: str, believed: str) -> bool:
    """Tell whether a line that carries no mark has a time that no believed clock could have shown.

    `believed` is the latest moment of the lines before it whose time was believed, "" for none.
    """
    return bool(believed) and parse_moment(at) < parse_moment(believed) - BACK_TOLERANCE


def is_believed(about: Mapping[str, str | int]) -> bool:
    """Tell whether a line with these marks has a time that later ones are judged by."""
    return about.get(MARK, CONFIRMED) == CONFIRMED


def has_only_marks(about: Mapping[str, str | int]) -> bool:
    """Tell whether a line says nothing beside what the clock made it say, and says that rightly."""
    if about.get(MARK) == CONFIRMED:
        return about.keys() == {MARK, RAW} and _is_moment(str(about[RAW]))
    return not about or dict(about) in ({MARK: ClockState.BACK.value}, {MARK: ClockState.AHEAD.value})


def _is_moment(text: str) -> bool:
    try:
        return bool(parse_moment(text))
    except ValueError:
        return False
