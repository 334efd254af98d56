"""What time it counts as at this desk: the machine's clock, what is thought of it, and the date a person confirmed.

Owns the correction and the marks that lines carry because of it; never refuses an act and never writes a line.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from station_desk.domain.calendar import INDIA, LAST_YEAR, day_of, parse_moment, write_moment
from station_desk.domain.clock_guard import CONFIRMED, RAW, ClockState, is_believed, judge
from station_desk.domain.clock_guard import MARK as MARK
from station_desk.domain.log import read_header
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import Clock
from station_desk.store import log
from station_desk.store.connect import Connection

LONGEST_CLOSED: Final = timedelta(days=2 * 366)  # a day later than that after the newest line is a slip of the pen


@dataclass(frozen=True, slots=True)
class Stamp:
    """The time of one line, and the marks it carries because of the clock."""

    at: str
    about: Mapping[str, str]


class Timekeeper:
    """The clock of one sitting. Several threads may ask it."""

    def __init__(self, clock: Clock, last_at: str, floor: date, shift: timedelta | None = None) -> None:
        """Begin a sitting.

        `last_at` is the moment of the newest line whose time was believed ("" for none), `floor` the day this program
        was released, `shift` the correction of a date that was confirmed before and still holds (see `resume`).
        """
        self._clock = clock
        self._floor = floor
        self._last_at = last_at
        self._measure = last_at  # what a date is measured by: not a day that may be corrected yet
        self._shift = shift
        self._state = ClockState.STEADY
        self._lock = threading.RLock()
        self._begin()

    def _begin(self) -> None:
        self._wall, self._ticks = self._clock.now(), self._clock.ticks()

    def now(self) -> datetime:
        """Tell the moment, aware, in UTC: the machine's, put on the day that was confirmed."""
        with self._lock:
            self._look()
            return self._moved()

    def latest(self) -> datetime:
        """Tell the later of now and the newest line whose time was believed: nothing before it is still to come."""
        now = self.now()
        return max(now, parse_moment(self._last_at)) if self._last_at else now

    def raw(self) -> datetime:
        """Tell the moment that the machine's clock shows."""
        return self._clock.now()

    def today(self) -> date:
        """Tell the Indian day."""
        return self.now().astimezone(INDIA).date()

    @property
    def last_at(self) -> str:
        """The moment of the newest line whose time was believed, "" for none: what a doubt is explained by."""
        return self._last_at

    @property
    def state(self) -> ClockState:
        """What is thought of the clock: the first doubt stays until a person confirms the date."""
        with self._lock:
            return self._look()

    @property
    def confirmed(self) -> bool:
        """Whether a person said what day it is, and the clock has run on from there."""
        with self._lock:
            return self._look() is ClockState.STEADY and self._shift is not None

    def _moved(self) -> datetime:
        return self.raw() + (self._shift or timedelta())

    def _look(self) -> ClockState:
        if self._state is ClockState.STEADY:
            drift = (self.raw() - self._wall).total_seconds() - (self._clock.ticks() - self._ticks)
            self._state = judge(self._moved(), self._last_at, drift, self._floor)
            if self._state is not ClockState.STEADY:
                self._shift = None  # a confirmation was for the clock as it ran then
        return self._state

    @contextmanager
    def confirming(self, day: date) -> Iterator[None]:
        """Go by a day that a person says for the length of a block, and from then on unless the block fails."""
        with self._lock:
            before = self._state, self._shift, self._last_at, self._wall, self._ticks
            self.confirm(day)
        try:
            yield
        except BaseException:
            with self._lock:
                self._state, self._shift, self._last_at, self._wall, self._ticks = before
            raise

    def confirm(self, day: date) -> None:
        """Take a person's word for the day; the clock's own time of day now stands on it.

        A day that was confirmed wrongly may be corrected as long as it holds. Raises CLOCK_STEADY when there is nothing
        to ask, DATE_TOO_EARLY (`first`) for a day before this program was released, DATE_TOO_LATE (`last`) for one long
        after the newest line and the machine's own day.
        """
        if day < self._floor:
            raise DeskError(ErrorCode.DATE_TOO_EARLY, first=self._floor.isoformat())
        with self._lock:
            if self._look() is ClockState.STEADY and self._shift is None:
                raise DeskError(ErrorCode.CLOCK_STEADY)
            if day > (last := self._last_day()):
                raise DeskError(ErrorCode.DATE_TOO_LATE, last=last.isoformat())
            self._shift = day - self.raw().astimezone(INDIA).date()
            self._state, self._last_at = ClockState.STEADY, ""
            self._begin()

    def _last_day(self) -> date:
        """Return the latest day that can be meant: a figure mistyped must not carry the office into another decade."""
        known = max(day_of(self._measure), self._floor) if self._measure else self._floor
        shown = self.raw().astimezone(INDIA).date()  # an office shut for longer sets the machine's own date right first
        return min(max(known + LONGEST_CLOSED, shown), date(LAST_YEAR, 12, 31))

    def stamp(self) -> Stamp:
        """Return the moment for a line that is about to be written, and its marks."""
        with self._lock:
            state, raw = self._look(), self.raw()
            if state is not ClockState.STEADY:
                return Stamp(write_moment(raw), {MARK: state.value})
            if self._shift is None:
                return Stamp(write_moment(raw), {})
            return Stamp(write_moment(raw + self._shift), {MARK: CONFIRMED, RAW: write_moment(raw)})

    def note_line(self, at: str) -> None:
        """Remember the moment of a line that was written, unless the clock was in doubt."""
        with self._lock:
            if self._state is ClockState.STEADY:
                self._last_at = max(self._last_at, at)


def resume(clock: Clock, read: Connection, floor: date) -> Timekeeper:
    """Begin a sitting from the log: after the newest line whose time was believed.

    The day is asked for once: when that line stands on a confirmed date and the clock has run on within the same day,
    the confirmation holds for this sitting too.
    """
    at, raw = newest_believed(read)
    if raw and judge(clock.now(), at, 0, floor) is not ClockState.STEADY:
        shift = parse_moment(at) - parse_moment(raw)
        moved = clock.now() + shift
        if moved.astimezone(INDIA).date() == day_of(at) and judge(moved, at, 0, floor) is ClockState.STEADY:
            return Timekeeper(clock, at, floor, shift)
    return Timekeeper(clock, at, floor)


def newest_believed(read: Connection) -> tuple[str, str]:
    """Return the moment of the newest line whose time was believed, and what the clock said where a person did."""
    for line in log.newest_first(read):
        # A line that cannot be read is for the verification to tell; the desk must open all the same.
        with suppress(ValueError):
            header = read_header(line)
            at, raw = header.at, str(header.about.get(RAW, ""))
            for moment in filter(None, (at, raw)):
                parse_moment(moment)
            # Beyond the calendar that is kept here nothing can be counted on from a moment, so nobody could sign in.
            if is_believed(header.about) and max(at, raw) < str(LAST_YEAR + 1):
                return at, raw
    return "", ""
