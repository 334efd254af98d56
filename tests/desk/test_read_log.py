"""Who looked at whose identity, as those who answer for it see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from station_desk.desk import office, read_log, reading, recording, registers, sealing
from station_desk.desk.ports import Desk
from station_desk.domain.calendar import write_moment
from station_desk.domain.reads import MANY_IN_A_DAY, Pattern, PatternCode, Read
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import PracticeClock
from tests.conftest import NOON, PASSPHRASE
from tests.desk.test_recording import WHOLE
from tests.staff import Staff, add_staff

DAY = NOON.date()
ONE = timedelta(days=1)


@dataclass
class Place:
    """A station whose in-charge works and whose auditor looks."""

    folder: Path
    staff: Staff
    in_charge: str

    def work(self) -> Desk:
        """Seat the in-charge."""
        return office.unlock(self.folder, PASSPHRASE, self.in_charge, practice_at=NOON)

    def audit(self) -> Desk:
        """Seat the auditor."""
        return self.staff.at_desk(self.folder, Role.AUDITOR)


@pytest.fixture
def place(station_folder: Path) -> Iterator[Place]:
    """A station with an auditor and a member of the desk staff."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:
        # The auditor's role is weighty, so the first colleague with a say agrees to it.
        staff = add_staff(desk, Role.HOUSE_OFFICER, Role.AUDITOR, Role.CENTRE_STAFF)
        me = desk.person.id
    yield Place(station_folder, staff, me)


def wait(desk: Desk, span: timedelta) -> None:
    """Let time pass."""
    assert isinstance(desk.clock, PracticeClock)
    desk.clock.advance(span)


def test_every_way_of_looking_is_there(place: Place) -> None:
    """Asking for a name, looking at a day's register and printing it: who, when, which matter, why."""
    desk = place.work()
    saved = recording.add(desk, WHOLE)
    reading.reveal(desk, saved.record, "legal")
    wait(desk, ONE)
    registers.preview_day(desk, DAY, "hi")
    registers.print_day(desk, DAY, "hi")
    office.leave(desk)
    now, later, me = write_moment(NOON), write_moment(NOON + ONE), place.in_charge
    expected = [
        Read(now, me, saved.record, saved.token, "identity.read", "legal"),
        Read(later, me, "", "", "register.previewed", DAY.isoformat()),
        Read(later, me, "", "", "register.printed", DAY.isoformat()),
    ]
    auditor = place.audit()
    assert read_log.reads(auditor, DAY, DAY + ONE) == expected
    assert read_log.reads(auditor, DAY, DAY) == expected[:1]
    assert read_log.reads(auditor, DAY + ONE, DAY + ONE) == expected[1:]
    assert read_log.reads(auditor, DAY - ONE, DAY - ONE) == []
    assert read_log.reads(auditor, DAY, DAY + ONE, record=saved.record) == expected[:1]
    assert read_log.reads(auditor, DAY, DAY + ONE, person=auditor.person.id) == []
    office.leave(auditor)


def test_only_those_who_answer_for_it_look(place: Place) -> None:
    """Neither the in-charge nor the desk staff sees the read log, in which they stand themselves."""
    desk = place.work()
    for act in (lambda at: read_log.reads(at, DAY, DAY), read_log.patterns):
        with pytest.raises(DeskError) as error:
            act(desk)
        assert error.value.code is ErrorCode.NOT_ALLOWED
    office.leave(desk)
    colleague = place.staff.at_desk(place.folder, Role.CENTRE_STAFF)
    with pytest.raises(DeskError):
        read_log.patterns(colleague)
    office.leave(colleague)


def test_looking_at_many_stands_out(place: Place) -> None:
    """Fifteen women's names on one day by one person; a month later it is no longer in the window."""
    desk = place.work()
    records = [recording.add(desk, WHOLE).record for _ in range(MANY_IN_A_DAY)]
    for record in records[1:]:
        reading.reveal(desk, record, "check")
    office.leave(desk)
    auditor = place.audit()
    assert read_log.patterns(auditor) == []
    office.leave(auditor)
    desk = place.work()
    reading.reveal(desk, records[0], "check")
    office.leave(desk)
    auditor = place.audit()
    now = write_moment(NOON)
    (found,) = read_log.patterns(auditor)
    assert found == Pattern(PatternCode.MANY, place.in_charge, len(records), (*records[1:], records[0]), now, now)
    wait(auditor, timedelta(days=30))
    assert read_log.patterns(auditor) == []
    assert len(read_log.patterns(auditor, days=31)) == 1
    office.leave(auditor)


def test_looking_after_closure_stands_out(place: Place) -> None:
    """A cancelled entry and one disposed of are closed; a matter taken up again is not."""
    desk = place.work()
    cancelled = recording.open_record(desk, WHOLE).record
    recording.cancel(desk, cancelled, "भूल से खुली")
    disposed = recording.add(desk, {**WHOLE, "visit_kind": "information_only"}).record
    again = recording.add(desk, {**WHOLE, "visit_kind": "information_only"}).record
    raw = {**WHOLE, "arrived_at": "11:00", "received_by": desk.person.id}
    recording.amend(desk, again, raw, "फिर आईं")
    with desk.store.read() as read:
        assert [bool(read_log.closed_at(read, record)) for record in (cancelled, disposed, again)] == [1, 1, 0]
    for record in (cancelled, disposed, again):
        reading.reveal(desk, record, "check")
    wait(desk, timedelta(days=8))
    for record in (cancelled, disposed, again):
        reading.reveal(desk, record, "check")
    office.leave(desk)
    auditor = place.audit()
    wait(auditor, timedelta(days=8))
    at = write_moment(NOON + timedelta(days=8))
    assert read_log.patterns(auditor) == [
        Pattern(PatternCode.AFTER_CLOSURE, place.in_charge, 2, (cancelled, disposed), at, at)
    ]
    office.leave(auditor)


def test_setting_the_clock_hides_no_reading(place: Place) -> None:
    """Under a clock put back by a year the reading still counts to the day on which it was done."""
    desk = place.work()
    record = recording.add(desk, WHOLE).record
    assert isinstance(desk.clock, PracticeClock)
    desk.clock.jump(NOON - timedelta(days=300))
    reading.reveal(desk, record, "check")
    office.leave(desk)
    auditor = place.audit()
    assert [one.record for one in read_log.reads(auditor, DAY, DAY)] == [record]
    office.leave(auditor)


def test_a_try_is_told_and_makes_no_pattern(place: Place) -> None:
    """Somebody tries to open many a matter that is sealed from them: each try stands there, none of it is a look."""
    desk = place.work()
    about_staff = {**WHOLE, "respondents": [{"name": "अज्ञात", "station_or_staff_link": "yes"}]}
    sealed = [recording.add(desk, about_staff) for _ in range(MANY_IN_A_DAY)]
    office.leave(desk)
    colleague = place.staff.at_desk(place.folder, Role.CENTRE_STAFF)
    for one in sealed:
        with pytest.raises(DeskError):
            reading.matter(colleague, one.record)
    office.leave(colleague)
    auditor = place.audit()
    tries = [one for one in read_log.reads(auditor, DAY, DAY) if one.kind == read_log.TRIED]
    them = place.staff.ids[Role.CENTRE_STAFF]
    assert [(one.person, one.token) for one in tries] == [(them, one.token) for one in sealed]
    assert read_log.patterns(auditor) == []
    office.leave(auditor)


def test_a_broken_seal_names_who_agreed(place: Place) -> None:
    """Of the two officers who opened the notes both stand in the log of reading, each by the own signed line."""
    desk = place.work()
    record = recording.add(desk, WHOLE).record
    sealing.write_note(desk, record, "काम की बात")
    second = place.staff.second(Role.HOUSE_OFFICER)
    sealing.break_glass(desk, record, "court_order", "आदेश", second)
    office.leave(desk)
    auditor = place.audit()
    (broken,) = [one for one in read_log.reads(auditor, DAY, DAY) if one.kind == read_log.SEAL_BROKEN]
    assert (broken.person, broken.agreed) == (place.in_charge, (second.id,))
    office.leave(auditor)
