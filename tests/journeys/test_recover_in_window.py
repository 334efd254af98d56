"""Coming in with two recovery sheets at the keyboard: digits checked as they are typed, who, a new password, seated."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from station_desk.desk import keeping, office, recovery
from station_desk.desk.recovery import Issued
from station_desk.domain.roles import Role
from station_desk.store import log
from station_desk.ui.pages.recover import RecoverPage
from station_desk.ui.pages.sign_in import SignInPage
from station_desk.ui.pages.today import TodayPage
from tests.conftest import NOON, PASSPHRASE
from tests.journeys.conftest import Sitting
from tests.staff import add_staff

FRESH = "नौ नीली पतंगें आम के पेड़ पर"
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


@pytest.fixture
def issued(station_folder: Path) -> Issued:
    """The station's three sheets."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:
        staff = add_staff(desk, Role.HOUSE_OFFICER)
        return recovery.issue(desk, recovery.SHEETS, staff.second(Role.HOUSE_OFFICER))


@pytest.fixture
def sitting(issued: Issued, station_folder: Path, start: Callable[..., Sitting]) -> Sitting:
    """The recovery page, reached from signing in by keyboard."""
    assert issued.digits
    sitting = start(station_folder, {"a": "ऊषा किरन", "b": "देवव्रत चाहर"})
    assert isinstance(sitting.page, SignInPage)
    sitting.do(sitting.page.sheets)
    return sitting


def recover_page(sitting: Sitting) -> RecoverPage:
    """The open page."""
    assert isinstance(sitting.page, RecoverPage)
    return sitting.page


def test_two_sheets_let_somebody_in(sitting: Sitting, issued: Issued, station_folder: Path) -> None:
    """One sheet typed in Devanagari digits, one pasted; whose they are is said; the new password opens, the old not."""
    page = recover_page(sitting)
    sitting.hands.type(issued.digits["district"].replace(" ", "").translate(DEVANAGARI))
    sitting.settle()
    assert [mark.right for mark in page.first.marks] == [True] * 8
    assert "जनपद" in page.first.told.text()
    assert page.second.line.hasFocus()
    QGuiApplication.clipboard().setText(issued.digits["house_officer"].replace(" ", "-") + "\n")
    sitting.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert page.second.is_whole
    assert "थाना प्रभारी" in page.second.told.text()
    sitting.enter()
    assert page.now == "who"
    names = [page.people.item(row).text() for row in range(page.people.count())]
    assert "महिला मुख्य आरक्षी ऊषा किरन" in names
    page.people.setFocus()
    page.people.setCurrentRow(names.index("महिला मुख्य आरक्षी ऊषा किरन"))
    sitting.enter()
    assert page.now == "passphrase"
    sitting.hands.type(FRESH)
    sitting.go_to(page.passphrase.second)
    sitting.hands.type(FRESH)
    sitting.enter()
    desk = sitting.app.desk
    assert desk is not None and desk.person.name == "ऊषा किरन"
    assert isinstance(sitting.window.page, TodayPage)
    with desk.store.read() as read:
        assert log.count_kind(read, recovery.USED) == 1
    assert not [finding for finding in keeping.verify_log(desk).findings if finding.is_grave]
    sitting.app.lock()
    sitting.settle()
    with office.at_desk(station_folder, FRESH, desk.person.id, practice_at=NOON) as again:
        assert again.person.name == "ऊषा किरन"


def test_a_wrong_group_is_named_while_typing(sitting: Sitting, issued: Issued) -> None:
    """One digit wrong in the third group: that group alone is marked, said by its number, and put right in place."""
    page = recover_page(sitting)
    right = issued.digits["district"].replace(" ", "")
    wrong = right[:13] + str((int(right[13]) + 1) % 10) + right[14:]
    sitting.hands.type(wrong)
    assert [mark.right for mark in page.first.marks] == [True, True, False, *[True] * 5]
    assert "खाना 3" in page.first.row.problem.text()
    assert page.first.told.isHidden()
    sitting.enter()
    assert page.now == "sheets"
    page.first.line.setCursorPosition(16)
    sitting.press(Qt.Key.Key_Backspace)
    sitting.hands.type(right[13])
    assert page.first.digits == right
    assert not page.first.row.has_problem


def test_same_sheet_twice_and_a_foreign_sheet_are_refused_in_words(sitting: Sitting, issued: Issued) -> None:
    """A sheet of no office here is said at once beside its field, the same sheet twice when both are there."""
    page = recover_page(sitting)
    page.first.line.setFocus()
    sitting.hands.type("".join(f"{11 * 4242 + place:06d}" for place in range(8)))
    sitting.settle()
    assert "इस केन्द्र का नहीं" in page.first.row.problem.text()
    sitting.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    sitting.hands.type(issued.digits["district"])
    sitting.settle()
    assert not page.first.row.has_problem
    page.second.line.setFocus()
    sitting.hands.type(issued.digits["district"])
    sitting.enter()
    assert page.now == "sheets"
    assert "एक ही" in page.second.row.problem.text()


def test_the_way_back_forgets_the_digits(sitting: Sitting, issued: Issued) -> None:
    """Esc leads to signing in; what was typed is in no field any more."""
    page = recover_page(sitting)
    sitting.hands.type(issued.digits["district"])
    sitting.settle()
    assert page.first.is_whole
    left: list[str] = []
    page.given_up.connect(lambda: left.append(page.first.line.text()))
    sitting.press(Qt.Key.Key_Escape)
    assert isinstance(sitting.page, SignInPage)
    assert left == [""]


def test_digits_do_not_stand_at_an_unattended_door(sitting: Sitting, issued: Issued) -> None:
    """After the minutes without a touch the page is gone, though nobody has signed in that could be locked out."""
    page = recover_page(sitting)
    sitting.hands.type(issued.digits["district"])
    sitting.settle()
    left: list[str] = []
    page.destroyed.connect(lambda: left.append("gone"))
    sitting.app.idle.set_minutes(0)
    assert sitting.app.idle.check()
    sitting.settle()
    assert isinstance(sitting.page, SignInPage)
    assert left == ["gone"]
    assert not sitting.app.idle.running
    assert sitting.restarts == 0
