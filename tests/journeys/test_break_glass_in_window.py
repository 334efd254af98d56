"""Opening sealed notes in an emergency, in the real window, by keyboard: two officers, a reason, the printed count."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from station_desk.desk import people, reading, recording, recovery, registers, sealing
from station_desk.desk.approvals import SecondPerson, TwoSheets
from station_desk.desk.ports import Desk
from station_desk.domain.log import Part, read_header
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import log
from station_desk.ui.dialogs.break_glass import BreakGlassDialog
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.notes import OpenedNotesPage
from tests.conftest import PASSPHRASE
from tests.entries import ELDER
from tests.journeys.conftest import Sitting
from tests.papers import texts_of
from tests.staff import NAMES, add_staff, found, seat

WORDS = "बेटे ने कहा है कि घर आयी तो जान से मार देगा"
REASON = "जान का खतरा, परामर्शदाता बाहर हैं"


def seen(page: QWidget) -> str:
    """Everything that can be read on a page."""
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def verb(word: str) -> Callable[[QWidget], bool]:
    """Tell a button by its words."""
    return lambda at: isinstance(at, QPushButton) and word in at.text()


def test_two_officers_open_the_notes(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """Why, reason, second officer; a wrong password is said beside it; then the notes once, the log, the register."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.COUNSELLOR)
    counsellor = seat(station, staff.second(Role.COUNSELLOR))
    record = recording.add(counsellor, ELDER).record
    sealing.write_note(counsellor, record, WORDS)
    head = seat(counsellor, SecondPerson(reading.people(counsellor)[0].id, PASSPHRASE))
    sitting = sit(head)
    hands = sitting.hands
    matter = MatterPage(sitting.kit, head, record)
    sitting.window.open_page(matter)
    sitting.settle()
    assert WORDS not in seen(matter)

    hands.tab_to(verb("आपात स्थिति में खोलें"))
    sitting.press(Qt.Key.Key_Space)
    dialog = matter.glass
    assert "1 टिप्पणी खुलेगी" in seen(dialog)
    assert "आज की पंजिका में गिनती छपेगी" in seen(dialog)
    hands.press(Qt.Key.Key_Down)
    hands.space()  # a court has ordered it
    hands.tab()
    hands.type(REASON)
    hands.tab()
    assert dialog.second.who.hasFocus()
    assert "देवव्रत चाहर" in dialog.second.who.currentText(), "the only one who could agree is chosen"
    hands.tab()
    hands.type("गलत")
    sitting.enter()
    assert dialog.second.passphrase_row.has_problem
    assert dialog.reason.text() == REASON
    assert log_kinds(head).count(sealing.BROKEN) == 0
    hands.type(NAMES[Role.HOUSE_OFFICER][2])  # the wrong one is selected, so it is written over
    sitting.enter()

    page = sitting.page
    assert isinstance(page, OpenedNotesPage)
    assert WORDS in seen(page)
    assert WORDS not in sitting.window.windowTitle()
    with head.store.read() as read:
        (line,) = log.lines_of_kind(read, sealing.BROKEN)
    assert b"court_order" in line.header
    assert REASON.encode() in line.parts[Part.FACTS][1]
    assert log_kinds(head)[-2:] == [sealing.BROKEN, "approval.given"]
    sitting.press(Qt.Key.Key_Escape)
    assert sitting.page is matter
    assert page.cards == []
    printed = texts_of(registers.day_sheet(head, head.today(), "hi"))
    counted = printed[printed.index("मुहरबन्द टिप्पणी आपात में खोली गयी") + 1]
    assert counted == "1", "today's register tells of it"
    assert found(head) == []


def test_esc_leaves_without_opening_and_nobody_to_ask_is_said(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """Where there is no second officer the dialog says so, and its verb cannot be pressed; Esc goes back."""
    staff = add_staff(station, Role.COUNSELLOR)
    counsellor = seat(station, staff.second(Role.COUNSELLOR))
    record = recording.add(counsellor, ELDER).record
    sealing.write_note(counsellor, record, WORDS)
    head = seat(counsellor, SecondPerson(reading.people(counsellor)[0].id, PASSPHRASE))
    sitting = sit(head)
    matter = MatterPage(sitting.kit, head, record)
    sitting.window.open_page(matter)
    sitting.settle()
    sitting.hands.tab_to(verb("आपात स्थिति में खोलें"))
    sitting.press(Qt.Key.Key_Space)
    assert matter.glass.second.nobody.isVisible()
    assert not matter.glass.verb.isEnabled()
    sitting.press(Qt.Key.Key_Escape)
    assert sitting.page is matter
    assert sealing.BROKEN not in log_kinds(head)


def log_kinds(desk: Desk) -> list[str]:
    """Return the kinds of all lines of the log."""
    with desk.store.read() as read:
        return [read_header(line.header).kind for line in log.lines(read)]


def test_the_question_fits_the_window_with_two_sheets_and_long_errors(
    station: Desk, sit: Callable[[Desk], Sitting]
) -> None:
    """On 1366×768: two sheets, each refused, and nothing of the dialog beyond the window; the verbs stay in view."""
    staff = add_staff(station, Role.HOUSE_OFFICER)
    house = staff.second(Role.HOUSE_OFFICER)
    digits = recovery.issue(station, recovery.SHEETS, house).digits
    record = recording.add(station, ELDER).record
    sealing.write_note(station, record, WORDS)
    people.leave(station, house.id, TwoSheets(digits["district"], digits["nodal_officer"]))
    sitting = sit(station)
    dialog = BreakGlassDialog(sitting.window, sitting.kit, station, record, "SAS-1", 1)
    dialog.open()
    sitting.settle()
    assert dialog.second.by_sheets
    for field in (dialog.second.sheets.first, dialog.second.sheets.second):
        field.line.setFocus()
        sitting.hands.type("000000" + "111111" * 7)
        field.refuse(DeskError(ErrorCode.RECOVERY_SHEET_OTHER))
    dialog.why.set_problem("problem.required")
    dialog.reason_row.refuse(DeskError(ErrorCode.REASON_LONG, limit=200))
    dialog.second.sheets.second.line.setFocus()
    sitting.settle()
    assert dialog.height() <= sitting.window.height() == 768
    for widget in (dialog.verb, dialog.second.sheets.second.line):
        assert not widget.visibleRegion().isEmpty()
        assert widget.visibleRegion().boundingRect().height() == widget.height()
    dialog.why.setFocus()
    assert not dialog.verb.visibleRegion().isEmpty()
