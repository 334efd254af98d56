"""A record or a clock that cannot be relied on is said for as long as it is so, and the cover asks the PIN."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt

from station_desk.desk import office
from station_desk.desk.finding import FindingCode
from station_desk.desk.keeping import Finding
from station_desk.desk.ports import Desk
from station_desk.domain.clock_guard import ClockState
from station_desk.domain.roles import Role
from station_desk.host.clock import PracticeClock
from station_desk.store import log
from station_desk.ui.dialogs.pin import PinDialog
from station_desk.ui.pages.integrity import IntegrityPage
from station_desk.ui.soundness import count_anew
from tests.conftest import NOON, PASSPHRASE
from tests.journeys.conftest import Sitting
from tests.staff import add_staff


def clock_of(desk: Desk) -> PracticeClock:
    """The clock of a practice office."""
    assert isinstance(desk.clock, PracticeClock)
    return desk.clock


def press(sitting: Sitting, note: str) -> None:
    """Press the verb of a lasting note by keyboard."""
    verb = sitting.window.lasting.verb(note)
    assert verb is not None
    sitting.do(verb)


def test_the_date_is_asked_once_and_then_counts(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """Two months back: the date is asked, put off with a note that stays, and once told everything goes by it."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON - timedelta(days=60))
    sitting = sit(desk)
    dialog = sitting.app.soundness.dialog
    assert dialog is not None
    dialog.activateWindow()
    sitting.press(Qt.Key.Key_Escape)
    assert sitting.app.soundness.dialog is None
    assert "घड़ी संदिग्ध" in sitting.window.lasting.said["clock"]
    sitting.alt(Qt.Key.Key_2)
    assert "clock" in sitting.window.lasting.said
    press(sitting, "clock")
    dialog = sitting.app.soundness.dialog
    assert dialog is not None
    dialog.activateWindow()
    sitting.hands.type("31.02.2026")
    sitting.enter()
    assert dialog.day_row.has_problem
    dialog.day.selectAll()
    sitting.hands.type("06-10-2026")
    sitting.enter()
    assert desk.today() == NOON.date()
    assert desk.time.state is ClockState.STEADY
    assert "clock" not in sitting.window.lasting.said
    with desk.store.read() as read:
        assert log.count_kind(read, "clock.confirmed") == 1


def test_a_clock_that_is_set_later_raises_the_note(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """Found at the next look, without a dialog in the middle of somebody's writing."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON)
    sitting = sit(desk)
    assert not sitting.window.lasting.said
    clock_of(desk).jump(NOON + timedelta(days=90))
    sitting.app.soundness.look()
    assert "clock" in sitting.window.lasting.said
    assert sitting.app.soundness.dialog is None
    clock_of(desk).jump(NOON)


def test_what_the_count_finds_stops_entries_and_is_said(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """A line changed behind the log: the background count raises the banner, whose verb leads to the check."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON)
    sitting = sit(desk)
    with desk.store.write() as write:
        write.execute("UPDATE person SET name = 'कोई और'")
    sitting.app.soundness.count()
    sitting.settle()
    assert "नई प्रविष्टि रुकी है" in sitting.window.lasting.said["record"]
    assert desk.room.standing.findings
    press(sitting, "record")
    sitting.settle()
    assert isinstance(sitting.page, IntegrityPage)
    desk.room.standing.findings = ()
    sitting.app.soundness.look()
    assert "record" not in sitting.window.lasting.said


def test_a_sound_record_is_counted_once_a_day_in_silence(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """Nothing is said, nothing stops, and the second sitting of the day does not count again."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON)
    sitting = sit(desk)
    sitting.app.soundness.count()
    sitting.settle()
    assert not sitting.window.lasting.said
    assert not desk.room.standing.findings
    count_anew(desk)
    assert not desk.room.standing.findings


def test_findings_at_sign_in_are_said_at_once(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """What the quick look found stands over the first page."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON)
    desk.room.standing.findings = (Finding(FindingCode.HEAD_DIFFERS, 3),)
    sitting = sit(desk)
    assert "1 जगह" in sitting.window.lasting.said["record"]
    sitting.kit.words.switch()
    assert "1 place" in sitting.window.lasting.said["record"]
    desk.room.standing.findings = ()


def test_who_may_not_check_is_told_whom_to_tell(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """For the desk staff the note has no verb that would only be refused."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:
        staff = add_staff(desk, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    desk = staff.at_desk(station_folder, Role.CENTRE_STAFF)
    desk.room.standing.findings = (Finding(FindingCode.HEAD_DIFFERS, 3),)
    sitting = sit(desk)
    assert "थाना प्रभारी" in sitting.window.lasting.said["record"]
    assert sitting.window.lasting.verb("record") is None
    desk.room.standing.findings = ()


def test_cover_with_a_pin_by_keyboard(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """F9 twice without a PIN offers one; then F9 asks it, the right one comes back, three wrong ones lock."""
    sitting = sit(office.unlock(station_folder, PASSPHRASE, practice_at=NOON))
    sitting.press(Qt.Key.Key_F9)
    assert sitting.window.cover.covered
    sitting.press(Qt.Key.Key_F9)
    assert not sitting.window.cover.covered
    assert "पिन" in sitting.kit.notices.sentence
    sitting.do(sitting.kit.notices._action)
    (dialog,) = [one for one in sitting.window.findChildren(PinDialog) if one.isVisible()]
    dialog.activateWindow()
    sitting.hands.type("4719")
    sitting.enter()
    sitting.hands.type("4719")
    sitting.enter()
    sitting.press(Qt.Key.Key_F9)
    sitting.press(Qt.Key.Key_F9)
    assert sitting.window.cover.covered
    sitting.hands.type("4719")
    sitting.enter()
    assert not sitting.window.cover.covered
    sitting.press(Qt.Key.Key_F9)
    for _ in range(3):
        assert sitting.restarts == 0
        sitting.hands.type("9153")
        sitting.enter()
    assert sitting.restarts == 1
    assert sitting.window.cover.covered
