"""No second officer is left: two recovery sheets let the last one go, and keep a matter from the last who sees it."""

from collections.abc import Callable, Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from station_desk.desk import people, recording, recovery, walls
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.ui.dialogs.wall import LastWallDialog, WallDialog
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.person_acts import EndWithSecondPage
from tests.entries import ELDER
from tests.journeys.conftest import Sitting
from tests.journeys.steps import open_people
from tests.staff import Staff, add_staff, found, seat


@pytest.fixture
def staff(station: Desk) -> Staff:
    """A nodal officer and one of the desk staff beside the in-charge."""
    return add_staff(station, Role.NODAL_OFFICER, Role.CENTRE_STAFF)


@pytest.fixture
def sheets(station: Desk, staff: Staff) -> Mapping[str, str]:
    """The digits of all three sheets."""
    return recovery.issue(station, recovery.SHEETS, staff.second(Role.NODAL_OFFICER)).digits


def seen(page: QWidget) -> str:
    """Everything that can be read on a page."""
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def verb(word: str) -> Callable[[QWidget], bool]:
    """Tell a button by its words."""
    return lambda at: isinstance(at, QPushButton) and word in at.text()


def type_both(sitting: Sitting, sheets: Mapping[str, str]) -> None:
    """Type two sheets where the keyboard is; it goes on to the second by itself."""
    for post in ("house_officer", "district"):
        sitting.hands.type(sheets[post].replace(" ", ""))
        sitting.settle()


def test_the_last_second_officer_is_let_go(
    station: Desk, staff: Staff, sheets: Mapping[str, str], sit: Callable[[Desk], Sitting]
) -> None:
    """The page says why no officer is asked and what to do; with two sheets they are let go, by keyboard alone."""
    sitting = sit(station)
    page = open_people(sitting)
    sitting.press(Qt.Key.Key_Down)
    assert page.chosen is not None and page.chosen.row.id == staff.ids[Role.NODAL_OFFICER]
    assert page.card.leave is not None
    sitting.enter()
    sitting.go_to(page.card.leave)
    sitting.press(Qt.Key.Key_Space)
    letting = sitting.page
    assert isinstance(letting, EndWithSecondPage)
    assert "दो रिकवरी पत्र" in seen(letting) and letting.verb.isEnabled()
    sitting.go_to(letting.second.sheets.first.line)
    type_both(sitting, sheets)
    assert "जनपद का पत्र" in seen(letting)
    sitting.enter()
    assert sitting.page is page
    (gone,) = [one for one in people.colleagues(station) if one.row.id == staff.ids[Role.NODAL_OFFICER]]
    assert not gone.row.active
    assert found(station) == []


def test_a_matter_is_kept_from_the_last_officer(
    station: Desk, staff: Staff, sheets: Mapping[str, str], sit: Callable[[Desk], Sitting]
) -> None:
    """One of the desk staff is told why it is not done alone, types two sheets, and the in-charge sees it no more."""
    them = seat(station, staff.second(Role.CENTRE_STAFF))
    saved = recording.add(them, ELDER)
    sitting = sit(them)
    matter = MatterPage(sitting.kit, them, saved.record)
    sitting.window.open_page(matter)
    sitting.settle()
    sitting.hands.tab_to(verb("और कार्य"))
    sitting.press(Qt.Key.Key_Space)
    sitting.hands.tab_to(verb("किसी कर्मी से छिपाएँ"))
    sitting.press(Qt.Key.Key_Space)
    dialog = matter.findChild(WallDialog)
    assert dialog is not None
    dialog.who.setCurrentIndex(dialog.who.findData(station.person.id))
    sitting.hands.tab_to(verb("छिपाएँ"))
    sitting.press(Qt.Key.Key_Space)
    last = dialog.findChild(LastWallDialog)
    assert last is not None and "कोई अधिकारी नहीं बचेगा" in seen(last)
    sitting.go_to(last.second.sheets.first.line)
    type_both(sitting, sheets)
    sitting.enter()
    assert {one.row.id for one in walls.walled(them, saved.record)} == {station.person.id}
    assert "ऊषा किरन" in seen(dialog)
    assert found(them) == []
