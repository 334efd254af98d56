"""A store that takes nothing more: whoever switches, locks or closes loses no word of what was typed, and is told."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt

from station_desk.desk import note_drafts, office, recording
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.cover_sheet import Back
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.notes import WriteNotePage
from station_desk.ui.pages.switch import SwitchPage
from tests.conftest import NOON, PASSPHRASE
from tests.journeys.conftest import Sitting
from tests.staff import add_staff

PIN = "4719"
LONG = "गुलमोहरविहार " * 4000  # fits into no page that is free
CTRL = Qt.KeyboardModifier.ControlModifier


def fill(desk: Desk) -> None:
    """Let the store grow no further."""
    desk.store._writer.execute("PRAGMA max_page_count = 1")  # SQLite takes the pages there are


def make_room(desk: Desk) -> None:
    """Let it grow again."""
    desk.store._writer.execute("PRAGMA max_page_count = 1000000")


@pytest.fixture
def sitting(station_folder: Path, sit: Callable[[Desk], Sitting]) -> Sitting:
    """Somebody in the middle of an entry, on a store that is full."""
    sitting = sit(office.unlock(station_folder, PASSPHRASE, practice_at=NOON))
    sitting.press(Qt.Key.Key_N, CTRL)
    page = sitting.page
    assert isinstance(page, IntakePage) and sitting.app.desk is not None
    fill(sitting.app.desk)
    page.model.set("safe_contact", LONG, {}, settled=True)
    return sitting


def kept(folder: Path) -> bool:
    """Tell whether the draft lies in the store with all that was typed."""
    with office.at_desk(folder, PASSPHRASE, practice_at=NOON) as desk:
        return any(draft.raw.get("safe_contact") == LONG for draft in recording.drafts(desk))


def test_switch_stays_and_goes_once_there_is_room(sitting: Sitting) -> None:
    """F8 leaves page, text and person where they are and says so; with room again the same key goes through."""
    page, desk = sitting.page, sitting.app.desk
    assert isinstance(page, IntakePage) and desk is not None
    sitting.press(Qt.Key.Key_F8)
    assert sitting.page is page and sitting.app.desk is desk
    assert page.isEnabled() and page.model.value("safe_contact") == LONG
    assert sitting.kit.notices.sentence == sitting.kit.words.say("leave.not_switched")
    make_room(desk)
    sitting.press(Qt.Key.Key_F8)
    assert isinstance(sitting.page, SwitchPage)
    assert [draft.raw["safe_contact"] for draft in recording.drafts(desk)] == [LONG]


def test_lock_covers_says_so_and_locks_once_it_is_saved(sitting: Sitting, station_folder: Path) -> None:
    """Ctrl+L covers, F9 opens nothing, the cover says what to do; with room again Ctrl+L saves and locks."""
    desk = sitting.app.desk
    assert desk is not None
    sitting.press(Qt.Key.Key_L, CTRL)
    cover = sitting.window.cover
    assert cover.covered and cover.back is Back.UNSAVED
    assert sitting.restarts == 0 and sitting.app.desk is desk
    (sheet,) = cover._living()
    assert sheet.says.text() == sitting.kit.words.say("cover.unsaved")
    assert sheet.explains.isVisible() and "15" in sheet.explains.text()
    sitting.press(Qt.Key.Key_F9)
    assert cover.covered
    make_room(desk)
    sitting.press(Qt.Key.Key_L, CTRL)
    assert sitting.restarts == 1
    assert kept(station_folder)


def test_the_minutes_run_out_a_second_time(sitting: Sitting, station_folder: Path) -> None:
    """The idle lock waits for the text once; when the minutes run out again it locks without it."""
    idle = sitting.app.idle
    idle.set_minutes(0)
    assert idle.check()
    sitting.settle()
    assert sitting.restarts == 0 and idle.running
    assert sitting.window.cover.back is Back.UNSAVED
    assert idle.check()
    sitting.settle()
    assert sitting.restarts == 1 and sitting.app.room is None
    assert not kept(station_folder)


def test_the_pin_leads_back_to_the_text(sitting: Sitting) -> None:
    """Who has a PIN can go back and copy the text on paper; the desk says that it is not locked."""
    page, desk = sitting.page, sitting.app.desk
    assert isinstance(page, IntakePage) and desk is not None
    office.set_pin(desk, PIN)
    sitting.press(Qt.Key.Key_L, CTRL)
    assert sitting.window.cover.back is Back.UNSAVED_PIN
    sitting.hands.type(PIN)
    sitting.enter()
    assert not sitting.window.cover.covered
    assert sitting.page is page and page.model.value("safe_contact") == LONG
    assert sitting.kit.notices.sentence == sitting.kit.words.say("leave.not_locked")


def test_closing_asks_first(sitting: Sitting) -> None:
    """The window stays with the text; only the button that says so closes without saving."""
    page = sitting.page
    assert not sitting.window.close()
    sitting.settle()
    assert sitting.window.isVisible() and sitting.page is page
    assert sitting.kit.notices.sentence == sitting.kit.words.say("leave.not_closed")
    sitting.kit.notices._action.click()
    sitting.settle()
    assert not sitting.window.isVisible()


def test_a_note_is_not_lost_either(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """The sealed draft of a working note holds up switch and lock alike."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as first:
        staff = add_staff(first, Role.HOUSE_OFFICER, Role.COUNSELLOR)
        saved = recording.open_record(first, {"safe_contact": "no"}, recording.new_draft_id())
    desk = staff.at_desk(station_folder, Role.COUNSELLOR)
    sitting = sit(desk)
    page = WriteNotePage(sitting.kit, desk, saved.record, saved.token)
    sitting.window.open_page(page)
    sitting.settle()
    fill(desk)
    page.text.setPlainText(LONG)
    sitting.press(Qt.Key.Key_F8)
    assert sitting.page is page and page.text.toPlainText() == LONG
    assert sitting.kit.notices.sentence == sitting.kit.words.say("leave.not_switched")
    make_room(desk)
    sitting.press(Qt.Key.Key_F8)
    assert isinstance(sitting.page, SwitchPage)
    assert note_drafts.waits(desk, saved.record)


def test_a_lock_stops_the_counting_in_the_background(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """What can be cancelled is asked to stop before the lock waits for anything."""
    sitting = sit(office.unlock(station_folder, PASSPHRASE, practice_at=NOON))
    stopped: list[bool] = []
    never = Event()

    def count(cancelled: Callable[[], bool]) -> None:
        while not cancelled() and len(stopped) < 2000:
            never.wait(0.002)
            stopped.append(False)
        stopped[:] = [cancelled()]
        raise DeskError(ErrorCode.STOPPED)

    sitting.kit.runner.run(count, reads=True)
    sitting.press(Qt.Key.Key_L, CTRL)
    assert stopped == [True]
    assert sitting.restarts == 1
