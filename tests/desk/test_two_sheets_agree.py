"""Where no second officer is left two recovery sheets agree, on a real office; nothing weaker does, and all is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from station_desk.desk import approvals, office, people, recording, recovery, sealing, set_right, soundness, walls
from station_desk.desk.approvals import SecondPerson, TwoSheets
from station_desk.desk.journal import write_line
from station_desk.desk.people import Colleague
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Power, Role
from station_desk.errors import DeskError, ErrorCode
from tests.conftest import PASSPHRASE
from tests.entries import ELDER
from tests.staff import NAMES, Staff, add_staff, found, seat

NODAL = Role.NODAL_OFFICER
NEW = "गेहूँ की बाली पर बैठी पाँच गौरैया"


@pytest.fixture
def staff(station: Desk) -> Staff:
    """An in-charge, one other officer, one of the desk staff."""
    return add_staff(station, NODAL, Role.CENTRE_STAFF)


@pytest.fixture
def sheets(station: Desk, staff: Staff) -> TwoSheets:
    """Two of the three sheets."""
    digits = recovery.issue(station, recovery.SHEETS, staff.second(NODAL)).digits
    return TwoSheets(digits["house_officer"], digits["district"])


def refusal(act: Callable[[], object]) -> ErrorCode:
    """Return the code that an act is refused with."""
    with pytest.raises(DeskError) as refused:
        act()
    return refused.value.code


def colleague(desk: Desk, person: str) -> Colleague:
    """Return somebody with their powers."""
    return next(one for one in people.colleagues(desk) if one.row.id == person)


def nodal_power(desk: Desk, staff: Staff) -> Power:
    """Return the power of the nodal officer."""
    return colleague(desk, staff.ids[NODAL]).powers[0]


def test_the_last_second_officer_goes_and_another_comes(station: Desk, staff: Staff, sheets: TwoSheets) -> None:
    """Two sheets let the officer go, and agree to the next one; then that one agrees and the sheets are not taken."""
    nodal, clerk = staff.ids[NODAL], staff.ids[Role.CENTRE_STAFF]
    assert people.needs_second_to_leave(station, nodal)
    assert people.able_to_end(station, nodal) == approvals.Able((), sheets=True, paired=True)
    assert refusal(lambda: people.leave(station, nodal)) is ErrorCode.LAST_SECOND
    assert refusal(lambda: people.leave(station, nodal, staff.second(NODAL))) is ErrorCode.LAST_SECOND
    people.leave(station, nodal, sheets)
    assert not colleague(station, nodal).row.active
    assert approvals.able(station) == approvals.Able((), sheets=True, paired=True)
    assert refusal(lambda: people.give(station, clerk, NODAL)) is ErrorCode.SECOND_NEEDED
    people.give(station, clerk, NODAL, second=sheets)
    password = "ऊँची पहाड़ी पर तेरह दीये"
    assert refusal(lambda: people.add(station, "रजनी", "", True, password, Role.COUNSELLOR, sheets)) is (
        ErrorCode.SECOND_THERE
    )
    second = SecondPerson(clerk, NAMES[Role.CENTRE_STAFF][2])
    people.add(station, "रजनी", "", True, password, Role.COUNSELLOR, second)
    assert found(station) == []


def test_ending_the_role_alone_needs_both_sheets(station: Desk, staff: Staff, sheets: TwoSheets) -> None:
    """One sheet twice, a sheet of nobody, or a patched program without them: refused, or found and without effect."""
    power = nodal_power(station, staff)
    assert refusal(lambda: people.end(station, power)) is ErrorCode.LAST_SECOND
    twice = TwoSheets(sheets.first, sheets.first)
    assert refusal(lambda: people.end(station, power, twice)) is ErrorCode.RECOVERY_SAME_SHEET
    none = TwoSheets(sheets.first, "0" * 48)
    assert refusal(lambda: people.end(station, power, none)) is ErrorCode.RECOVERY_GROUP
    with station.store.write() as write:
        write_line(station, write, "role.ended", record=power.person, about={"power": power.line})
    assert found(station) == ["line-unfounded"]
    assert colleague(station, power.person).powers == (power,)
    people.end(station, power, sheets)
    assert colleague(station, power.person).powers == ()
    assert found(station) == ["line-unfounded"]


def test_a_replaced_sheet_agrees_to_nothing(station: Desk, staff: Staff, sheets: TwoSheets) -> None:
    """As at the door: it is told as one that another has replaced."""
    recovery.issue(station, ["district"], staff.second(NODAL))
    assert refusal(lambda: people.leave(station, staff.ids[NODAL], sheets)) is ErrorCode.RECOVERY_SHEET_OTHER


def test_alone_with_sheets_everything_that_weighs_can_be_done(station: Desk, staff: Staff, sheets: TwoSheets) -> None:
    """A new passphrase, the glass, sheets made anew, what was found: each with two sheets, each signed by both."""
    clerk = staff.ids[Role.CENTRE_STAFF]
    saved = recording.add(station, ELDER)
    sealing.write_note(station, saved.record, "गोपनीय")
    people.leave(station, staff.ids[NODAL], sheets)
    people.renew(station, clerk, NEW, sheets)
    opened = sealing.break_glass(station, saved.record, "court_order", "आदेश", sheets)
    assert [note.text for note in opened.notes] == ["गोपनीय"]
    assert [bool(sheet.proved_at) for sheet in recovery.standing(station)] == [True, False, True]
    made = recovery.issue(station, recovery.SHEETS, sheets).digits
    assert not any(sheet.proved_at for sheet in recovery.standing(station)), "the former ones signed for it"
    assert refusal(lambda: sealing.break_glass(station, saved.record, "court_order", "आदेश", sheets)) is (
        ErrorCode.RECOVERY_SHEET_OTHER
    )
    with station.store.write() as write:
        write.execute("UPDATE matter SET head = ''")
    pending = soundness.recount(station).pending
    assert [finding.code.value for finding in pending] == ["table-differs"]
    set_right.acknowledge(station, pending, "देखा", TwoSheets(made["nodal_officer"], made["district"]))
    assert found(station) == []
    assert refusal(lambda: office.step_in(station.room, clerk, NAMES[Role.CENTRE_STAFF][2]))


def test_the_last_officer_is_walled_out_with_two_sheets(station: Desk, staff: Staff, sheets: TwoSheets) -> None:
    """Refused to one of the desk staff alone, taken with two sheets; lifted as ever, by others than they."""
    house = people.add(station, *NAMES[Role.HOUSE_OFFICER][:2], True, NAMES[Role.HOUSE_OFFICER][2]).id
    people.give(station, house, Role.HOUSE_OFFICER, second=staff.second(NODAL))
    head = station.person.id
    saved = recording.add(station, ELDER)
    them = seat(station, staff.second(Role.CENTRE_STAFF))
    assert refusal(lambda: walls.put_up(them, saved.record, house, sheets)) is ErrorCode.SECOND_THERE
    walls.put_up(them, saved.record, house)
    assert refusal(lambda: walls.put_up(them, saved.record, head)) is ErrorCode.LAST_UNWALLED
    walls.put_up(them, saved.record, head, sheets)
    assert {wall.row.id for wall in walls.walled(them, saved.record)} == {house, head}
    again = SecondPerson(head, PASSPHRASE)
    assert refusal(lambda: walls.lift(them, saved.record, head, "भूल", again)) is ErrorCode.SECOND_SAME
    walled = SecondPerson(house, NAMES[Role.HOUSE_OFFICER][2])
    assert refusal(lambda: walls.lift(them, saved.record, head, "भूल", walled)) is ErrorCode.SECOND_WALLED
    walls.lift(them, saved.record, head, "भूल", staff.second(NODAL))
    assert found(them) == []


def test_no_sheets_no_way(station: Desk, staff: Staff) -> None:
    """Where they were never made nothing can stand in for the last second officer, and the screen is told so."""
    assert people.able_to_end(station, staff.ids[NODAL]) == approvals.Able((), sheets=False, paired=True)
    made_up = TwoSheets("000000 " * 8, "000000 " * 8)
    assert refusal(lambda: people.leave(station, staff.ids[NODAL], made_up)) is ErrorCode.RECOVERY_GROUP
