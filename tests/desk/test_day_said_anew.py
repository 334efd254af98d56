"""A day that a person said wrongly, and said anew: powers, back-dating, and a line that could not be kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from station_desk.desk import keeping, office, people, staffing
from station_desk.desk.journal import append_line
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from tests.conftest import NOON
from tests.staff import add_staff, found

TWO_YEARS = timedelta(days=731)
WRONG, RIGHT, UNTIL = date(2027, 10, 6), date(2026, 10, 6), "2026-10-11"


@pytest.fixture
def doubted(station: Desk) -> Desk:
    """A station whose clock has gone back two years since the last line."""
    office.set_practice_clock(station, NOON - TWO_YEARS)
    return station


def _roles(desk: Desk, person: str) -> frozenset[Role]:
    with desk.store.read() as read:
        return staffing.roles_of(read, person, desk.now())


def test_a_year_mistyped_ends_no_acting_power(doubted: Desk) -> None:
    """What is given for some days after the year was put right holds, for the desk and in the check of the record."""
    keeping.confirm_date(doubted, WRONG)
    staff = add_staff(doubted, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    keeping.confirm_date(doubted, RIGHT)
    person = staff.ids[Role.CENTRE_STAFF]
    people.give(doubted, person, Role.IN_CHARGE, UNTIL, staff.second(Role.HOUSE_OFFICER))
    assert _roles(doubted, person) == {Role.CENTRE_STAFF, Role.IN_CHARGE}
    assert found(doubted) == []


def test_a_day_said_later_revives_no_power(station: Desk) -> None:
    """What ended by a clock that nobody doubted stays ended, whatever day is said under a clock put back."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    person = staff.ids[Role.CENTRE_STAFF]
    people.give(station, person, Role.IN_CHARGE, UNTIL, staff.second(Role.HOUSE_OFFICER))
    office.set_practice_clock(station, NOON + timedelta(days=9))
    people.add(station, "गीता", "आरक्षी", True)
    office.set_practice_clock(station, NOON - TWO_YEARS)
    keeping.confirm_date(station, RIGHT)
    assert _roles(station, person) == {Role.CENTRE_STAFF}


def test_an_end_that_the_record_has_passed_is_refused(station: Desk) -> None:
    """A role that would be over at once is not said to be given; the refusal tells how far the record has come."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    office.set_practice_clock(station, NOON + timedelta(days=9))
    people.add(station, "गीता", "आरक्षी", True)
    office.set_practice_clock(station, NOON - TWO_YEARS)
    keeping.confirm_date(station, RIGHT)
    with pytest.raises(DeskError) as error:
        people.give(station, staff.ids[Role.CENTRE_STAFF], Role.IN_CHARGE, UNTIL, staff.second(Role.HOUSE_OFFICER))
    assert (error.value.code, error.value.facts) == (ErrorCode.END_REACHED, {"reached": "2026-10-15T06:30:00Z"})


def test_a_line_dated_back_is_found_though_it_says_confirmed(station: Desk) -> None:
    """Only the line with which a person says the day lets times begin anew; a mark on any other line does not."""
    with station.store.write() as write:
        about = {"clock": "confirmed", "raw": "2026-10-06T06:30:00Z", "day": "2026-10-06", "pages": 1, "rows": 0}
        seq = append_line(
            write,
            station.office,
            station.person.id,
            station.author,
            "2026-09-01T06:30:00Z",
            "register.previewed",
            "",
            0,
            about,
            {},
        )
    assert found(station) == ["line-back-dated"]
    assert [item.seq for item in keeping.verify_log(station).findings] == [seq]


def test_a_day_counts_once_its_line_is_kept(doubted: Desk) -> None:
    """Where the line cannot be written the clock stays in doubt, and no later line says that somebody told the day."""
    with doubted.store.write() as write:
        write.execute(
            "CREATE TEMP TRIGGER full BEFORE INSERT ON main.line WHEN new.kind = 'clock.confirmed'"
            " BEGIN SELECT RAISE(ABORT, 'no room'); END"
        )
    state = doubted.time.state
    with pytest.raises(Exception, match="no room"):
        keeping.confirm_date(doubted, RIGHT)
    assert (doubted.time.state, doubted.time.confirmed) == (state, False)
    assert doubted.time.stamp().about == {"clock": state.value}
    with doubted.store.write() as write:
        write.execute("DROP TRIGGER temp.full")
    keeping.confirm_date(doubted, RIGHT)
    assert doubted.time.confirmed
