"""The place of safety: three cards, one's own PIN and password, doors by right."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from typing_hands import Hands

from station_desk.desk import office, recovery
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.ui.dialogs.own_passphrase import OwnPassphraseDialog
from station_desk.ui.dialogs.pin import PinDialog
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.page import Page
from station_desk.ui.pages.safety import SafetyPage
from tests.conftest import NOON, PASSPHRASE
from tests.staff import add_staff, seat

ENTER = Qt.Key.Key_Return
Dialog = TypeVar("Dialog", bound=QWidget)
FRESH = "नौ नीली पतंगें आम के पेड़ पर"


@pytest.fixture
def page(kit: Kit, window: MainWindow, station: Desk) -> SafetyPage:
    """The page for the in-charge of a station."""
    page = SafetyPage(kit, station, lambda: None)
    window.show_alone(page)
    kit.runner.drain()
    return page


def shown(window: QWidget, kind: type[Dialog]) -> Dialog:
    """Return the open dialog of a kind, with the keyboard."""
    (dialog,) = [one for one in window.findChildren(kind) if one.isVisible()]
    dialog.activateWindow()
    return dialog


def test_pin_is_typed_twice_and_kept_in_memory(page: SafetyPage, window: MainWindow, kit: Kit, station: Desk) -> None:
    """Too short, too easy and not the same are said beside their field; Enter walks on; Devanagari digits are fine."""
    assert not office.has_pin(station)
    page.pin.click()
    dialog = shown(window, PinDialog)
    hands = Hands(window)
    for typed, again, told in (("47", "47", "4 से 8"), ("1234", "1234", "आसानी"), ("4719", "4718", "एक से नहीं")):
        dialog.first.setText(typed)
        dialog.second.setText(again)
        dialog.second.setFocus()
        hands.press(ENTER)
        kit.runner.drain()
        assert told in dialog.first_row.problem.text() + dialog.second_row.problem.text()
    dialog.first.setText("")
    dialog.second.setText("")
    dialog.first.setFocus()
    hands.type("४७१९")
    hands.press(ENTER)
    hands.type("4719")
    hands.press(ENTER)
    kit.runner.drain()
    assert office.has_pin(station)
    office.check_pin(station, "4719")
    assert "बदलें" in page.pin.text()


def test_own_password_is_changed(
    page: SafetyPage, window: MainWindow, kit: Kit, station: Desk, station_folder: Path
) -> None:
    """The old one is asked; a wrong one is said beside it and what was typed stays; then the new one opens."""
    page.passphrase.click()
    dialog = shown(window, OwnPassphraseDialog)
    hands = Hands(window)
    hands.type("गलत")
    hands.press(ENTER)
    hands.type(FRESH)
    hands.press(ENTER)
    hands.type(FRESH)
    hands.press(ENTER)
    kit.runner.drain()
    assert dialog.old_row.has_problem
    assert dialog.new.text == FRESH
    hands.type(PASSPHRASE)
    dialog.new.second.setFocus()
    hands.press(ENTER)
    kit.runner.drain()
    assert "बदल गया" in kit.notices.sentence
    office.leave(station)
    with office.at_desk(station_folder, FRESH, practice_at=NOON) as desk:
        assert desk.person.id == station.person.id


def test_doors_open_by_right_and_the_missing_sheets_are_said(page: SafetyPage, kit: Kit, station: Desk) -> None:
    """The in-charge has no read log; the reminder goes when the sheets are printed."""
    assert [door.isVisible() for door in (page.people, page.recovery, page.integrity)] == [True] * 3
    assert page.read_log.isHidden()
    assert page.sheets_missing.isVisible()
    opened: list[Page] = []
    page.page_wanted.connect(opened.append)
    for door in (page.people, page.recovery, page.integrity):
        door.click()
    kit.runner.drain()
    assert [type(one).__name__ for one in opened] == ["PeoplePage", "RecoveryPage", "IntegrityPage"]
    for one in opened:
        one.deleteLater()
    staff = add_staff(station, Role.HOUSE_OFFICER)
    kit.runner.run(recovery.issue, station, recovery.SHEETS, staff.second(Role.HOUSE_OFFICER))
    kit.runner.drain()
    kit.runner.drain()
    assert page.sheets_missing.isHidden()


@pytest.mark.parametrize(("role", "seen"), [(Role.COUNSELLOR, True), (Role.CENTRE_STAFF, False)])
def test_who_reads_the_notes_reaches_the_people(
    kit: Kit, window: MainWindow, station: Desk, role: Role, seen: bool
) -> None:
    """The key of earlier notes is handed on there; whoever has no part in either does not see the door."""
    staff = add_staff(station, Role.HOUSE_OFFICER, role)
    page = SafetyPage(kit, seat(station, staff.second(role)), lambda: None)
    window.show_alone(page)
    kit.runner.drain()
    assert page.people.isVisible() is seen


def test_everything_has_a_name(page: SafetyPage, kit: Kit, assert_accessible: Callable[[QWidget], None]) -> None:
    """A screen reader finds a name for every part, in both languages."""
    for _ in range(2):
        assert_accessible(page)
        kit.words.switch()


def test_nothing_is_cut_off_with_large_letters(page: SafetyPage, kit: Kit, window: MainWindow) -> None:
    """At 150 % every label still has the height its words want."""
    kit.theme.apply("light", 150)
    kit.runner.drain()
    for label in window.findChildren(QWidget):
        if label.isVisible() and label.inherits("QLabel") and label.hasHeightForWidth():
            assert label.height() >= label.heightForWidth(label.width()), label
    assert page.isVisible()


def test_idle_minutes_are_chosen_by_keyboard_and_said(page: SafetyPage, window: MainWindow, kit: Kit) -> None:
    """The in-charge takes five minutes with the arrow keys; the card of the lock says so; off is not among them."""
    assert page.idle.isVisible() and [page.idle.itemData(place) for place in range(page.idle.count())] == [5, 10, 15]
    assert "15 मिनट" in page._lock_guards.text()
    page.idle.setFocus()
    hands = Hands(window)
    hands.press(Qt.Key.Key_Up, times=2)
    assert kit.idle_minutes.now == 5 and page.idle.currentText().startswith("5")
    assert "5 मिनट" in page._lock_guards.text() and "15" not in page._lock_guards.text()
    kit.idle_minutes.choose(0)
    kit.idle_minutes.choose(600)
    assert kit.idle_minutes.now == 5


def test_idle_minutes_are_not_for_everybody(kit: Kit, window: MainWindow, station: Desk) -> None:
    """Who may not let people in sees when it locks, and does not change it."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    page = SafetyPage(kit, seat(station, staff.second(Role.CENTRE_STAFF)), lambda: None)
    window.show_alone(page)
    kit.runner.drain()
    assert not page.idle.isVisible() and "15 मिनट" in page._lock_guards.text()
