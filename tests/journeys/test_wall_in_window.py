"""Keeping a matter from a colleague, in the real window, by keyboard; what that colleague then sees; lifting it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from station_desk.desk import reading, recording, registers
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.ui.dialogs.wall import LiftDialog, WallDialog
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.matters import MattersPage
from station_desk.ui.pages.today import TodayPage
from station_desk.ui.record_table import COLUMNS
from tests.conftest import PASSPHRASE
from tests.entries import ELDER
from tests.journeys.conftest import Sitting
from tests.staff import NAMES, Staff, add_staff, found, seat

TOKEN = "MSK/SAS/2026/0001"


@pytest.fixture
def staff(station: Desk) -> Staff:
    """A house officer and one of the desk staff beside the in-charge."""
    return add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)


def in_charge(desk: Desk) -> SecondPerson:
    """The first person of the office."""
    return SecondPerson(reading.people(desk)[0].id, PASSPHRASE)


def seen(page: QWidget) -> str:
    """Everything that can be read on a page."""
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def verb(word: str) -> Callable[[QWidget], bool]:
    """Tell a button by its words."""
    return lambda at: isinstance(at, QPushButton) and word in at.text()


def open_matter(sitting: Sitting, desk: Desk, record: str) -> MatterPage:
    """Open a matter on top of the window."""
    matter = MatterPage(sitting.kit, desk, record)
    sitting.window.open_page(matter)
    sitting.settle()
    return matter


def open_list(sitting: Sitting) -> MattersPage:
    """Open the list of matters by its place."""
    sitting.window.open_place("matters")
    sitting.settle()
    page = sitting.page
    assert isinstance(page, MattersPage)
    return page


def sees_only_that_it_is_sealed(sitting: Sitting, desk: Desk, record: str) -> None:
    """Go through every screen the colleague has: list, search, filters, opening, today, drafts."""
    page = open_list(sitting)
    model = page.table.records
    cells = [str(model.index(0, column).data()) for column in range(len(COLUMNS))]
    assert cells == [TOKEN, "मुहरबन्द", *[""] * (len(COLUMNS) - 2)]
    page.focus_first()
    sitting.press(Qt.Key.Key_Down)
    sitting.enter()
    assert sitting.page is page
    assert sitting.kit.notices.sentence.startswith(f"{TOKEN} आपके लिए मुहरबन्द है:")
    for typed in ("फूलमती", "phoolmati", "0001", TOKEN, "बिहारीपुर"):
        page.search.setText(typed)
        sitting.settle()
        assert model.rows == [], typed
    page.clear()
    sitting.settle()
    for narrow in (page.head, page.state, page.officer):
        shown = []
        for row in range(1, narrow.count()):
            narrow.setCurrentIndex(row)
            sitting.settle()
            shown += list(model.rows)
        assert shown == []
        narrow.setCurrentIndex(0)
    sitting.settle()
    assert len(model.rows) == 1
    for way in (MatterPage(sitting.kit, desk, record), IntakePage(sitting.kit, desk, record=record)):
        sitting.window.open_page(way)
        sitting.settle()
        assert sitting.page is page, "it leads back at once"
        assert sitting.kit.notices.kind == "danger"
        sitting.kit.notices.dismiss()
    sitting.window.open_place("today")
    sitting.settle()
    today = sitting.page
    assert isinstance(today, TodayPage)
    assert TOKEN not in seen(today)
    assert today.drafts.isHidden()


def test_a_matter_is_kept_from_a_colleague_and_given_back_by_two(
    station: Desk, staff: Staff, sit: Callable[[Desk], Sitting]
) -> None:
    """Put up by one officer at once, over a draft the colleague has of it; lifted with a reason and a second."""
    them = seat(station, staff.second(Role.CENTRE_STAFF))
    saved = recording.add(them, ELDER)
    recording.save_draft(them, "a" * 32, {**ELDER, "village": "कमालपुर"}, saved.record)
    head = seat(them, in_charge(them))
    sitting = sit(head)
    hands = sitting.hands
    matter = open_matter(sitting, head, saved.record)
    hands.tab_to(verb("और कार्य"))
    sitting.press(Qt.Key.Key_Space)
    hands.tab_to(verb("किसी कर्मी से छिपाएँ"))
    sitting.press(Qt.Key.Key_Space)
    dialog = matter.findChild(WallDialog)
    assert dialog is not None
    assert "अभी किसी से नहीं छिपा है।" in seen(dialog)
    assert dialog.who.hasFocus()
    assert [dialog.who.itemText(row) for row in range(dialog.who.count())] == [
        f"{NAMES[role][1]} {NAMES[role][0]}" for role in (Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    ], "nobody hides a matter from themselves"
    hands.press(Qt.Key.Key_Down, times=2)
    assert isinstance(hands.at, QComboBox)
    hands.tab_to(verb("छिपाएँ"))
    sitting.press(Qt.Key.Key_Space)
    assert "प्रियांशी लोधी" in seen(dialog)
    assert list(dialog.lifts) == [staff.ids[Role.CENTRE_STAFF]]
    sitting.press(Qt.Key.Key_Escape)
    assert sitting.page is matter
    assert "कर्मियों से छिपा: 1" in seen(matter)

    them = seat(head, staff.second(Role.CENTRE_STAFF))
    sees_only_that_it_is_sealed(sit(them), them, saved.record)
    assert recording.drafts(them) == []

    head = seat(them, in_charge(them))
    sitting = sit(head)
    hands = sitting.hands
    (row,) = registers.day_sheet(head, head.today(), "hi").rows
    assert not [text for text in str(row).split() if "वृद्धा" in text], "everybody reads the paper"
    matter = open_matter(sitting, head, saved.record)
    hands.tab_to(verb("और कार्य"))
    sitting.press(Qt.Key.Key_Space)
    hands.tab_to(verb("किसी कर्मी से छिपाएँ"))
    sitting.press(Qt.Key.Key_Space)
    dialog = matter.findChild(WallDialog)
    assert dialog is not None
    hands.tab_to(verb("फिर दिखाएँ"))
    sitting.press(Qt.Key.Key_Space)
    lift = dialog.findChild(LiftDialog)
    assert lift is not None
    hands.tab_to(verb("फिर दिखाएँ"))
    sitting.press(Qt.Key.Key_Space)
    assert lift.reason_row.has_problem
    assert lift.reason.hasFocus()
    hands.type("गलत कर्मी चुना गया था")
    hands.tab(2)
    hands.type(NAMES[Role.HOUSE_OFFICER][2])
    sitting.enter()
    assert "अभी किसी से नहीं छिपा है।" in seen(dialog)
    sitting.press(Qt.Key.Key_Escape)
    them = seat(head, staff.second(Role.CENTRE_STAFF))
    sitting = sit(them)
    assert open_matter(sitting, them, saved.record).title.text() == f"प्रकरण {TOKEN}"
    assert isinstance(sitting.page, MatterPage)
    assert [draft.record for draft in recording.drafts(them)] == [saved.record], "what was typed is there again"
    assert found(them) == []


def test_a_colleague_named_in_the_matter_is_walled_at_once(
    station: Desk, staff: Staff, sit: Callable[[Desk], Sitting]
) -> None:
    """The respondent row alone does it; the list of the wall says that only a correction changes that."""
    respondents: list[dict[str, Any]] = [
        {"name": "अज्ञात", "station_or_staff_link": "yes", "linked_person": staff.ids[Role.HOUSE_OFFICER]}
    ]
    saved = recording.add(station, {**ELDER, "respondents": respondents})
    sitting = sit(station)
    matter = open_matter(sitting, station, saved.record)
    assert "कर्मियों से छिपा: 1" in seen(matter)
    sitting.hands.tab_to(verb("और कार्य"))
    sitting.press(Qt.Key.Key_Space)
    sitting.hands.tab_to(verb("किसी कर्मी से छिपाएँ"))
    sitting.press(Qt.Key.Key_Space)
    dialog = matter.findChild(WallDialog)
    assert dialog is not None
    assert "देवव्रत चाहर – प्रकरण में ही जुड़े हैं" in seen(dialog)
    assert dialog.lifts == {}
    sitting.press(Qt.Key.Key_Escape)
    house = seat(station, staff.second(Role.HOUSE_OFFICER))
    sees_only_that_it_is_sealed(sit(house), house, saved.record)
