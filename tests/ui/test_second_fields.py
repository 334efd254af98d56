"""The second officer's fields: who may be asked, and what is said beside them."""

from collections.abc import Callable, Mapping
from functools import partial

import pytest
from PySide6.QtWidgets import QWidget
from typing_hands import Hands

from station_desk.desk import approvals, people, recovery
from station_desk.desk.approvals import TwoSheets
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Right, Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.kit import Kit
from station_desk.ui.second_fields import SecondFields
from tests.staff import NAMES, add_staff


@pytest.fixture
def shown(kit: Kit, front: Callable[[QWidget], None]) -> Callable[..., SecondFields]:
    """Show the fields for somebody at a desk."""

    def show(
        desk: Desk,
        right: Right = Right.SECOND,
        but: str = "",
        able: Callable[[Desk], approvals.Able] | None = None,
    ) -> SecondFields:
        fields = SecondFields(kit, desk, right, but=but, able=able)
        front(fields)
        kit.runner.drain()
        return fields

    return show


def test_nobody_to_ask_is_said_plainly(station: Desk, shown: Callable[..., SecondFields]) -> None:
    """Alone in the office: no fields, but a sentence with what to do; and nobody is named as second."""
    fields = shown(station)
    assert fields.nobody.isVisible() and "जोड़ें" in fields.nobody.text()
    assert not fields.who_row.isVisible() and not fields.passphrase_row.isVisible()
    assert fields.second() is None


def test_the_only_one_is_chosen_and_proves_herself(station: Desk, shown: Callable[..., SecondFields]) -> None:
    """One officer who may agree is chosen already; with her own password the desk accepts her."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    fields = shown(station)
    assert [fields.who.itemData(row) for row in range(fields.who.count())] == [staff.ids[Role.HOUSE_OFFICER]]
    assert fields.second() is None
    assert fields.passphrase_row.has_problem and fields.passphrase.hasFocus()
    fields.passphrase.setText(NAMES[Role.HOUSE_OFFICER][2])
    second = fields.second()
    assert second is not None and not fields.passphrase_row.has_problem
    with approvals.seconded(station, second) as agreed:
        assert agreed.by[0].person.id == staff.ids[Role.HOUSE_OFFICER]
    fields.clear()
    assert fields.passphrase.text() == ""


def test_among_several_nobody_is_chosen(station: Desk, shown: Callable[..., SecondFields]) -> None:
    """Who it is must be said; whom the act is about cannot be it, nor who lacks the right."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.NODAL_OFFICER, Role.CENTRE_STAFF)
    fields = shown(station)
    assert fields.who.count() == 2 and fields.who.currentIndex() == -1
    assert fields.second() is None
    assert fields.who_row.has_problem and fields.who.hasFocus()
    fields.who.setCurrentIndex(0)
    assert not fields.who_row.has_problem
    fewer = shown(station, but=staff.ids[Role.NODAL_OFFICER])
    assert [fewer.who.itemData(row) for row in range(fewer.who.count())] == [staff.ids[Role.HOUSE_OFFICER]]


@pytest.mark.parametrize(
    ("code", "facts", "beside_who"),
    [
        (ErrorCode.PASSPHRASE_WRONG, {}, False),
        (ErrorCode.SIGN_IN_WAIT, {"seconds": 5}, False),
        (ErrorCode.SECOND_SAME, {}, True),
        (ErrorCode.NOT_ALLOWED, {"right": "second"}, True),
    ],
)
def test_refusals_stand_beside_their_field(
    station: Desk, shown: Callable[..., SecondFields], code: ErrorCode, facts: dict[str, str | int], beside_who: bool
) -> None:
    """What the desk refuses is said beside the field it is about, and the keyboard goes there."""
    add_staff(station, Role.HOUSE_OFFICER)
    fields = shown(station)
    assert fields.refuse(DeskError(code, **facts))
    assert fields.who_row.has_problem is beside_who
    assert fields.passphrase_row.has_problem is not beside_who
    assert (fields.who if beside_who else fields.passphrase).hasFocus()


def test_what_is_not_about_them_is_left_alone(station: Desk, shown: Callable[..., SecondFields]) -> None:
    """Another right, or another trouble, is for the page to say."""
    fields = shown(station)
    assert not fields.refuse(DeskError(ErrorCode.NOT_ALLOWED, right="people"))
    assert not fields.refuse(DeskError(ErrorCode.DISK_FULL))


@pytest.fixture
def sheets(station: Desk) -> Mapping[str, str]:
    """The digits of the sheets of a station whose one other officer is a nodal officer."""
    staff = add_staff(station, Role.NODAL_OFFICER)
    return recovery.issue(station, recovery.SHEETS, staff.second(Role.NODAL_OFFICER)).digits


def last_second(desk: Desk) -> tuple[str, Callable[[Desk], approvals.Able]]:
    """Return the nodal officer, and who could agree to letting them go."""
    (nodal,) = [one.row.id for one in people.colleagues(desk) if one.row.id != desk.person.id]
    return nodal, partial(people.able_to_end, person=nodal)


def test_where_no_officer_could_two_sheets_are_asked_for(
    station: Desk, sheets: Mapping[str, str], shown: Callable[..., SecondFields], kit: Kit
) -> None:
    """Why and what to do is said; each sheet is told by its post; both agree, one twice is refused beside it."""
    nodal, able = last_second(station)
    fields = shown(station, but=nodal, able=able)
    assert not fields.who_row.isVisible() and not fields.instead.isVisible()
    assert fields.nobody.isVisible() and "दो रिकवरी पत्र" in fields.nobody.text()
    assert fields.second() is None and fields.sheets.first.row.has_problem
    fields.setFocus()
    hands = Hands(fields.window())
    hands.type(sheets["district"].replace(" ", ""))
    kit.runner.drain()
    assert "जनपद" in fields.sheets.first.told.text() and fields.sheets.second.line.hasFocus()
    hands.type(sheets["district"].replace(" ", ""))
    kit.runner.drain()
    twice = fields.second()
    assert isinstance(twice, TwoSheets) and sheets["district"] not in repr(twice)
    with pytest.raises(DeskError) as same:
        people.leave(station, nodal, twice)
    assert fields.refuse(same.value) and fields.sheets.second.row.has_problem
    fields.sheets.second.clear()
    hands.type(sheets["house_officer"].replace(" ", ""))
    kit.runner.drain()
    both = fields.second()
    assert both is not None
    people.leave(station, nodal, both)
    fields.clear()
    assert fields.sheets.first.digits == fields.sheets.second.digits == ""


def test_without_sheets_it_is_said_that_there_is_no_way_here(station: Desk, shown: Callable[..., SecondFields]) -> None:
    """Not that a second officer be added: that would need a second officer."""
    add_staff(station, Role.NODAL_OFFICER)
    nodal, able = last_second(station)
    fields = shown(station, but=nodal, able=able)
    assert not fields.sheets.isVisible() and fields.second() is None
    assert "रिकवरी पत्र भी नहीं बने" in fields.nobody.text() and "जोड़ें" not in fields.nobody.text()
