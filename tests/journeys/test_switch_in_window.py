"""Somebody else sits down: by PIN or password, with the first one's drafts kept and everything else of theirs gone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from station_desk.desk import keeping, office, recording
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.store import log
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.safety import SafetyPage
from station_desk.ui.pages.today import TodayPage
from tests.conftest import NOON, PASSPHRASE
from tests.journeys.conftest import Sitting
from tests.journeys.steps import choose, step_aside
from tests.staff import NAMES, Staff, add_staff

PIN = "4719"
WRITTEN = "गुलमोहरविहार"
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def staffed(station_folder: Path) -> Staff:
    """The station with a member of the desk staff and an auditor beside the in-charge."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:
        return add_staff(desk, Role.HOUSE_OFFICER, Role.CENTRE_STAFF, Role.AUDITOR)


@pytest.fixture
def sitting(station_folder: Path, staffed: Staff, sit: Callable[[Desk], Sitting]) -> Sitting:
    """The in-charge at the desk, with a PIN."""
    assert staffed.ids
    desk = office.unlock(station_folder, PASSPHRASE, person="ऊषा किरन", practice_at=NOON)
    office.set_pin(desk, PIN)
    return sit(desk)


def test_two_people_take_turns_by_keyboard(sitting: Sitting, staffed: Staff) -> None:
    """F8 in the middle of an entry; the next by password, the first back by PIN and finds the draft; all in the log."""
    assert staffed.ids
    sitting.press(Qt.Key.Key_N, CTRL)
    intake = sitting.page
    assert isinstance(intake, IntakePage)
    sitting.press(Qt.Key.Key_Return, CTRL)
    sitting.enter()
    intake.view.go_to("safe_contact")
    sitting.hands.type(WRITTEN)
    first = sitting.app.desk
    assert first is not None
    page = step_aside(sitting)
    assert sitting.app.desk is None
    assert sitting.window.head.person.isHidden() and sitting.window.places.isHidden()
    choose(sitting, page, NAMES[Role.CENTRE_STAFF][0])
    sitting.hands.type(NAMES[Role.CENTRE_STAFF][2])
    sitting.enter()
    second = sitting.app.desk
    assert second is not None and second.person.name == NAMES[Role.CENTRE_STAFF][0]
    assert isinstance(sitting.page, TodayPage)
    assert sitting.page.drafts.count() == 0
    assert NAMES[Role.CENTRE_STAFF][0] in sitting.window.head.person.text()

    page = step_aside(sitting)
    choose(sitting, page, "ऊषा किरन")
    assert page.pin.hasFocus()
    sitting.hands.type(PIN)
    sitting.enter()
    assert isinstance(sitting.page, TodayPage)
    assert sitting.page.drafts.count() == 1
    back = sitting.app.desk
    assert back is not None
    (draft,) = recording.drafts(back)
    assert WRITTEN in str(draft.raw)
    with back.store.read() as read:
        assert log.count_kind(read, office.ASIDE) == 2
        assert log.count_kind(read, office.SEATED) == 2
    assert not keeping.verify_log(back).findings


def test_places_follow_the_rights_of_who_sits(sitting: Sitting, staffed: Staff) -> None:
    """The in-charge has five places; the desk staff no register; an auditor safety alone, and no new entry by key."""
    assert staffed.ids
    assert sitting.window.places.keys == ["today", "matters", "register", "district", "safety"]
    page = step_aside(sitting)
    choose(sitting, page, NAMES[Role.CENTRE_STAFF][0])
    sitting.hands.type(NAMES[Role.CENTRE_STAFF][2])
    sitting.enter()
    assert sitting.window.places.keys == ["today", "matters", "district", "safety"]
    page = step_aside(sitting)
    choose(sitting, page, NAMES[Role.AUDITOR][0])
    sitting.hands.type(NAMES[Role.AUDITOR][2])
    sitting.enter()
    assert sitting.window.places.keys == ["safety"]
    assert isinstance(sitting.page, SafetyPage)
    assert sitting.window.head.search.isHidden()
    doors = (sitting.page.people, sitting.page.recovery, sitting.page.integrity, sitting.page.read_log)
    assert [door.isVisible() for door in doors] == [False, False, True, True]
    sitting.press(Qt.Key.Key_N, CTRL)
    assert isinstance(sitting.page, SafetyPage)


def test_nothing_of_the_first_is_left_for_the_second(sitting: Sitting) -> None:
    """Pages, clipboard, search line and its undo are gone, and the title names nobody."""
    search = sitting.window.head.search
    search.setFocus()
    sitting.hands.type(WRITTEN)
    sitting.press(Qt.Key.Key_A, CTRL)
    sitting.press(Qt.Key.Key_C, CTRL)
    page = step_aside(sitting)
    assert sitting.window.pages == [page]
    assert QGuiApplication.clipboard().text() == ""
    assert search.text() == "" and not search.isUndoAvailable()
    assert sitting.window.windowTitle() == "थाना डेस्क – अभ्यास"
    assert not sitting.window.lasting.said


def test_three_wrong_pins_lock_the_desk(sitting: Sitting) -> None:
    """Each says how many are left; the third locks, and the office is closed."""
    page = step_aside(sitting)
    sitting.enter()
    for left in (2, 1):
        sitting.hands.type("9153")
        sitting.enter()
        assert str(left) in page.pin_row.problem.text()
        assert page.pin.text() == "" and page.pin.hasFocus()
    sitting.hands.type("9153")
    sitting.enter()
    assert sitting.restarts == 1
    assert sitting.window.cover.covered
    assert sitting.app.room is None


def test_between_two_people_the_minutes_count_and_the_lock_works(sitting: Sitting, station_folder: Path) -> None:
    """Nobody sits at the desk, yet it locks by itself and by Ctrl+L, and the folder is free after it."""
    step_aside(sitting)
    assert sitting.app.idle.running
    sitting.app.idle.set_minutes(0)
    assert sitting.app.idle.check()
    sitting.settle()
    assert sitting.restarts == 1
    with office.at_desk(station_folder, PASSPHRASE, "ऊषा किरन", practice_at=NOON) as desk:
        assert not keeping.verify_log(desk).findings


def test_wrong_password_waits_and_another_person_need_not(sitting: Sitting) -> None:
    """After several wrong passwords the verb rests and says how long; choosing somebody else takes the rest away."""
    page = step_aside(sitting)
    choose(sitting, page, NAMES[Role.CENTRE_STAFF][0])
    for _ in range(10):
        page.passphrase.setText("x")
        sitting.enter()
        if page.waiting.running:
            break
    assert "सेकण्ड बाद" in page.passphrase_row.problem.text()
    assert not page.sit.isEnabled()
    page.people.setFocus()
    page.people.setCurrentRow(0)
    assert page.sit.isEnabled()
    assert not page.passphrase_row.has_problem
