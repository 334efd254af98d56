"""The clock of a sitting: doubts, the date a person confirms, the marks in the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from station_desk.desk import keeping, office, people, reading, recording
from station_desk.desk.approvals import APPROVED
from station_desk.desk.journal import append_line
from station_desk.desk.ports import Desk
from station_desk.desk.timekeeper import Stamp, Timekeeper
from station_desk.domain.calendar import INDIA, write_moment
from station_desk.domain.clock_guard import ClockState
from station_desk.domain.log import Header, read_header
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import PracticeClock
from station_desk.store import log
from tests.conftest import NOON, PASSPHRASE
from tests.desk.test_exchange import Pair, pair  # noqa: F401
from tests.desk.test_recording import WHOLE
from tests.staff import add_staff, found

FLOOR = date(2026, 1, 1)
LAST = write_moment(NOON)
YEARS = timedelta(days=365 * 20)


def sitting(moment: datetime = NOON, last_at: str = LAST) -> tuple[PracticeClock, Timekeeper]:
    """A clock and who keeps it."""
    clock = PracticeClock(moment)
    return clock, Timekeeper(clock, last_at, FLOOR)


def test_a_steady_clock_leaves_no_mark() -> None:
    """Hours and days that pass are nothing to remark on."""
    clock, time = sitting()
    for _ in range(100):
        clock.advance(timedelta(hours=7))
        assert time.state is ClockState.STEADY
        assert time.stamp() == Stamp(write_moment(clock.now()), {})
        time.note_line(write_moment(clock.now()))
    assert not time.confirmed


@pytest.mark.parametrize(
    ("span", "state"),
    [
        (-YEARS, ClockState.BACK),
        (YEARS, ClockState.AHEAD),
        (timedelta(minutes=-6), ClockState.BACK),
        (timedelta(minutes=6), ClockState.AHEAD),
    ],
)
def test_a_jump_within_a_sitting_is_noticed(span: timedelta, state: ClockState) -> None:
    """Against ticks that only go forward even six minutes show, in either direction."""
    clock, time = sitting(NOON + timedelta(hours=3))
    clock.jump(clock.now() + span)
    assert time.state is state
    assert time.stamp().about == {"clock": state.value}


def test_a_doubt_stays_until_somebody_says_the_date() -> None:
    """Setting the clock back again does not undo it: somebody moved it meanwhile."""
    clock, time = sitting()
    clock.jump(NOON + YEARS)
    assert time.state is ClockState.AHEAD
    clock.jump(NOON)
    assert time.state is ClockState.AHEAD
    time.confirm(date(2026, 10, 6))
    assert (time.state, time.confirmed, time.now()) == (ClockState.STEADY, True, NOON)


def test_the_clocks_own_hour_stands_on_the_confirmed_day() -> None:
    """A PC that lost its battery shows the year 2000; the day is the person's word, the hour the clock's."""
    clock, time = sitting(datetime(2000, 1, 1, 9, 30, tzinfo=INDIA))
    assert time.state is ClockState.BACK
    time.confirm(date(2026, 10, 7))
    assert time.now() == datetime(2026, 10, 7, 9, 30, tzinfo=INDIA)
    assert time.today() == date(2026, 10, 7)
    clock.advance(timedelta(hours=20))
    assert time.today() == date(2026, 10, 8)
    raw = datetime(2000, 1, 2, 5, 30, tzinfo=INDIA)
    assert time.stamp() == Stamp(
        write_moment(datetime(2026, 10, 8, 5, 30, tzinfo=INDIA)), {"clock": "confirmed", "raw": write_moment(raw)}
    )


def test_another_jump_ends_a_confirmation() -> None:
    """The date was confirmed for the clock as it ran; when somebody sets it again, the question is asked again."""
    clock, time = sitting(datetime(2000, 1, 1, 9, 30, tzinfo=INDIA))
    time.confirm(date(2026, 10, 7))
    clock.jump(NOON + timedelta(days=1))
    assert (time.state, time.confirmed) == (ClockState.AHEAD, False)
    assert time.now() == NOON + timedelta(days=1)


def test_a_day_before_the_release_is_no_answer() -> None:
    """Nothing changes by it."""
    clock, time = sitting(NOON - YEARS)
    with pytest.raises(DeskError) as error:
        time.confirm(FLOOR - timedelta(days=1))
    assert (error.value.code, error.value.facts) == (ErrorCode.DATE_TOO_EARLY, {"first": "2026-01-01"})
    assert time.state is ClockState.BACK
    assert time.now() == clock.now()


def test_a_line_under_a_doubt_is_no_measure_for_later_ones() -> None:
    """Otherwise one line from the year 2046 would put every clock in doubt until then."""
    clock, time = sitting()
    clock.jump(NOON + YEARS)
    time.note_line(time.stamp().at)
    time.confirm(date(2026, 10, 6))
    clock.jump(NOON)
    time.confirm(date(2026, 10, 6))
    time.note_line(time.stamp().at)
    assert time.last_at == LAST


# At a real desk


@pytest.fixture
def clock(station: Desk) -> PracticeClock:
    """The clock of the desk, in the test's hands."""
    assert isinstance(station.clock, PracticeClock)
    return station.clock


def newest(desk: Desk, count: int = 1) -> list[Header]:
    """Return the newest lines, oldest first."""
    with desk.store.read() as read:
        size = log.head(read).size
        return [read_header(line.header) for line in log.lines(read, size - count + 1)]


def test_no_work_waits_for_a_clock(station: Desk, clock: PracticeClock) -> None:
    """Entries already begun go on and every line is marked; only a new token asks for the day first."""
    record = recording.open_record(station, WHOLE).record
    clock.jump(NOON - YEARS)
    recording.finalise(station, record, {**WHOLE, "arrived_at": LAST, "received_by": station.person.id})
    reading.reveal(station, record, "check")
    assert [line.about["clock"] for line in newest(station, 2)] == ["back", "back"]
    with pytest.raises(DeskError) as error:
        recording.open_record(station, {})
    assert error.value.code is ErrorCode.DATE_UNCONFIRMED
    assert keeping.verify_log(station).findings == ()


def test_token_year_and_day_follow_the_confirmed_date(station: Desk, clock: PracticeClock) -> None:
    """One confirmation for the sitting: it is a line itself, and what comes after stands on it."""
    clock.jump(datetime(2000, 1, 1, 9, 30, tzinfo=INDIA))
    keeping.confirm_date(station, date(2027, 1, 2))
    (told,) = newest(station)
    raw = write_moment(clock.now())
    assert (told.kind, told.about) == (
        keeping.CLOCK_CONFIRMED,
        {"clock": "confirmed", "day": "2027-01-02", "raw": raw, "state": "back"},
    )
    assert recording.open_record(station, {}).token == "MSK/SAS/2027/0001"
    assert station.today() == date(2027, 1, 2)
    assert newest(station)[0].at == write_moment(datetime(2027, 1, 2, 9, 30, tzinfo=INDIA))
    assert keeping.verify_log(station).findings == ()


def test_marked_lines_reach_the_district(pair: Pair) -> None:  # noqa: F811
    """A revision written under a doubtful or confirmed clock travels and is believed; its time says what it is."""
    clock = pair.station.clock
    assert isinstance(clock, PracticeClock)
    record = recording.open_record(pair.station, WHOLE).record
    clock.jump(NOON - YEARS)
    recording.finalise(pair.station, record, {**WHOLE, "arrived_at": LAST, "received_by": pair.station.person.id})
    keeping.confirm_date(pair.station, NOON.date())
    recording.add(pair.station, WHOLE)
    assert pair.carry().result == "accepted"
    assert len(reading.matters(pair.station)) == pair.seen().count('"state":"final"') == 2
    assert keeping.verify_log(pair.district).findings == keeping.verify_log(pair.station).findings == ()


def test_a_second_persons_line_is_marked_too(station: Desk, clock: PracticeClock) -> None:
    """Whoever signs at this desk signs under this clock."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    clock.jump(NOON - YEARS)
    people.give(station, staff.ids[Role.CENTRE_STAFF], Role.COUNSELLOR, second=staff.second(Role.HOUSE_OFFICER))
    (agreed,) = [line for line in newest(station, 3) if line.kind == APPROVED]
    assert agreed.about["clock"] == "back"
    assert keeping.verify_log(station).findings == ()


@pytest.fixture
def flagged(station_folder: Path) -> Iterator[Path]:
    """An office left on the evening of a day that a person confirmed, with a clock twenty years behind."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON - YEARS) as desk:
        assert desk.time.state is ClockState.BACK
        keeping.confirm_date(desk, NOON.date())
    yield station_folder


def test_the_date_is_asked_once_a_day(flagged: Path) -> None:
    """Whoever signs in on the same day goes by it; the next day it is asked again."""
    with office.at_desk(flagged, PASSPHRASE, practice_at=NOON - YEARS + timedelta(hours=2)) as desk:
        assert desk.time.confirmed
        assert desk.today() == NOON.date()
        assert newest(desk)[0].about["clock"] == "confirmed"
    with office.at_desk(flagged, PASSPHRASE, practice_at=NOON - YEARS + timedelta(hours=20)) as desk:
        assert (desk.time.state, desk.time.confirmed) == (ClockState.BACK, False)
    assert_sound(flagged)


def test_a_clock_set_right_is_believed_again(flagged: Path) -> None:
    """The correction is for the wrong clock only."""
    with office.at_desk(flagged, PASSPHRASE, practice_at=NOON + timedelta(hours=2)) as desk:
        assert (desk.time.state, desk.time.confirmed) == (ClockState.STEADY, False)
        assert newest(desk)[0].about.keys() == {"heads"}
    assert_sound(flagged)


def test_one_sitting_in_the_wrong_year_does_not_spoil_the_next(station_folder: Path) -> None:
    """Lines from a clock ahead are marked, so the right clock is not taken for one that went back."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON + YEARS) as desk:
        assert desk.time.state is ClockState.AHEAD
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON + timedelta(hours=1)) as desk:
        assert desk.time.state is ClockState.STEADY
        assert found(desk) == []


def assert_sound(folder: Path) -> None:
    """Whatever the clock did, the record verifies: marks are no findings."""
    with office.at_desk(folder, PASSPHRASE, practice_at=NOON + timedelta(days=2)) as desk:
        assert keeping.verify_log(desk).findings == ()


def test_a_steady_clock_is_not_corrected(station: Desk) -> None:
    """Without a doubt nobody says the day: an ended power would come back on an earlier one."""
    with pytest.raises(DeskError) as error:
        keeping.confirm_date(station, NOON.date() - timedelta(days=30))
    assert error.value.code is ErrorCode.CLOCK_STEADY
    assert station.today() == NOON.date()


@pytest.mark.parametrize("day", [date(2072, 10, 6), date(9999, 12, 31)])
def test_a_silly_day_is_refused_and_a_wrong_one_corrected(station: Desk, clock: PracticeClock, day: date) -> None:
    """A figure mistyped does not carry the office away; a day that was believed can be said again."""
    clock.jump(NOON - YEARS)
    with pytest.raises(DeskError) as error:
        keeping.confirm_date(station, day)
    assert error.value.code is ErrorCode.DATE_TOO_LATE
    keeping.confirm_date(station, date(2027, 10, 7))
    keeping.confirm_date(station, date(2026, 10, 7))
    assert station.today() == date(2026, 10, 7)
    assert found(station) == []


def test_an_office_opens_after_a_day_that_nothing_can_be_counted_from(station_folder: Path) -> None:
    """However a line came to be of the year 9999, the desk opens and goes by the lines before it."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk, desk.store.write() as write:
        about = {"clock": "confirmed", "raw": "2026-10-06T06:30:00Z"}
        at = "9999-12-31T20:00:00Z"
        append_line(write, desk.office, desk.person.id, desk.author, at, "clock.confirmed", "", 0, about, {})
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON + timedelta(hours=1)) as desk:
        assert desk.time.state is ClockState.STEADY
